"""The shape of the ``[desk]`` table: with it, `kaklet run` serves the desk too."""

import ipaddress

import msgspec

HOST, PORT = "127.0.0.1", 8484


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
