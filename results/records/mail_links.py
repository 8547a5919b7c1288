"""The links in a received mail, whichever part they stand in. Nothing is fetched, and everything is bounded."""

import re
from itertools import islice

from results.records import mime
from results.records.letter import MAX_BYTES

MAX_LINKS = 1_000
MAX_LINK = 2_000
"""Characters; what is longer is no link that a person could be meant to open."""
_TEXTS = frozenset({"text/plain", "text/html"})
_LINK = re.compile(r"https?://[^\s<>\"'`\\^{|}\x00-\x20]+", re.IGNORECASE)
_CLOSING = ".,;:!?)]*"
"""What ends a sentence, a bracket or an emphasis behind a link, and is no part of it."""


def links_in(raw: bytes) -> tuple[str, ...] | None:
    """
    Return the different links to the web in *raw*, the bytes of one mail: those of its text and of its HTML.

    A link that stands in both is told once. None where there is more than is read: then nothing is known of the rest.
    """
    if len(raw) > MAX_BYTES:
        return None
    found: dict[str, None] = {}
    parts = mime.parts(*mime.split_headers(mime.lines_of(raw)))
    if len(parts) >= mime.MAX_PARTS:
        return None
    for part in parts:
        if part.attached or part.content_type not in _TEXTS:
            continue
        charset = mime.parameters(mime.first(part.headers, "content-type")).get("charset", "")
        text = mime.decode_bytes(mime.content(part), charset)
        links = _of_html(text) if part.content_type == "text/html" else _of_text(text)
        if links is None:
            return None
        found |= dict.fromkeys(islice((one for one in links if len(one) <= MAX_LINK), MAX_LINKS + 1))
        if len(found) > MAX_LINKS:
            return None
    return tuple(found)


def _of_text(text: str) -> list[str]:
    return [match[0].rstrip(_CLOSING) for match in islice(_LINK.finditer(text), MAX_LINKS + 1)]


def _of_html(html: str) -> list[str] | None:
    if len(html) > mime.MAX_HTML or html.count("<") > mime.MAX_TAGS:
        return None
    told, words = mime.html_links(html)
    return [one for one in told if _LINK.match(one)] + _of_text(words)
