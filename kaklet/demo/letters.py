"""Writes the mail of a help desk: what it says and how its software marks it."""

import html
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from kaklet.demo import phrases
from kaklet.demo.answers import ANSWERS
from kaklet.demo.delivery_report import delivery_report
from kaklet.demo.habits import Kind, dice
from kaklet.demo.houses import House
from kaklet.demo.questions import Question, language_of, one_line, topic_of

_QUOTED_LINES = 60
_RULE = "-" * 46


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who writes: a provider at its support address."""

    provider: str
    house: House
    address: str

    @property
    def domain(self) -> str:
        """The domain that its mail comes from."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """One question in a help desk's books."""

    question: Question
    ordinal: int
    """Of its door, from 1."""
    name: str
    """As customers see it."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """A mail ready to be sent."""

    sender: str
    """The envelope sender; may be empty."""
    recipient: str
    content: bytes


def write(desk: Desk, kind: Kind, ticket: Ticket, *, at: datetime) -> Post:
    """Return the mail of *kind* that *desk* sends about *ticket*, dated *at* (aware)."""
    question = ticket.question
    if kind is Kind.BOUNCE:
        content = delivery_report(question, mailbox=desk.address, domain=desk.domain, at=at)
        return Post(sender="", recipient=question.envelope_sender, content=content)
    letter = _addressed(desk, kind, ticket, at)
    _fill(letter, desk, kind, ticket, at)
    sender = "" if desk.house.marks[kind].null_sender else desk.address
    return Post(sender=sender, recipient=question.address, content=letter.as_bytes(policy=SMTP))


def _addressed(desk: Desk, kind: Kind, ticket: Ticket, at: datetime) -> EmailMessage:
    """Return the letter with all its headers and no text yet."""
    question, marks = ticket.question, desk.house.marks[kind]
    rng = dice(desk.provider, question.door, ticket.ordinal, kind, at)
    subject = marks.subject.format(subject=question.subject, ticket=ticket.name, house=desk.house.name)
    message_id = marks.message_id.format(
        token=f"{rng.getrandbits(64):016x}", short=f"{rng.getrandbits(24):06x}", domain=desk.domain
    )
    letter = EmailMessage(policy=SMTP)
    letter["From"] = formataddr((_signature(desk, kind, ticket), desk.address))
    letter["To"] = question.address
    letter["Subject"] = one_line(subject, limit=250)
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{message_id}>"
    if question.message_id is not None:
        letter["In-Reply-To"] = question.message_id
        letter["References"] = question.message_id
    for name, value in marks.headers:
        letter[name] = value
    return letter


def _fill(letter: EmailMessage, desk: Desk, kind: Kind, ticket: Ticket, at: datetime) -> None:
    if kind is Kind.ANSWER and desk.house.helpdesk_frame:
        text = _framed(desk, ticket, at)
        letter.set_content(text, cte="quoted-printable")
        letter.add_alternative(_as_html(text), subtype="html", cte="quoted-printable")
    elif kind is Kind.ANSWER:
        letter.set_content(_answer(desk, ticket) + "\n" + _quote(desk, ticket), cte="quoted-printable")
    else:
        letter.set_content(_automatic(desk, kind, ticket), cte="quoted-printable")


def _person(desk: Desk, ticket: Ticket) -> str:
    people = desk.house.people
    return people[ticket.ordinal % len(people)] if people else desk.house.team


def _signature(desk: Desk, kind: Kind, ticket: Ticket) -> str:
    if kind is Kind.ACKNOWLEDGEMENT:
        return desk.house.team
    person = _person(desk, ticket)
    return f"{person} ({desk.house.name})" if desk.house.helpdesk_frame else person


def _language(desk: Desk, ticket: Ticket) -> str:
    """Return the language of the answer: the one its writer prefers, where the house has words for the topic."""
    asked, topic = language_of(ticket.question), topic_of(ticket.question)
    preferred = desk.house.tongues.get(asked, asked)
    return preferred if (topic, preferred) in ANSWERS else asked


def _greeting(ticket: Ticket, language: str) -> str:
    named, nameless = phrases.GREETINGS[language]
    first_name = ticket.question.asker.partition(" ")[0]
    return named.format(asker=first_name) if first_name else nameless


def _answer(desk: Desk, ticket: Ticket) -> str:
    """Return a person's words, from the greeting to the signature."""
    language, house, question = _language(desk, ticket), desk.house, ticket.question
    rng = dice(desk.provider, question.door, ticket.ordinal, "answer")
    core = rng.choice(ANSWERS[topic_of(question), language]).format(
        subject=question.subject, ttl=house.ttl, backup_days=house.backup_days, php=house.php, quota=house.quota
    )
    said = " ".join(filter(None, (rng.choice(phrases.OPENINGS[language]), core)))
    closing = rng.choice(phrases.CLOSINGS[language])
    signature = f"{phrases.REGARDS[language]}\n{_person(desk, ticket)}\n{house.team}"
    return f"{_greeting(ticket, language)}\n\n{said}\n\n{closing}\n\n{signature}\n"


def _quote(desk: Desk, ticket: Ticket) -> str:
    question = ticket.question
    head = phrases.QUOTED[_language(desk, ticket)].format(at=question.at, asker=question.asker or question.address)
    lines = question.text.splitlines()[:_QUOTED_LINES]
    return "\n".join([head, *(f"> {line}" if line else ">" for line in lines)]) + "\n"


def _framed(desk: Desk, ticket: Ticket, at: datetime) -> str:
    """Return the answer between a help desk's banner and the history of the ticket."""
    question = ticket.question
    language = "nb" if language_of(question) == "sv" else "en"
    above, below = phrases.FRAMES[language]
    history = "\n".join(question.text.splitlines()[:_QUOTED_LINES])
    return "\n\n".join(
        (
            above.format(ticket=ticket.name),
            _RULE,
            f"{_person(desk, ticket)}, {at:%d %b %Y, %H:%M} UTC",
            _answer(desk, ticket).rstrip(),
            _RULE,
            f"{question.asker or question.address}, {question.at:%d %b %Y, %H:%M} UTC",
            history,
            _RULE,
            below.format(team=desk.house.team) + "\n",
        )
    )


def _as_html(text: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(p)}</p>\n" for p in text.split("\n\n"))
    return f"<!doctype html>\n<html><body>\n{paragraphs.replace(chr(10), '<br>' + chr(10))}</body></html>\n"


def _automatic(desk: Desk, kind: Kind, ticket: Ticket) -> str:
    """Return a machine's words, in the house's language for the question."""
    asked = language_of(ticket.question)
    if kind is Kind.ABSENCE:
        return phrases.ABSENCES[asked].format(person=_person(desk, ticket), team=desk.house.team) + "\n"
    preferred = desk.house.tongues.get(asked, asked)
    texts = phrases.ACKNOWLEDGEMENTS
    language = preferred if (desk.provider, preferred) in texts else asked
    greeting = _greeting(ticket, language)
    return texts[desk.provider, language].format(ticket=ticket.name, team=desk.house.team, greeting=greeting) + "\n"
