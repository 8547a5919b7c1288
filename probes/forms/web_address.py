"""Where a form leads: addresses as browsers read them."""

import re
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from probes.forms.tree import attribute

_LEFT_OUT = re.compile(r"[\t\n\r]")


def action_of(tree: LexborHTMLParser, url: str | None, action: str) -> str:
    """
    Return where a form of the page *tree* from *url* leads, whose action is *action*.

    An empty action is the page itself, whatever its ``base`` (HTML Standard, 4.10.21.3); what is no address stays.
    """
    if not action:
        return url or ""
    return joined(base_of(tree, url), action)


def base_of(tree: LexborHTMLParser, url: str | None) -> str:
    """Tell what the page's addresses are relative to: its first ``base`` with an address (HTML Standard, 2.4.1)."""
    return joined(url or "", attribute(tree.css_first("base[href]"), "href"))


def joined(base: str, address: str) -> str:
    """Resolve *address*; a browser leaves out tabs and line ends, and reads a backslash as a slash (URL Standard)."""
    address = _LEFT_OUT.sub("", address)
    try:
        if not urlsplit(address).scheme or address[:5].lower().startswith(("http:", "https")):
            path, mark, rest = address.partition("?")
            address = path.replace("\\", "/") + mark + rest
        return urljoin(base, address)
    except ValueError:
        return address


def scheme_of(address: str) -> str:
    """Tell the scheme of *address*; empty if it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.scheme if parts.netloc or parts.scheme not in {"http", "https"} else ""
