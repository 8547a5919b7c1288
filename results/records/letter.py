"""A received mail, read: what its headers and its text say. Pure parsing of hostile bytes, bounded every way."""

import re
from collections.abc import Iterable
from itertools import islice

import msgspec

from results.records import mime

MAX_BYTES = 2_000_000
"""How much of a message is looked at; what lies beyond is not read."""
MAX_TEXT = 200_000
"""Characters of text that are kept."""
MAX_NAMED = 1_000
"""Addresses, and ids, that a letter can name."""

_ID = re.compile(r"<[^<>\s]{1,500}>")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]\\@]{1,64}@[A-Za-z0-9._-]{1,253}")
_NAME = re.compile(r"^\s{0,20}\"?([^<\"]{0,200})\"?\s{0,20}<")
ENVELOPE = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
"""Headers in which a mail server tells whom it takes a mail for; our own server's stand above all others."""
ADDRESSED = ("resent-to", "to", "cc")
"""Headers in which a writer tells whom a mail is for."""
_REFERRING = ("in-reply-to", "references", "x-ms-exchange-parent-message-id")


class NotMail(ValueError):  # noqa: N818 - it names the finding, as the project's other errors do
    """The bytes hold no mail: they have not one header."""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One mail, as far as it was looked at."""

    headers: mime.Headers
    subject: str
    sender: str
    """The address of From, in lower case; empty if there is none."""
    sender_name: str
    """The name beside it; empty if there is none."""
    text: str
    """Its own text, decoded; HTML only where there is no plain text. Lines end in a line feed."""
    content_types: tuple[str, ...]
    """Of the whole first, then of each part that holds no further parts; in lower case."""
    delivery: mime.Headers = ()
    """The fields of its delivery status (RFC 3464) or disposition (RFC 8098), of all recipients in a row."""
    returned: mime.Headers = ()
    """The headers of the first mail that it gives back or forwards."""
    attachments: int = 0
    """Parts that are files, not text."""

    def every(self, name: str) -> tuple[str, ...]:
        """Return all values of the header *name*, whatever its case."""
        wanted = name.lower()
        return tuple(value for found, value in self.headers if found == wanted)

    def first(self, name: str) -> str:
        """Return the first value of the header *name*, whatever its case; empty if there is none."""
        return mime.first(self.headers, name.lower())

    def has(self, name: str) -> bool:
        """Whether the header *name* is there, even if it is empty."""
        return any(found == name.lower() for found, _ in self.headers)


def read_letter(raw: bytes) -> Letter:
    """
    Read *raw*, the bytes of one mail as a server keeps them.

    Raises:
        NotMail: if there is not one header in it. Nothing else is raised, whatever the bytes are.

    """
    lines = _without_envelope(mime.lines_of(raw[:MAX_BYTES]))
    headers, body = mime.split_headers(lines)
    if not headers:
        raise NotMail("These bytes begin with no mail header; give the message as the server keeps it.")
    found = mime.parts(headers, body)
    whole = mime.first(headers, "content-type").split(";")[0].strip().lower() or "text/plain"
    sender = mime.first(headers, "from") or mime.first(headers, "sender")
    name = _NAME.match(sender)
    return Letter(
        headers=headers,
        subject=_one_line(mime.first(headers, "subject")[:1_000]),
        sender=next(iter(_addresses([sender])), ""),
        sender_name=name[1].strip() if name else "",
        text=_text(found),
        content_types=(whole, *(part.content_type for part in found)),
        delivery=_delivery(found),
        returned=_returned(found),
        attachments=sum(part.attached or not part.content_type.startswith(("text/", "message/")) for part in found),
    )


def references(letter: Letter) -> tuple[str, ...]:
    """
    Return the Message-IDs, in angle brackets, of the mails that *letter* refers to, nearest first.

    A delivery status refers to the mail that it gives back. In-Reply-To may hold several ids (RFC 5322, 3.6.4).
    """
    ids: dict[str, None] = {}
    for value in (value for name in _REFERRING for value in letter.every(name)):
        ids |= dict.fromkeys(_ID.findall(value))
        if "<" not in value and "@" in value and not value.strip().count(" "):
            ids[f"<{value.strip()}>"] = None
    for value in (mime.first(letter.returned, "message-id"), mime.first(letter.delivery, "original-message-id")):
        ids |= dict.fromkeys(_ID.findall(value))
    return tuple(ids)[:MAX_NAMED]


def recipients(letter: Letter) -> tuple[str, ...]:
    """Return the addresses that *letter* was sent to, in lower case: those of the envelope first, then To and Cc."""
    return tuple(_addresses(value for name in (*ENVELOPE, *ADDRESSED) for value in letter.every(name)))


def delivered_to(letter: Letter) -> tuple[str, ...]:
    """Return the addresses that the last mail server took *letter* for, in lower case; it writes above all others."""
    return tuple(_addresses(letter.first(name) for name in ENVELOPE))


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses that stand in *text*, in lower case; at most `MAX_NAMED`."""
    return tuple(_addresses([text]))


