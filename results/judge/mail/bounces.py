"""Mail that could not be delivered: which letters say so, with a delivery status (RFC 3464) or in words."""

import re

from results.judge.mail import bounce_words as words
from results.judge.mail.answer import Finding, Verdict
from results.judge.mail.wording import own_words
from results.records import mime
from results.records.letter import Letter

_LOOKED_AT = 6_000
_OPENING = 600
"""Characters within which a server's report says what it is."""
_NULL_PATH = "header:return-path=<>"
_NAMED = "header:from=daemon"
"""The sender calls itself so; people who keep servers do too."""
_REPLY = re.compile(
    r"^\s{0,5}(?:re|sv|aw|antw|vs|svar|tr|fwd?|vb|wg|vl|doorst|i|rv|enc|ynt)\s?(?:\[\d{1,3}\])?\s?:", re.IGNORECASE
)
_NO_SENDER = re.compile(r"^\s{0,5}(?:<\s?>|<?mailer-daemon(?:@[\w.-]{0,255})?>?\s{0,5}$)", re.IGNORECASE)
_CODE = re.compile(r"^\s{0,5}([245])\.\d{1,3}\.\d{1,3}")


def undelivered(letter: Letter) -> Finding | None:
    """Return what *letter* says about a mail that did not arrive, or not yet; None if it says nothing of the sort."""
    return _by_status(letter) or _by_header(letter) or _by_words(letter)


def _by_status(letter: Letter) -> Finding | None:
    if "message/disposition-notification" in letter.content_types:
        return None
    actions = {
        value.split()[0].strip(";").lower() for name, value in letter.delivery if name == "action" and value.split()
    }
    codes = {m[1] for name, value in letter.delivery if name == "status" and (m := _CODE.match(value))}
    if "failed" in actions or (not actions and "5" in codes):
        return Finding(Verdict.BOUNCE, ("status:failed",))
    if "delayed" in actions or (not actions and "4" in codes):
        return Finding(Verdict.DELAY_NOTICE, ("status:delayed",))
    if actions & {"delivered", "relayed", "expanded"}:
        return Finding(Verdict.OTHER, (f"status:{min(actions)}",))
    return None


def _by_header(letter: Letter) -> Finding | None:
    if not letter.has("x-failed-recipients"):
        return None
    late = _late(letter)
    return Finding(Verdict.DELAY_NOTICE if late else Verdict.BOUNCE, ("header:x-failed-recipients",))


def _by_words(letter: Letter) -> Finding | None:
    """Ask for a server's sign and a server's words together: words alone are what people quote to each other."""
    signs = server_signs(letter)
    text = (letter.text if signs else own_words(letter))[:_LOOKED_AT]
    returned = bool(words.SUBJECTS.search(letter.subject))
    subject = returned or bool(words.DELAYED_SUBJECTS.search(letter.subject))
    opening = bool(words.CERTAIN.search(text[:_OPENING]))
    said = opening or bool(words.FAILED.search(text) or words.DELAYED.search(text) or words.CERTAIN.search(text))
    loose = subject or bool(words.LOOSE_SUBJECTS.search(letter.subject))
    if _talk(letter, signs):
        believed = subject and opening
    elif _certain_server(letter):
        believed = said or loose
    elif set(signs) - {_NULL_PATH, _NAMED}:
        believed = subject or said
    elif _NAMED in signs:
        believed = subject or opening or (said and loose)
    else:
        believed = (returned and said) or (opening and (subject or (bool(signs) and loose)))
    if not believed:
        return None
    reasons = (*signs, *(("subject:undelivered",) if loose else ()), *(("phrase:undelivered",) if said else ()))
    return Finding(Verdict.DELAY_NOTICE if _late(letter) else Verdict.BOUNCE, reasons)


def _certain_server(letter: Letter) -> bool:
    report = "multipart/report" in letter.content_types[:1]
    return report or _from_nobody(letter) or bool(words.SERVER_ADDRESS.match(letter.sender))


def _from_nobody(letter: Letter) -> bool:
    """Whether neither From nor the envelope names a sender; a mail program may lose one of the two."""
    paths = [value.strip() for value in letter.every("return-path")]
    return letter.first("from").strip() in ("", "<>") and all(not path or _NO_SENDER.match(path) for path in paths)


def _talk(letter: Letter, signs: tuple[str, ...]) -> bool:
    """Whether *letter* takes part in a conversation, where people show each other the reports that they got."""
    if _certain_server(letter):
        return False
    from_list = letter.has("list-id") or letter.has("list-post")
    return bool(_REPLY.match(letter.subject)) or (from_list and not set(signs) - {_NULL_PATH})


def server_signs(letter: Letter) -> tuple[str, ...]:
    """Return the signs that a mail server, not a mailbox, is the sender of *letter*."""
    signs: list[str] = []
    if "multipart/report" in letter.content_types[:1]:
        signs.append("header:multipart/report")
    if words.SERVER_ADDRESS.match(letter.sender) or words.SERVANT_ADDRESS.match(letter.sender):
        signs.append(f"header:from={letter.sender.split('@')[0][:40]}")
    elif words.SERVER_NAME.search(letter.sender_name or letter.first("from")[:200]):
        signs.append(_NAMED)
    if null_path(letter):
        signs.append(_NULL_PATH)
    return tuple(signs)


def null_path(letter: Letter) -> bool:
    """
    Whether the envelope of *letter* named no sender, as RFC 5321 (4.5.5) asks of notices.

    Postfix and sendmail write ``MAILER-DAEMON`` where they hand such a letter on.
    """
    return any(_NO_SENDER.match(value) for value in letter.every("return-path"))


def _late(letter: Letter) -> bool:
    subject, text = letter.subject, letter.text[:_LOOKED_AT]
    if words.DELAYED_SUBJECTS.search(subject):
        return True
    delayed = words.DELAYED.search(text)
    return (
        bool(delayed) and not words.GAVE_UP.search(text[:3_000]) and not mime.first(letter.delivery, "final-recipient")
    )
