"""Which link of a mail is the one by which a form's software wants an address proven."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

_PATH = re.compile(r"(?:/hc/[a-z]{2,3}(?:-[a-z0-9]{2,4})?)?/verification/email/[A-Za-z0-9._~%-]{6,500}/?")
"""As Zendesk's links have it."""


class Link(NamedTuple):
    """A link that may be opened."""

    url: str
    host: str


def link_among(links: Iterable[str], hosts: Collection[str], *, local: bool) -> Link | None:
    """
    Tell the one link among *links* that may be opened: the only one to any of *hosts*, by HTTPS, with Zendesk's path.

    None where there is no such link, where two lead to these hosts, or where it has a name, a password or a port of
    its own. Where *local*, the hosts are this machine, and plain HTTP and ports are allowed.
    """
    ours = list({url: host for url in links if (host := _host(url)) in hosts}.items())
    if len(ours) != 1:
        return None
    url, host = ours[0]
    parts = urlsplit(url)
    fits = parts.scheme == "https" or (local and parts.scheme == "http")
    if not fits or _more_than_host(parts, local=local) or not _PATH.fullmatch(parts.path):
        return None
    return Link(url=url.partition("#")[0], host=host)


def _host(url: str) -> str:
    """Tell the host of *url*, in lower case without a dot at its end; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _more_than_host(parts: SplitResult, *, local: bool) -> bool:
    try:
        port = parts.port
    except ValueError:
        return True
    return "@" in parts.netloc or parts.netloc.endswith(".") or (port is not None and not local)