def ids_in(text: str) -> tuple[str, ...]:
    """Return the Message-IDs that stand in *text*, in angle brackets; at most `MAX_NAMED`."""
    return tuple(dict.fromkeys(match[0] for match in islice(_ID.finditer(text), MAX_NAMED)))


def _one_line(words: str) -> str:
    """Let no header of another mail be smuggled in where *words* are quoted as its subject."""
    return "".join(letter if letter.isprintable() else " " for letter in words)


def _addresses(values: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for value in values:
        for match in _ADDRESS.finditer(value):
            found[match[0].lower().rstrip(".")] = None
            if len(found) >= MAX_NAMED:
                return list(found)
    return list(found)


def _without_envelope(lines: list[bytes]) -> list[bytes]:
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if start < len(lines):
        lines[start] = lines[start].removeprefix(b"\xef\xbb\xbf")
        start += lines[start].startswith((b"From ", b">From "))
    return lines[start:]


def _text(found: list[mime.Part]) -> str:
    texts: list[str] = []
    spoken: set[int] = set()
    for part in _plain_first(found):
        if part.attached or (part.alternative and part.alternative in spoken):
            continue
        text = mime.text_of(part)
        if text.strip():
            texts.append(text)
            spoken.add(part.alternative)
        if sum(map(len, texts)) > MAX_TEXT:
            break
    return "\n".join(line.rstrip() for line in "\n".join(texts)[:MAX_TEXT].splitlines())


def _plain_first(found: list[mime.Part]) -> list[mime.Part]:
    """HTML comes last, so that it speaks only where its alternative has said nothing."""
    texts = [part for part in found if part.content_type.startswith("text/") and part.content_type != _RETURNED_HEADERS]
    return sorted(texts, key=lambda part: part.content_type == "text/html")


_RETURNED_HEADERS = "text/rfc822-headers"
_STATUS = frozenset({"message/delivery-status", "message/disposition-notification", "message/global-delivery-status"})
_MAIL = frozenset({"message/rfc822", _RETURNED_HEADERS, "message/global", "message/global-headers", "message/partial"})


def _delivery(found: list[mime.Part]) -> mime.Headers:
    fields: list[tuple[str, str]] = []
    for part in found:
        lines = mime.lines_of(mime.content(part)) if part.content_type in _STATUS else []
        while lines and len(fields) < mime.MAX_HEADERS:
            group, rest = mime.split_headers(lines)
            fields += group
            lines = rest if len(rest) < len(lines) else lines[1:]
    return tuple(fields[: mime.MAX_HEADERS])


def _returned(found: list[mime.Part]) -> mime.Headers:
    for part in found:
        if part.content_type in _MAIL:
            headers, _ = mime.split_headers(_without_envelope(mime.lines_of(mime.content(part))))
            if headers:
                return headers
    return ()
