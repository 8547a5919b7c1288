"""A page of the web as facts: the words that a person would see, boxes with a known meaning, fields."""

import base64
import codecs
import re
from collections.abc import Mapping, Sequence
from html import escape

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from results.records.came_back import Reply
from results.records.mime import decode_bytes

MAX_HTML = 600_000
"""Characters; of a longer page the beginning is read."""
MAX_TAGS = 15_000
"""A parser's time grows with the square of the depth."""
MAX_LINES = 2_000
MAX_LINE = 6_000
MAX_BOXES = 60
MAX_REPLIES = 4
MAX_REPLY = 20_000
"""Bytes of one reply that are kept."""
MAX_TEXT = 600
"""Characters of one box."""
UNSEEN = "data-kaklet-unseen"
"""The attribute by which a browser's copy of a page marks what its style sheets and scripts hide from people."""

REPLY = "application/x-kaklet-reply"
"""The type of the elements in which a browser's copy of a page keeps what its scripts got."""

_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NEVER_SEEN = f"script,style,head,template,noscript,[hidden],[{UNSEEN}]"
_HIDING = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
_BLOCKS = (
    "p,div,br,tr,td,li,h1,h2,h3,h4,h5,h6,table,hr,section,article,header,footer,nav,form,label,ul,fieldset,dt,dd,"
    "blockquote,pre"
)
_CONTROLS = "input[name],textarea[name],select[name]"
_UNFILLED = frozenset({"hidden", "submit", "button", "image", "reset"})
_GAPS = re.compile(r"\s{1,400}")


class Box(msgspec.Struct, frozen=True):
    """An element whose mark is known."""

    mark: str
    """The name that the mark was asked for by."""
    text: str
    href: str = ""
    """Where it leads, if it is a link."""


class WebPage(msgspec.Struct, frozen=True, kw_only=True):
    """What a person would see of a page, as far as it can be told without its style sheets."""

    title: str = ""
    lines: tuple[str, ...] = ()
    """The words, a line for each block, as they stand."""
    boxes: tuple[Box, ...] = ()
    """In the order of the marks, then of the page."""
    forms: tuple[Mapping[str, str], ...] = ()
    """For each form, what its fields hold, by name; hidden fields and buttons are left out."""
    replies: tuple[Reply, ...] = ()
    """What scripts got, where a browser has kept it with the page."""
    whole: bool = True


def decode_page(body: bytes, charset: str | None = None) -> str:
    """Decode *body* as a browser would, more or less: mark of the byte order, server, `meta`, UTF-8, Windows-1252."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace").removeprefix("\ufeff")
    meta = _META.search(body[:4_096])
    said = charset or (meta[1].decode("ascii", "replace") if meta else "")
    # A page that could be read up to its meta is not in UTF-16, whatever it says.
    return decode_bytes(body, said.lower() if charset else said.lower().replace("utf-16", "utf-8"))


def read_web_page(body: bytes, charset: str | None = None, *, marks: Mapping[str, str] | None = None) -> WebPage:
    """Read *body*; *marks* are CSS selectors by name, and each element that has one becomes a `Box`."""
    text = decode_page(body[: 4 * MAX_HTML], charset).replace("\0", "")
    html, whole = _bounded(text)
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    forms = tuple(_values(form) for form in tree.css("form")[:30])
    named = _flat(title.text()) if title is not None else ""
    replies = tuple(_reply(node) for node in tree.css(f"script[type='{REPLY}']")[:MAX_REPLIES])
    for node in tree.css(_NEVER_SEEN):
        node.decompose()
    for node in [one for one in tree.css("[style]") if _HIDING.search(one.attributes.get("style") or "")]:
        node.decompose()
    boxes = tuple(_boxes(tree, marks or {}))
    # What a field holds is no word of the page's.
    for node in tree.css("textarea,select,option"):
        node.decompose()
    for node in tree.css(_BLOCKS):
        node.insert_before("\n")
        node.insert_after("\n")
    return WebPage(
        title=named,
        lines=_lines(tree),
        boxes=boxes,
        forms=forms,
        replies=replies,
        whole=whole and len(text) <= MAX_HTML,
    )


def with_replies(page: bytes, replies: Sequence[Reply]) -> bytes:
    """Return *page* with *replies* kept at its beginning, where they are read however long it is."""
    kept = "".join(
        f'<script type="{REPLY}" data-url="{escape(one.url[:2_000])}" data-status="{one.status}"'
        f' data-type="{escape(one.content_type[:200])}" data-sent="{_packed(one.sent)}">{_packed(one.body)}</script>'
        for one in replies[-MAX_REPLIES:]
    )
    return kept.encode() + page


def _packed(content: bytes) -> str:
    return base64.b64encode(content[:MAX_REPLY]).decode("ascii")


def _unpacked(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _reply(node: LexborNode) -> Reply:
    here = node.attributes
    status = here.get("data-status") or ""
    return Reply(
        url=here.get("data-url") or "",
        status=int(status) if re.fullmatch(r"[1-5]\d\d", status) else 0,
        content_type=here.get("data-type") or "",
        body=_unpacked(node.text()),
        sent=_unpacked(here.get("data-sent") or ""),
    )


def _bounded(text: str) -> tuple[str, bool]:
    html = text[:MAX_HTML]
    if html.count("<") <= MAX_TAGS:
        return html, True
    return "<".join(html.split("<", MAX_TAGS)[:MAX_TAGS]), False


def _boxes(tree: LexborHTMLParser, marks: Mapping[str, str]) -> list[Box]:
    return [
        Box(name, _flat(node.text(separator=" "))[:MAX_TEXT], (node.attributes.get("href") or "")[:MAX_TEXT])
        for name, selector in marks.items()
        for node in tree.css(selector)[:MAX_BOXES]
    ]


def _values(form: LexborNode) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for control in form.css(_CONTROLS)[:300]:
        kind = (control.attributes.get("type") or "").lower()
        if kind in _UNFILLED:
            continue
        name = control.attributes.get("name") or ""
        held = control.text() if control.tag == "textarea" else control.attributes.get("value") or ""
        values.setdefault(name[:200], _flat(held)[:4_000])
    return values


def _lines(tree: LexborHTMLParser) -> tuple[str, ...]:
    text = tree.root.text(deep=True) if tree.root is not None else ""
    found = (_flat(line)[:MAX_LINE] for line in text.splitlines())
    return tuple(line for line in found if line)[:MAX_LINES]


def _flat(text: str) -> str:
    return _GAPS.sub(" ", text).strip()
