"""Writes the mail of a made-up study: questions, people's answers, acknowledgements, absence notes and bounces."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime

from kaklet.simulate.plan import Character
from probes.contact.post import Letterhead, message_id_of
from results.judge.mail.verdict import Verdict

PEOPLE = ("Karin Sund", "Per Wall", "Lena Friberg", "Jonas Ek", "Mia Strand")

ANSWERS: dict[str, tuple[str, ...]] = {
    "dns-ttl": (
        "The lowest value is 300 seconds. You set it for each record in the panel, under the name of the domain.",
        "You can go down to five minutes on A, AAAA and CNAME records. MX stays at an hour, I am afraid.",
        "We accept 60 seconds, but I would not go below 600 until the day before you move the site.",
    ),
    "backup": (
        "A copy is taken each night at two and kept for fourteen days. Single files come back by the file manager.",
        "Both files and databases are copied nightly. You find the last thirty copies in the panel.",
        "Nightly, for a week. If you want an older state we can look on the monthly tapes, which costs 400 kronor.",
    ),
    "php": (
        "You choose between 8.1, 8.2 and 8.3, and each folder can have a version of its own through its .htaccess.",
        "At the moment 8.2 and 8.3 can be chosen, for a whole domain at a time. Folders all follow their domain.",
        "All versions with security fixes are there. The choice is made per site, so take a subdomain for the other.",
    ),
    "quota": (
        "Each mailbox holds 10 GB. When it is full, new mail is turned away and its sender is told so.",
        "There is 5 GB in the small plan and 25 GB in the large one. A full box refuses mail for the time being.",
        "You share the space of the account among all boxes, 50 GB in total. You are warned by mail at 90 per cent.",
    ),
}
"""What people answer, by the id of the question."""

_ACKNOWLEDGEMENT = (
    "Hello,\n\nThank you for contacting {name}. This is an automatic confirmation that we have received your message. "
    "Your ticket number is {ticket}. We reply as soon as possible, normally within one working day.\n\n"
    "Please do not reply to this message.\n\n{name} customer service\n"
)
_CLOSED = (
    "Hello,\n\nYour ticket {ticket} has been closed, as we have not heard from you for a while. "
    "If you need more help, please open a new ticket.\n\n{name} customer service\n"
)
_REMINDER = "Hello,\n\nI wrote to you two days ago (see below) and have not had an answer. Could you have a look?\n"
_ABSENCE = (
    "I am out of the office and will be back on Monday. In urgent matters, please write to another "
    "colleague at {name}.\n\n{person}\n"
)


def question(head: Letterhead, recipient: str, at: datetime) -> bytes:
    """Write what was asked."""
    user, _, domain = head.address.partition("@")
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(head.persona, user, domain)
    letter["To"] = recipient
    letter["Subject"] = head.question.subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = head.message_id
    letter.set_content(f"{head.question.body.strip()}\n\n{head.persona}\n")
    return letter.as_bytes()


def reminder(head: Letterhead, recipient: str, at: datetime) -> bytes:
    """Write the reminder, with our question quoted below it."""
    user, _, domain = head.address.partition("@")
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(head.persona, user, domain)
    letter["To"] = recipient
    letter["Subject"] = f"Re: {head.question.subject}"
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = message_id_of(head.case, 1, domain)
    letter["In-Reply-To"] = letter["References"] = head.message_id
    quoted = "".join(f"> {line}\n" for line in head.letter.strip().splitlines())
    letter.set_content(f"{_REMINDER}\n{head.persona}\n\n{quoted}")
    return letter.as_bytes()


def reply(head: Letterhead, who: Character, verdict: Verdict, at: datetime, *, number: int) -> bytes:
    """Write what came at *at*: what *verdict* says. *number* tells this reply of the provider from all others."""
    if verdict is Verdict.BOUNCE:
        return _bounce(head, who, at, number)
    person = PEOPLE[number % len(PEOPLE)]
    sender = f"{who.name} support" if verdict in {Verdict.AUTO_ACK, Verdict.CLOSED_NOTICE} else person
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(sender, "support", f"{who.id}.example")
    letter["To"] = head.address
    letter["Subject"] = f"Re: {head.question.subject}"
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{number}.{head.case}@{who.id}.example>"
    letter["In-Reply-To"] = letter["References"] = head.message_id
    if verdict is Verdict.AUTO_ACK:
        letter["Auto-Submitted"] = "auto-replied"
        words = _ACKNOWLEDGEMENT.format(name=who.name, ticket=20_000 + number)
    elif verdict is Verdict.OUT_OF_OFFICE:
        letter["Auto-Submitted"] = "auto-replied"
        words = _ABSENCE.format(name=who.name, person=person)
    elif verdict is Verdict.CLOSED_NOTICE:
        letter["Auto-Submitted"] = "auto-generated"
        words = _CLOSED.format(name=who.name, ticket=20_000 + number)
    elif verdict is Verdict.UNDETERMINED:
        words = ""
    else:
        known = ANSWERS[head.question.id]
        words = f"Hi {head.persona.split()[0]},\n\n{known[number % len(known)]}\n\nBest wishes\n{person}\n"
    letter.set_content(words)
    return letter.as_bytes()


def _bounce(head: Letterhead, who: Character, at: datetime, number: int) -> bytes:
    """Write a delivery status notification (RFC 3464) with the header of the question in it."""
    host = f"mx.{who.id}.example"
    report = MIMEMultipart("report", boundary=f"={head.case}=", report_type="delivery-status")
    report["From"] = f"Mail Delivery System <MAILER-DAEMON@{host}>"
    report["To"] = head.address
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Date"] = format_datetime(at)
    report["Message-ID"] = f"<{number}.{head.case}@{host}>"
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText("Your message could not be delivered: the mailbox is full.\n", "plain", "us-ascii"))
    status = MIMEBase("message", "delivery-status")
    whole, recipient = EmailMessage(), EmailMessage()
    whole["Reporting-MTA"] = f"dns; {host}"
    recipient["Final-Recipient"] = f"rfc822; support@{who.id}.example"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.2.2"
    recipient["Diagnostic-Code"] = "smtp; 552 5.2.2 mailbox full"
    status.set_payload([whole, recipient])
    report.attach(status)
    header = f"From: <{head.address}>\nSubject: {head.question.subject}\nMessage-ID: {head.message_id}\n"
    report.attach(MIMEText(header, "rfc822-headers", "us-ascii"))
    return report.as_bytes(policy=SMTP)
