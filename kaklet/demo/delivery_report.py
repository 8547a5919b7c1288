"""A delivery status notification for a question that could not be put into its mailbox (RFC 3464)."""

from datetime import datetime
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime

from kaklet.demo.habits import dice
from kaklet.demo.phrases import BOUNCED
from kaklet.demo.questions import Question

_DIAGNOSIS = "552 5.2.2 Mailbox full (over quota)"


def delivery_report(question: Question, *, mailbox: str, domain: str, at: datetime) -> bytes:
    """
    Return the multipart/report that says that *question* failed at *mailbox*, as a mail system at *domain* writes it.

    Its third part is the header section of the question alone (text/rfc822-headers, RFC 6522, section 4).
    """
    host = f"mx.{domain}"
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = f"Mail Delivery System <MAILER-DAEMON@{domain}>"
    report["To"] = question.envelope_sender
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Date"] = format_datetime(at)
    report["Message-ID"] = f"<{dice(domain, at, question.message_id).getrandbits(64):016x}@{host}>"
    report["Auto-Submitted"] = "auto-replied"
    words = BOUNCED.format(host=host, mailbox=mailbox, domain=domain, diagnosis=_DIAGNOSIS)
    report.attach(MIMEText(words, "plain", "us-ascii"))
    report.attach(_status(question, mailbox=mailbox, host=host))
    report.attach(MIMEText(question.header, "rfc822-headers", "us-ascii"))
    return report.as_bytes(policy=SMTP)


def _status(question: Question, *, mailbox: str, host: str) -> MIMEBase:
    """Return the machine's part: one block about the message, one about its recipient (RFC 3464, section 2.1)."""
    whole, recipient = Message(), Message()
    whole["Reporting-MTA"] = f"dns; {host}"
    whole["Arrival-Date"] = format_datetime(question.at)
    recipient["Final-Recipient"] = f"rfc822; {mailbox}"
    recipient["Original-Recipient"] = f"rfc822;{mailbox}"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.2.2"
    recipient["Diagnostic-Code"] = f"smtp; {_DIAGNOSIS}"
    status = MIMEBase("message", "delivery-status")
    status.set_payload([whole, recipient])
    return status
