"""Where a request of HTTP goes, and the request itself. What cannot be put safely into a request is refused here."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote, urljoin, urlsplit

from probes.probe import ProbeFailed
from probes.wire.public_address import is_address
from results.records import Failure

USER_AGENT = "Kaklet/0.1 (comparison of providers; one request per slot)"

_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
# What stands in a request line as it is; everything else is told by its bytes (RFC 3986, 2).
_SAFE = "/%:=&;@!$'()*+,~-._?[]"


@dataclass(frozen=True)
class Place:
    """Where a request goes. What follows from it is worked out once."""

    scheme: str
    host: str
    """A name in ASCII, or an address without brackets."""
    port: int
    path: str
    """With the query, ready for the request line."""

    @cached_property
    def authority(self) -> str:
        """Host and port as in a URL; the port only if it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @cached_property
    def url(self) -> str:
        """The whole of it, without a password and without a fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @cached_property
    def request(self) -> bytes:
        """The request's bytes."""
        return (
            f"GET {self.path} HTTP/1.1\r\nHost: {self.authority}\r\nUser-Agent: {USER_AGENT}\r\n"
            "Accept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
        ).encode("ascii")


def place_of(url: str) -> Place:
    """
    Tell where *url* leads.

    Raises:
        ProbeFailed: PROTOCOL_ERROR if it is no address of the web, NAME_NOT_RESOLVED if its host can be no name.

    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ProbeFailed(Failure.PROTOCOL_ERROR, f"{url!r} is no address: {error}") from error
    if parts.scheme not in _PORTS or not host:
        raise ProbeFailed(Failure.PROTOCOL_ERROR, f"{url!r} is no address of the web")
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Place(parts.scheme, _ascii(host), _PORTS[parts.scheme] if port is None else port, path)


@lru_cache(100_000)
def place_of_target(url: str) -> Place:
    """
    Tell where *url* leads, an address that the study names, and remember it: it is asked again in each slot.

    Raises:
        ProbeFailed: as `place_of`.

    """
    return place_of(url)


def onwards(place: Place, location: str) -> Place:
    """
    Tell where *location* leads, as an answer from *place* says it.

    Raises:
        ProbeFailed: as `place_of`.

    """
    try:
        url = urljoin(place.url, location)
    except ValueError as error:
        raise ProbeFailed(Failure.PROTOCOL_ERROR, f"{location!r} is no address: {error}") from error
    return place_of(url)


def _ascii(host: str) -> str:
    if is_address(host):
        return host
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not _NAME.fullmatch(name):
        raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{host} cannot be a name in the DNS")
    return name
