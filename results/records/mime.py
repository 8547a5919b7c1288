"""The inside of a letter: headers, encoded words, parts, character sets. Everything here expects hostile bytes."""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator

import msgspec
from selectolax.lexbor import LexborHTMLParser

MAX_PARTS = 100
MAX_DEPTH = 10
MAX_HEADERS = 1_000
"""Those after it are stepped over, to where the body begins."""
MAX_VALUE = 100_000
"""Bytes of one header's value; the rest of a longer one is not read."""
MAX_HTML = 300_000
MAX_TAGS = 15_000
"""Of HTML with more tags only the bare words are taken: a parser's time grows with the square of the depth."""

Headers = tuple[tuple[str, str], ...]
"""Names in lower case and unfolded, decoded values, in the order of the letter."""

_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]{0,20}:")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\n]{0,4000})\?=")
_PARAMETER = re.compile(r";\s{0,50}([A-Za-z0-9*_-]{1,40})\s{0,5}=\s{0,5}(?:\"([^\"]{0,300})\"|([^\s;\"]{1,300}))")
_CHARSET_NAME = re.compile(
    r"(?:utf|iso|us-ascii|ascii|latin|windows|cp|koi8|gb|big5|euc|shift|sjis|mac|tis|hz|ks)[\w.:-]{0,30}"
)
_TAG = re.compile(r"<[^<>]{0,2000}>?")
_GAPS = re.compile(r"[ \t\xa0]{2,}")
_BLOCKS = "p,div,br,tr,li,h1,h2,h3,h4,h5,h6,table,pre,hr"
_QUOTES = "blockquote,div.gmail_quote,div.yahoo_quoted"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part that holds no further parts."""

    content_type: str
    """Such as ``text/plain``, in lower case."""
    headers: Headers
    body: bytes
    """As it stands in the letter, transfer encoding and all."""
    attached: bool
    """Whether it says of itself that it is a file, not text to be read."""
    alternative: int
    """Which ``multipart/alternative`` it is one of the forms of; 0 if of none."""


def lines_of(raw: bytes) -> list[bytes]:
    """Return the lines of *raw*, whichever line ends it has."""
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def split_headers(lines: list[bytes]) -> tuple[Headers, list[bytes]]:
    """Return the headers at the start of *lines*, and the lines after them."""
    found: list[tuple[bytes, list[bytes]]] = []
    end = len(lines)
    for number, line in enumerate(lines):
        if not line.strip():
            end = number + 1
            break
        folded = bool(found) and line[:1] in b" \t"
        match = None if folded else _HEADER.match(line)
        if not (folded or match):
            end = number if found else 0
            break
        if len(found) >= MAX_HEADERS:
            continue
        if match:
            found.append((match[1], [line[match.end() :]]))
        else:
            found[-1][1].append(line)
    return tuple((name.decode("ascii").lower(), decode_words(_unfold(value))) for name, value in found), lines[end:]


def _unfold(value: list[bytes]) -> str:
    return decode_bytes(b" ".join(line.strip() for line in value)[:MAX_VALUE], "").replace("\0", "")


def decode_words(value: str) -> str:
    """Decode the encoded words (RFC 2047) of a header's *value*; what cannot be decoded stays as it is."""
    if "=?" not in value:
        return value.strip()
    out: list[str] = []
    pending, charset, position = b"", "", 0
    for match in _WORD.finditer(value):
        between = value[position : match.start()]
        name = match[1].split("*")[0].lower()
        if pending and (between.strip() or name != charset):
            out.append(decode_bytes(pending, charset))
            pending = b""
        if between.strip() or not (out or pending):
            out.append(between)
        pending += _word_bytes(match[2], match[3])
        charset, position = name, match.end()
    out.append(decode_bytes(pending, charset))
    out.append(value[position:])
    return " ".join("".join(out).split())


def _word_bytes(encoding: str, content: str) -> bytes:
    if encoding in "qQ":
        return quopri.decodestring(content.replace("_", " ").encode("utf-8", "replace"), header=True)
    return _base64(content.encode("utf-8", "replace"))


