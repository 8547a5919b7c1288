"""What a form sent, as it is kept: the request as it went out, and the words in it."""

from email import message_from_bytes
from email.message import Message
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from probes.forms.submission import MULTIPART, Submission

_VERSION = "HTTP/1.1"
_END = b"\r\n\r\n"


def as_posted(request: Submission) -> bytes:
    """Return *request* as bytes of HTTP, without what the connection adds."""
    lines = [f"{request.method} {request.url} {_VERSION}"]
    if request.content_type:
        lines.append(f"Content-Type: {request.content_type}")
    return "\r\n".join(lines).encode("utf-8", "replace") + _END + (request.body or b"")


def posted_words(posted: bytes) -> str:
    """Return the values that were sent, a line each."""
    return "\n".join(value for _, value in posted_entries(posted) if value)


def posted_entries(posted: bytes) -> list[tuple[str, str]]:
    """
    Return names and values in the order in which they were sent; text that was sent plain has no name.

    *posted* is what `as_posted` made, or the bare body of an older record.
    """
    first, _, rest = posted.partition(b"\r\n")
    if not first.endswith(_VERSION.encode()):
        return _pairs(posted)
    head, _, body = rest.partition(_END) if _END in rest else (b"", b"", rest.removeprefix(b"\r\n"))
    content_type = head.decode("utf-8", "replace").removeprefix("Content-Type: ")
    if not content_type:
        return _pairs(urlsplit(first.split(b" ")[1]).query)
    if content_type.startswith(MULTIPART):
        parts = message_from_bytes(head + _END + body).get_payload()
        return [_part(part) for part in parts if not isinstance(part, str)]
    return _pairs(body) if content_type.endswith("urlencoded") else [("", _text(body))]


def _part(part: Message) -> tuple[str, str]:
    held = part.get_payload(decode=True)
    name = part.get_param("name", "", "content-disposition")
    return str(name), _text(held if isinstance(held, bytes) else b"")


def _pairs(query: bytes) -> list[tuple[str, str]]:
    # Bytes cannot be decoded before they are parted: Latin-1 keeps each as it is.
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    return [(_text(name.encode("latin-1")), _text(value.encode("latin-1"))) for name, value in pairs]


def _text(value: bytes) -> str:
    """Decode what a page's own encoding may have written; what it lacked stands there as a reference."""
    try:
        return unescape(value.decode())
    except UnicodeDecodeError:
        return unescape(value.decode("cp1252", "replace"))
