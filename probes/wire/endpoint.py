"""Where a target is, as its address says."""

import ipaddress
import re
import socket
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

Family = Literal["ipv4", "ipv6"]
"""The two are separate series, and never race each other."""

FAMILIES = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}

_FORMS = {"dns": "dns:NAME", "icmp": "icmp:HOST", "udp": "udp:HOST:PORT"} | {
    scheme: f"{scheme}://HOST:PORT" for scheme in ("tcp", "tls", "smtp", "smtps", "imap", "imaps")
}
_LONGEST_NAME = 253  # characters of a name in the DNS, RFC 1035, 2.3.4
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)


class Place(NamedTuple):
    """A host, and a port where one is named."""

    host: str
    """A name, in the DNS's own letters (``xn--`` for others), or an address."""
    port: int = 0


def address_mistake(url: str) -> str | None:
    """Say what is wrong with *url* as the address of a target, whatever its scheme; None if nothing is."""
    try:
        if url.partition(":")[0] in _FORMS:
            place_of(url)
            return None
        parts = urlsplit(url)
        right = parts.port != 0 and (parts.hostname or (parts.scheme == "mailto" and "@" in parts.path))
    except ValueError:
        right = None
    form = _FORMS.get(url.partition(":")[0], "https://HOST/ or mailto:USER@HOST")
    return None if right else f"{url!r} is no address: write {form}"


def place_of(url: str) -> Place:
    """Tell the place that *url* (a scheme of `_FORMS`) names; raise `ValueError` if it is no such address."""
    scheme, _, rest = url.partition(":")
    if scheme in {"dns", "icmp"}:
        host, port = rest.removeprefix("[").removesuffix("]"), 0
    else:
        rest = f"//{rest}" if scheme == "udp" else rest
        parts = urlsplit(f"{scheme}:{rest}")
        host, port = parts.hostname or "", parts.port or 0
        if port == 0 or rest != f"//{parts.netloc}" or "@" in parts.netloc:
            raise ValueError(f"{url!r} is not of the form {_FORMS[scheme]}")
    if scheme != "dns" and is_numeric(host):
        return Place(host, port)
    name = host.encode("idna").decode("ascii")
    if len(name.rstrip(".")) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise ValueError(f"{host!r} cannot be a name in the DNS")
    return Place(name, port)


def is_numeric(host: str) -> bool:
    """Whether *host* is an address, so that nothing has to be resolved."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
