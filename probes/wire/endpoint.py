"""Where a target is, as its address says, and one plain connection to it."""

import asyncio
import ipaddress
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from probes.probe import Notes, ProbeFailed
from probes.wire.failures import told
from results.records import Failure

Family = Literal["ipv4", "ipv6"]
"""The two are separate series, and never race each other."""

FAMILIES = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}

_FORMS = {"tcp": "tcp://HOST:PORT", "tls": "tls://HOST:PORT", "dns": "dns:NAME", "icmp": "icmp:HOST"}
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
    """Tell the place that *url* (tcp://, tls://, dns: or icmp:) names; raise `ValueError` if it is no such address."""
    scheme, _, rest = url.partition(":")
    if scheme in {"dns", "icmp"}:
        host, port = rest.removeprefix("[").removesuffix("]"), 0
    else:
        parts = urlsplit(url)
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


async def one_address(place: Place, family: Family, notes: Notes) -> tuple[Any, ...]:
    """
    Resolve *place* by the system's resolver to the first socket address of *family*, so that a sample is one server's.

    Notes ``address``, and ``resolve_seconds`` where there was a name to resolve.
    """
    loop = asyncio.get_running_loop()
    started = time.monotonic()
    try:
        found = await loop.getaddrinfo(*place, family=FAMILIES[family], type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{place.host} cannot be a name in the DNS") from error
    except OSError as error:
        raise told(error) from error
    if not is_numeric(place.host):
        notes.metrics["resolve_seconds"] = time.monotonic() - started
    notes.address = str(found[0][4][0])
    return found[0][4]


@asynccontextmanager
async def connection(place: Place, family: Family, notes: Notes) -> AsyncIterator[socket.socket]:
    """
    Connect once to *place*, cold; close without a word in the end.

    Notes what `one_address` does, and ``connect_seconds``: from the first packet sent to the handshake done.
    """
    address = await one_address(place, family, notes)
    try:
        sock = socket.socket(FAMILIES[family], socket.SOCK_STREAM)
    except OSError as error:
        raise told(error) from error
    with sock:
        sock.settimeout(0)
        started = time.monotonic()
        try:
            await asyncio.get_running_loop().sock_connect(sock, address)
        except OSError as error:
            raise told(error) from error
        notes.metrics["connect_seconds"] = time.monotonic() - started
        yield sock
