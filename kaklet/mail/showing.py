"""A message as a page of plain text: what the desk knows of it, redacted, and harmless to any terminal."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime

from kaklet.mail.shapes import Item, Looked
from results.judge.mail.redaction import redact
from results.records import Case

MAX_SHOWN = 20_000
"""Characters of a message's text that are shown."""
MAX_RAW = 200_000
"""Bytes of a raw message that are shown."""


def harmless(text: str) -> str:
    """
    Return *text* with every character spelled out that a terminal may obey or that has no picture.

    Escape sequences, other control characters but line feed and tab, and marks that turn the direction of writing.
    """
    return "".join(letter if letter in "\n\t" or not _commands(letter) else _spelled(letter) for letter in text)


def _commands(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] == "C" or category in {"Zl", "Zp"}


def _spelled(letter: str) -> str:
    return letter.encode("unicode_escape", "surrogatepass").decode("ascii")


def one_line(text: str) -> str:
    """Return *text* as one harmless line."""
    return harmless(" ".join(text.split()))


def queue_lines(items: Sequence[Item]) -> Iterator[str]:
    """Yield the lines that list what waits."""
    if not items:
        yield "Nothing waits for a person."
        return
    yield f"{'message':<10} {'arrived':<17} {'provider':<14} why"
    for item in items:
        yield harmless(
            f"{item.message:<10} {moment(item.received_at)} {(item.provider or '-')[:14]:<14} {', '.join(item.why)}"
        )
        yield one_line(f"    {item.verdict or '-'}: {item.subject}")[:80]


def moment(at: datetime) -> str:
    """Tell an instant to the minute, in UTC."""
    return f"{at:%Y-%m-%d %H:%M}Z"


def shown_lines(looked: Looked) -> Iterator[str]:
    """Yield the lines that tell of one message, redacted."""
    yield from map(harmless, _about(looked))
    yield from map(harmless, _decisions(looked))
    yield ""
    letter = looked.letter
    if letter is None:
        yield "Its bytes are no mail, or are not there (imported, or removed when their time had come)."
        return
    host = letter.sender.rpartition("@")[2]
    yield harmless(f"From: {redact(letter.sender_name, looked.names, host) or '-'}, at {host or '-'}")
    yield harmless(f"Subject: {redact(letter.subject, looked.names, host)}")
    yield ""
    text = redact(letter.text[:MAX_SHOWN], looked.names, host)
    yield harmless(text) if text.strip() else "(no text)"
    if len(letter.text) > MAX_SHOWN:
        yield f"... and {len(letter.text) - MAX_SHOWN} characters more"


def _about(looked: Looked) -> Iterator[str]:
    message, case = looked.message, looked.case
    yield f"Message {looked.short}: arrived {moment(message.received_at)}, in {one_line(message.folder) or '-'}"
    how = f", by {message.matched_by}" if message.matched_by else ""
    yield f"Case: {_told(case) if case else 'none'}{how}"
    for candidate in looked.candidates:
        yield f"It may belong to: {_told(candidate)}"
    yield f"The rules say: {looked.machine or 'nothing'} ({', '.join(map(one_line, looked.reasons)) or 'no reasons'})"
    if looked.heard and looked.heard.verdict is not looked.machine:
        yield f"What holds: {looked.heard.verdict}"
    if looked.question:
        yield "What was asked:"
        yield from (f"  {line}" for line in looked.question.splitlines())


def _told(case: Case) -> str:
    return one_line(f"{case.id} ({case.provider}, {case.question}: {case.subject})")


def _decisions(looked: Looked) -> Iterator[str]:
    for review in looked.reviews:
        said = [str(review.verdict)] if review.verdict else []
        if review.useful is not None:
            said.append("useful" if review.useful else "not useful")
        if review.promised_until:
            said.append(f"promised until {moment(review.promised_until)}")
        yield one_line(f"{moment(review.at)} {review.by}: {', '.join(said)}. {review.why}")
    for one in looked.assignments:
        yield one_line(f"{moment(one.at)} {one.by}: belongs to {one.case or 'no case'}. {one.why}")
    for note in looked.call_backs:
        kept = f"kept {moment(note.kept_at)}" if note.kept_at else "not kept"
        yield one_line(f"{moment(note.at)} {note.by}: promise {kept}. {note.why}")


def raw_text(raw: bytes) -> str:
    """Return the bytes of a message as they are, each that is no picture spelled out."""
    text = raw[:MAX_RAW].replace(b"\r\n", b"\n").decode("utf-8", "backslashreplace")
    more = f"\n... and {len(raw) - MAX_RAW} bytes more" if len(raw) > MAX_RAW else ""
    return harmless(text) + more
