"""Reads a mail that came to a help desk: a question, or a machine's mail that must not be answered."""

import re
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from kaklet.demo.habits import Door
from kaklet.demo.questions import Question, is_address, one_line

_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_TEXT_LIMIT = 20_000
_HEADER_LIMIT = 8_000


def question_in(content: bytes, *, envelope_sender: str, at: datetime) -> Question | None:
    """
    Return the question in the mail *content*, taken *at*; None where nobody may be answered.

    The rules are those of RFC 3834 (section 2), and what help desks add to them: no answer to an empty
    envelope sender, to ``Auto-Submitted`` other than ``no``, to ``Precedence`` bulk, list, junk or auto_reply.
    """
    mail = message_from_bytes(content, policy=default)
    address = _reply_address(mail)
    if not is_address(envelope_sender) or _by_machine(mail) or address is None:
        return None
    return Question(
        door=Door.MAIL,
        asker=one_line(parseaddr(_first(mail, "From"))[0], limit=80),
        address=address,
        envelope_sender=envelope_sender,
        subject=one_line(_first(mail, "Subject")),
        text=_text(mail),
        at=at,
        message_id=_message_id(mail),
        header=_header(content),
    )


def _header(content: bytes) -> str:
    """Return the header section as it came, in ASCII."""
    section = re.split(rb"\r?\n\r?\n", content[:_HEADER_LIMIT], maxsplit=1)[0]
    return section.replace(b"\r\n", b"\n").decode("ascii", "replace").replace("\N{REPLACEMENT CHARACTER}", "?") + "\n"


def _first(mail: EmailMessage, name: str) -> str:
    return str(mail.get(name, ""))


def _by_machine(mail: EmailMessage) -> bool:
    submitted = _first(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    return submitted not in {"", "no"} or _first(mail, "Precedence").strip().casefold() in _BULK


def _reply_address(mail: EmailMessage) -> str | None:
    """Return the first of Reply-To and From that is an address."""
    found = (parseaddr(_first(mail, name))[1] for name in ("Reply-To", "From"))
    return next(filter(is_address, found), None)


def _message_id(mail: EmailMessage) -> str | None:
    found = _MESSAGE_ID.search(_first(mail, "Message-ID")[:1000])
    return found.group() if found else None


def _text(mail: EmailMessage) -> str:
    """Return the plain text of the mail, or nothing where it has none that can be read."""
    part = mail.get_body(("plain",))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        return ""
    return content[:_TEXT_LIMIT] if isinstance(content, str) else ""