def _base64(content: bytes) -> bytes:
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
    try:
        return base64.b64decode(clean[: len(clean) // 4 * 4 + 4] + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return base64.b64decode(clean[: len(clean) // 4 * 4])


def decode_bytes(content: bytes, charset: str) -> str:
    """Decode *content* as it says, or as UTF-8, or as Windows-1252: whatever it is, text comes out."""
    names = [charset.lower()] if _CHARSET_NAME.fullmatch(charset.lower()) else []
    for name in [*names, "utf-8"]:
        try:
            return codecs.decode(content, name)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def parameters(value: str) -> dict[str, str]:
    """Return the parameters of a header's *value*, such as ``charset`` and ``boundary``, names in lower case."""
    return {m[1].lower().rstrip("*"): m[2] if m[2] is not None else m[3] for m in _PARAMETER.finditer(value[:4_000])}


def first(headers: Headers, name: str) -> str:
    """Return the first value of *name* (in lower case), or an empty string."""
    return next((value for found, value in headers if found == name), "")


def parts(headers: Headers, lines: list[bytes]) -> list[Part]:
    """Take a letter's body apart; at most `MAX_PARTS` parts, `MAX_DEPTH` deep."""
    found: list[Part] = []
    for part in _walk(headers, lines, 0, 0):
        found.append(part)
        if len(found) >= MAX_PARTS:
            break
    return found


def _walk(headers: Headers, lines: list[bytes], depth: int, alternative: int) -> Iterator[Part]:
    declared = first(headers, "content-type")
    kind = declared.split(";")[0].strip().lower() or "text/plain"
    boundary = parameters(declared).get("boundary", "").rstrip()
    if kind.startswith("multipart/") and boundary and depth < MAX_DEPTH:
        inner = id(lines) if kind == "multipart/alternative" else alternative
        for section in _sections(lines, boundary.encode("utf-8", "replace")):
            yield from _walk(*split_headers(section), depth + 1, inner)
        return
    attached = first(headers, "content-disposition").lower().startswith("attachment")
    body = b"\n".join(lines)
    yield Part(content_type=kind, headers=headers, body=body, attached=attached, alternative=alternative)


def _sections(lines: list[bytes], boundary: bytes) -> Iterator[list[bytes]]:
    opening, closing = b"--" + boundary, b"--" + boundary + b"--"
    current: list[bytes] | None = None
    for line in lines:
        mark = line.rstrip() if line.startswith(b"--") else b""
        if mark in (opening, closing):
            if current is not None:
                yield current
            current = []
            if mark == closing:
                return
        elif current is not None:
            current.append(line)
    if current:
        yield current


def content(part: Part) -> bytes:
    """Return the bytes of *part* without their transfer encoding."""
    encoding = first(part.headers, "content-transfer-encoding").lower()
    if encoding.startswith("base64"):
        return _base64(part.body)
    return quopri.decodestring(part.body) if encoding.startswith("quoted") else part.body


def text_of(part: Part) -> str:
    """Return the text of a ``text/*`` part; HTML becomes its words, and nothing in it is run or fetched."""
    charset = parameters(first(part.headers, "content-type")).get("charset", "")
    text = decode_bytes(content(part), charset).replace("\0", "")
    return html_text(text) if part.content_type == "text/html" else text


def html_text(html: str) -> str:
    """Return the words of *html*, a line for each block; what it quotes is left out unless it quotes everything."""
    if html[:MAX_HTML].count("<") > MAX_TAGS:
        return _TAG.sub("\n", html[:MAX_HTML]).strip()
    tree = LexborHTMLParser(html[:MAX_HTML])
    for node in tree.css("script,style,head,title,template,noscript"):
        node.decompose()
    for node in tree.css(_BLOCKS):
        node.insert_before("\n")
    whole = _words(tree)
    for node in tree.css(_QUOTES):
        node.decompose()
    return _words(tree) or whole


def _words(tree: LexborHTMLParser) -> str:
    text = tree.root.text(deep=True) if tree.root is not None else ""
    return "\n".join(line for line in (_GAPS.sub(" ", line).strip() for line in text.splitlines()) if line)


def html_links(html: str) -> tuple[list[str], str]:
    """Return where the links of *html* lead, and its words; the caller has bounded it."""
    tree = LexborHTMLParser(html)
    told = [(node.attributes.get("href") or "").strip() for node in tree.css("a[href],area[href]")]
    return told, tree.root.text(deep=True, separator=" ") if tree.root is not None else ""
