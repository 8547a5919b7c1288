"""
What a browser sends for a static form, by the HTML Standard's own rules (4.10.21, form submission).

Pure: the bytes of a page and what a person put in go in, a request comes out. ``wrap=hard`` is not broken into lines.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from probes.forms.controls import Control, controls_by_form
from probes.forms.entries import Entry, entries_of, is_disabled
from probes.forms.source import codec_of, read_source, web_name
from probes.forms.tree import attribute, words
from probes.forms.web_address import action_of, scheme_of
from probes.forms.words import aside, plain

URLENCODED, MULTIPART, PLAIN = "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"
_KEPT = frozenset(b"*-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_NEWLINE = re.compile(r"\r\n|\r|\n")


class NotSendableError(Exception):
    """A form leads nowhere that a request could go; the sentence says why."""


class Submission(NamedTuple):
    """One request."""

    method: str
    url: str
    body: bytes | None
    """None for GET, where all stands in the address."""
    content_type: str | None
    entries: tuple[Entry, ...]


def submission(
    html: bytes,
    url: str,
    index: int,
    values: Mapping[str, str],
    *,
    charset: str | None = None,
    boundary: str | None = None,
) -> Submission:
    """
    Return the request for form *index* of the page *html* from *url*, with *values* by field name put in by a person.

    The button of `submitter_of` is pressed. A value names the option to choose, the box to tick or the radio button to
    press; a box whose value is not named stays as it is. Raises `NotSendableError`, and `IndexError` without that form.
    """
    source = read_source(html, charset)
    tree = LexborHTMLParser(source.text)
    form, controls = controls_by_form(tree, source.text)[index]
    button = submitter_of(controls)
    codec = _encoding(form, source.charset)
    entries = entries_of(controls, button.node if button else None, values, web_name(codec))
    action = action_of(tree, url, _said(form, button, "action"))
    method = _said(form, button, "method").lower()
    if method == "dialog":
        raise NotSendableError("The form closes a dialog: nothing is sent.")
    if scheme_of(action) not in {"http", "https"}:
        raise NotSendableError(f"The form leads to {action[:80]!r}, which is no address of the web.")
    if method != "post":
        parts = urlsplit(action)
        asked = parts._replace(query=_urlencoded(entries, codec).decode("ascii"), fragment="")
        return Submission("GET", _encoded(urlunsplit(asked)), None, None, entries)
    body, content_type = _body(entries, codec, _said(form, button, "enctype").lower(), boundary)
    return Submission("POST", _encoded(action.partition("#")[0]), body, content_type, entries)


def submitter_of(controls: Sequence[Control]) -> Control | None:
    """
    Return the button that somebody presses who is done.

    That is the form's default button (4.10.21.2), the first that submits, unless it is disabled; where it says that it
    does something else, such as to attach a file, the first that does not say so.
    """
    buttons = [one for one in controls if one.kind in {"submit", "image"}]
    first = next(iter(buttons), None)
    if first is not None and _aside(first):
        first = next((one for one in buttons if not _aside(one) and not is_disabled(one.node)), first)
    return None if first is None or is_disabled(first.node) else first


def _aside(button: Control) -> bool:
    said = attribute(button.node, "value") if button.node.tag == "input" else words(button.node) or ""
    return bool(aside().match(plain(said)))


def _said(form: LexborNode, button: Control | None, what: str) -> str:
    """Tell what the button says of *what*, else the form."""
    if button is not None and f"form{what}" in button.node.attributes:
        return attribute(button.node, f"form{what}")
    return attribute(form, what)


def _encoding(form: LexborNode, page: str) -> str:
    """Pick the encoding (4.10.21.5): the first that ``accept-charset`` names and is known, else the page's."""
    if "accept-charset" in form.attributes:
        named = [codec_of(label) for label in attribute(form, "accept-charset").split()]
        return next((one for one in named if one), "utf-8").replace("utf-16-le", "utf-8").replace("utf-16-be", "utf-8")
    return "utf-8" if page.startswith("utf-16") else page


def _body(entries: Sequence[Entry], codec: str, enctype: str, boundary: str | None) -> tuple[bytes, str]:
    if enctype == MULTIPART:
        mark = boundary or f"----FormBoundary{secrets.token_hex(8)}"
        return _multipart(entries, codec, mark), f"{MULTIPART}; boundary={mark}"
    if enctype == PLAIN:
        text = "".join(f"{_lines(one.name)}={_lines(one.value)}\r\n" for one in entries)
        return _bytes(text, codec), PLAIN
    return _urlencoded(entries, codec), URLENCODED


def _urlencoded(entries: Sequence[Entry], codec: str) -> bytes:
    """Serialize by the URL Standard, 5.2."""
    pairs = (f"{_percent(one.name, codec)}={_percent(one.value, codec)}" for one in entries)
    return "&".join(pairs).encode("ascii")


def _percent(text: str, codec: str) -> str:
    written = _bytes(_lines(text), codec)
    return "".join(chr(one) if one in _KEPT else "+" if one == 0x20 else f"%{one:02X}" for one in written)  # noqa: PLR2004 -- a space


def _multipart(entries: Sequence[Entry], codec: str, boundary: str) -> bytes:
    """Serialize by RFC 7578, names escaped as the HTML Standard (4.10.21.8) says."""
    parts = bytearray()
    for one in entries:
        name = _lines(one.name).replace("\n", "%0A").replace("\r", "%0D").replace('"', "%22")
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        if one.is_file:
            head += '; filename=""\r\nContent-Type: application/octet-stream'
        parts += _bytes(f"{head}\r\n\r\n{_lines(one.value)}\r\n", codec)
    return bytes(parts) + f"--{boundary}--\r\n".encode("ascii")


def _lines(text: str) -> str:
    """Return *text* with CRLF at the end of each line (4.10.21.4)."""
    return _NEWLINE.sub("\r\n", text)


def _bytes(text: str, codec: str) -> bytes:
    """Encode *text*; what the encoding lacks becomes a numeric character reference, as the Encoding Standard says."""
    return text.encode(codec, "xmlcharrefreplace")


def _encoded(address: str) -> str:
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]|-._")
