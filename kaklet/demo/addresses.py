"""Where the world listens: loopback only."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
_NAMES = frozenset({"localhost", LOOPBACK})


class WorldError(Exception):
    """The demo world cannot be as it is planned. The message is one sentence that says what to do."""


class PortTaken(WorldError):  # noqa: N818 - the name says what is the matter
    """Another process listens where the world should."""


@dataclass(frozen=True)
class Address:
    """A TCP port on loopback, and whose it is."""

    port: int
    owner: str
    """As config.toml calls it, for the sentence of an error."""


def address_of(url: str, owner: str, *, scheme: str) -> Address:
    """Return where *url* (``scheme://localhost:port...``) is; raise `WorldError` if that is not a port on loopback."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme != scheme or parts.hostname not in _NAMES or not port:
        raise WorldError(
            f"The address of {owner} is {url!r}: the demo world lives on loopback, "
            f"so write it as {scheme}://localhost:PORT in config.toml."
        )
    return Address(port, owner)


@contextmanager
def claiming(address: Address) -> Iterator[None]:
    """Turn the system's "address in use" into a `PortTaken` that says whose port it is."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTaken(
            f"Port {address.port} on {LOOPBACK} is in use: stop what uses it, "
            f"or change the address of {address.owner} in config.toml."
        ) from error
