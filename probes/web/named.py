"""What a page's HTML names to be loaded with it: images, scripts, style sheets. Nothing is run."""

from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from probes.forms.source import MAX_BYTES, read_source
from probes.probe import ProbeFailed
from probes.web.place import Place, place_of
from results.records import Failure

_NAMING = "img[src], script[src], input[type=image i][src], link[rel~=stylesheet i][href]"
_SILENT = ["noscript", "template"]
"""What a browser that runs scripts does not show."""
_INLINE = "data:"
_LONGEST_BASE = 2_048
"""Each address of the page is joined to it."""
_SPELLINGS = 4
"""So often as there may be resources, addresses may be written in different ways: each has to be read."""


def named(url: str, html: bytes, content_type: str, most: int) -> list[Place]:
    """
    List what the page *html* from *url* names, in its order, each once; what is no address of the web is left out.

    Raises `ProbeFailed` with TOO_LARGE for a page that is too large to be read whole, or that names more than *most*.
    """
    source = read_source(html, _charset(content_type))
    if not source.whole:
        raise ProbeFailed(Failure.TOO_LARGE, f"the document is larger than can be read: {MAX_BYTES} bytes at most")
    tree = LexborHTMLParser(source.text)
    tree.strip_tags(_SILENT)
    first = tree.css_first("base[href]")
    base = _joined(url, first.attributes.get("href") or "") if first is not None else url
    if len(base) > _LONGEST_BASE:
        raise ProbeFailed(Failure.TOO_LARGE, f"the page's base is an address of more than {_LONGEST_BASE} letters")
    found: dict[str, Place] = {}
    written: set[str] = set()
    for node in tree.css(_NAMING):
        words = (node.attributes.get("href" if node.tag == "link" else "src") or "").strip()
        if words in written or words[: len(_INLINE)].lower() == _INLINE:
            continue
        written.add(words)
        if (place := _place(base or url, words)) is not None:
            found.setdefault(place.url, place)
        if len(found) > most or len(written) > _SPELLINGS * (most + 1):
            raise ProbeFailed(Failure.TOO_LARGE, f"the page names more than {most} resources")
    return list(found.values())


def _place(base: str, words: str) -> Place | None:
    address = _joined(base, words) if words else ""
    if not address:
        return None
    try:
        return place_of(address) if urlsplit(address).scheme in {"http", "https"} else None
    except (ProbeFailed, ValueError):
        return None


def _joined(base: str, words: str) -> str:
    try:
        return urljoin(base, words)
    except ValueError:
        return ""


def _charset(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None
