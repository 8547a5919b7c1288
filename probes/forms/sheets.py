"""The style sheets that a page links: which they are, and those that lie beside a saved page."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from probes.forms.source import read_source
from probes.forms.tree import attribute
from probes.forms.web_address import base_of, joined

MAX_SHEETS = 12
"""Of one page; more are left out, and told as not read."""
MAX_SHEET_BYTES = 500_000
MAX_TOTAL_BYTES = 1_500_000
SECONDS = 10.0
"""How long all sheets of a page are waited for."""

Texts = Mapping[str, str]
"""What sheets say, by their address as `linked` tells it."""


def is_sheet(node: LexborNode) -> bool:
    """Whether *node* links a sheet that is used at once (HTML Standard, 4.6.7.21): no alternate, not disabled."""
    kinds = set(attribute(node, "rel").lower().split())
    return "stylesheet" in kinds and "alternate" not in kinds and "disabled" not in node.attributes


def address_of(node: LexborNode, base: str) -> str:
    """Tell where the sheet is that *node* links, without fragment; empty if it says nothing."""
    said = attribute(node, "href")
    return joined(base, said).partition("#")[0] if said else ""


def linked(html: bytes, url: str | None, charset: str | None = None) -> tuple[str, ...]:
    """Return the addresses of the sheets that the page *html* from *url* links, each once, at most `MAX_SHEETS`."""
    return tuple(address for address, _ in _links(html, url, charset))


def _links(html: bytes, url: str | None, charset: str | None = None) -> list[tuple[str, str]]:
    """Return each sheet's address, and what the page has written for it."""
    if b"stylesheet" not in html.lower():
        return []
    page = LexborHTMLParser(read_source(html, charset).text)
    base = base_of(page, url)
    found: dict[str, str] = {}
    for node in page.css("link[rel]")[:500]:
        if is_sheet(node) and (address := address_of(node, base)):
            found.setdefault(address, attribute(node, "href"))
    return list(found.items())[:MAX_SHEETS]


def text_of(sheet: bytes, charset: str | None = None) -> str:
    """Decode a sheet; what hides something is said in ASCII, whatever its encoding."""
    try:
        return sheet.decode(charset or "utf-8", "replace")
    except LookupError:
        return sheet.decode("utf-8", "replace")


def beside(page: Path, html: bytes, url: str | None = None) -> dict[str, str]:
    """
    Return the sheets of the saved page *html* (once at *url*) that lie in the folder of *page* or below it, by address.

    Nothing is followed out of that folder: no ``..``, no symbolic link, no whole address. What cannot be read is not
    there.
    """
    home = page.parent.absolute()
    texts: dict[str, str] = {}
    left = MAX_TOTAL_BYTES
    for address, written in _links(html, url):
        place = _within(home, written)
        if place is None:
            continue
        try:
            with place.open("rb") as file:
                sheet = file.read(min(MAX_SHEET_BYTES, left) + 1)
        except OSError:
            continue
        if len(sheet) <= min(MAX_SHEET_BYTES, left):
            left -= len(sheet)
            texts[address] = text_of(sheet)
    return texts


def _within(home: Path, written: str) -> Path | None:
    """Tell the file in *home* that *written* means; None if it means none, or one elsewhere."""
    try:
        parts = urlsplit(written)
        if parts.scheme or parts.netloc or parts.path.startswith("/"):
            return None
        place = home / unquote(parts.path)
        if not place.is_file() or place.resolve() != home.resolve().joinpath(*place.relative_to(home).parts):
            return None
    except (ValueError, OSError):
        return None
    return None if ".." in place.parts else place
