"""The shape of the ``[desk]`` table: with it, `kaklet run` serves the desk too."""

import ipaddress
import re
from collections.abc import Callable

import msgspec

HOST, PORT = "127.0.0.1", 8484
PORTS = range(1, 65_536)
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class DeskSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the desk is served, and by which names it is called."""

    host: str = HOST
    """The address that it listens on; another one than this machine's own only with accounts."""
    port: int = PORT
    names: tuple[str, ...] = ()
    """Host names by which browsers may call it, such as that of a proxy before it."""
    https: bool = False
    """Whether a proxy before it speaks HTTPS, so that cookies are sent over nothing else."""


def is_loopback(host: str) -> bool:
    """Tell whether *host* is an address of this machine itself that no other machine reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_desk(settings: DeskSettings | None, complain: Callable[[str, str], None]) -> None:
    """Tell *complain* of what cannot be served: the path of a key, and a sentence that continues it."""
    if settings is None:
        return
    if settings.port not in PORTS:
        complain("desk.port", f"must be {PORTS.start} to {PORTS.stop - 1}")
    for name in settings.names:
        if not _NAME.fullmatch(name):
            complain("desk.names", f"holds {name!r}, which is no host name: write one such as desk.example.org")
