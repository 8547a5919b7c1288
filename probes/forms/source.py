"""A page's bytes as bounded text: decoded as a browser decodes, cut where reading it would take too long."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_BYTES = 2_000_000
"""Of a larger page, only the beginning is read."""
MAX_TAGS = 25_000
MAX_DEPTH = 1_500
"""A parser's time grows with the square of the depth."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})", re.IGNORECASE)
_PRESCAN = 4_096  # the standard says 1024, browsers look further
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>\"'<]{0,60})((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_MAX_UNFINISHED = 20
_RAW = frozenset({"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"})
_FLAT = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "html", "head", "body"}
)
CONTROLS = frozenset({"input", "select", "textarea", "button"})
_VALUE = re.compile(r"(?<![\w-])(id|name|type)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE)


class Tag(NamedTuple):
    """One tag of the source."""

    name: str
    closing: bool
    attributes: str
    start: int


class Source(NamedTuple):
    """The text of a page, and whether it is all of it."""

    text: str
    whole: bool
    charset: str


def read_source(html: bytes, charset: str | None = None) -> Source:
    """Decode *html*; *charset* is what the server said. What would take too long is left out at the end."""
    text, name = _decoded(html[:MAX_BYTES], charset)
    end = _bounded_end(text)
    return Source(text[:end], whole=len(html) <= MAX_BYTES and end == len(text), charset=name)


def _decoded(html: bytes, charset: str | None) -> tuple[str, str]:
    """Follow the order of the Encoding Standard: byte order mark, transport, `meta`; else UTF-8 or windows-1252."""
    names = [name for mark, name in _BOMS if html.startswith(mark)]
    meta = _META.search(html[:_PRESCAN])
    # A page that could be read as ASCII up to its meta is not in UTF-16, whatever it says.
    said = meta.group(1).decode("ascii", "replace").lower().replace("utf-16", "utf-8") if meta else None
    if not names and not charset and not html.isascii() and _is_utf_8(html):
        # Pages that were saved by a program keep a meta of their old encoding: whole letters are believed first.
        names = ["utf-8"]
    names += [name for name in (charset, said) if name and codec_of(name)]
    if names:
        name = codec_of(names[0]) or "utf-8"
        return html.decode(name, "replace").removeprefix("\ufeff"), name
    name = "utf-8" if _is_utf_8(html) else "cp1252"
    return html.decode(name, "replace"), name


def _is_utf_8(html: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(html)  # the end may be cut within a letter
    except UnicodeDecodeError:
        return False
    return True


_CODECS = re.compile(r"utf-8|utf-16|utf-16-[lb]e|cp125[0-8]|cp866|cp932|cp949|iso8859-\d+|koi8-[ru]|"
                     r"shift_jis|euc_(?:jp|kr)|gbk|gb18030|gb2312|big5|mac-roman|iso2022_jp")  # fmt: skip
_STAND_INS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
              "gb2312": "gbk", "euc_kr": "cp949", "shift_jis": "cp932", "utf-16": "utf-16-le"}  # fmt: skip
_WEB_NAMES = {"utf-8": "UTF-8", "cp932": "Shift_JIS", "cp949": "EUC-KR", "gbk": "GBK", "gb18030": "gb18030",
              "big5": "Big5", "euc_jp": "EUC-JP", "cp866": "IBM866", "koi8-r": "KOI8-R", "koi8-u": "KOI8-U",
              "iso2022_jp": "ISO-2022-JP", "mac-roman": "macintosh"}  # fmt: skip


def codec_of(label: str) -> str | None:
    """Return Python's name of what a browser reads as *label*: Latin-1 is windows-1252 (Encoding Standard, 4.2)."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    name = _STAND_INS.get(name, name)
    return name if _CODECS.fullmatch(name) or name == "cp874" else None


def web_name(codec: str) -> str:
    """Return the Encoding Standard's name of an encoding that Python calls *codec*."""
    if codec in _WEB_NAMES:
        return _WEB_NAMES[codec]
    return codec.replace("iso8859-", "ISO-8859-").replace("cp", "windows-")


def tags(text: str) -> Iterator[Tag]:
    """
    Yield the tags of *text* in order, without those in scripts, styles and comments.

    Each tag that does not end costs a look at all that follows; after a few, a last tag without a name is yielded.
    """
    at = unfinished = 0
    while (at := text.find("<", at)) >= 0:
        match = _TAG.match(text, at)
        if match is None:
            unfinished += text[at + 1 : at + 2].isalpha()
            if unfinished > _MAX_UNFINISHED:
                yield Tag("", closing=False, attributes="", start=at)
                return
            if text.startswith("<!--", at):
                at = text.find("-->", at + 2)
                if at < 0:
                    return
            at += 1
            continue
        name = match[2].lower()
        yield Tag(name, bool(match[1]), match[3], at)
        at = match.end()
        if name in _RAW and not match[1]:
            closing = re.compile(rf"</{name}", re.IGNORECASE).search(text, at)
            if closing is None:
                return
            at = closing.start()


def _bounded_end(text: str) -> int:
    """Tell how much of *text* has at most `MAX_TAGS` tags and is nested at most `MAX_DEPTH` deep."""
    if text.count("<") <= MAX_DEPTH:
        return len(text)
    if (many := _nth(text, "<", MAX_TAGS)) is not None:
        text = text[:many]
    depth = 0
    for tag in tags(text):
        if not tag.name:
            return tag.start
        if tag.name not in _FLAT:
            depth = max(0, depth - 1) if tag.closing else depth + 1
            if depth > MAX_DEPTH:
                return tag.start
    return len(text)


def _nth(text: str, what: str, count: int) -> int | None:
    if text.count(what) <= count:
        return None
    at = -1
    for _ in range(count):
        at = text.find(what, at + 1)
    return at


class Written(NamedTuple):
    """A control as it stands in the source, and the number of the form that was open there (-1: none)."""

    key: tuple[str, str, str, str]
    form: int


def written_controls(text: str) -> list[Written]:
    """
    List the controls of *text* with the form that the parser's form element pointer was at (HTML Standard, 13.2.4.4).

    A form in a table may be empty in the tree, and own what follows it all the same.
    """
    found: list[Written] = []
    form, forms, template = -1, 0, 0
    for tag in tags(text):
        if tag.name == "template":
            template = max(0, template - 1) if tag.closing else template + 1
        elif template:
            continue
        elif tag.name == "form":
            if tag.closing:
                form = -1
            elif form < 0:
                form, forms = forms, forms + 1
        elif tag.name in CONTROLS and not tag.closing:
            found.append(Written(_key(tag), form))
    return found


def _key(tag: Tag) -> tuple[str, str, str, str]:
    values: dict[str, str] = {}
    for match in _VALUE.finditer(tag.attributes):
        values.setdefault(match[1].lower(), match[2] or match[3] or match[4] or "")
    return tag.name, values.get("name", ""), values.get("id", ""), values.get("type", "").lower()
