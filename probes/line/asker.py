"""Who asks, as far as what each may take is bounded by it."""

import ipaddress

_SITE = 64
"""Bits of an IPv6 address that tell who it is: the rest is theirs to choose (RFC 6177)."""


def asker(source: str) -> str:
    """Name who asks from the address *source*: of IPv6 its network of 64 bits, in hexadecimal digits."""
    if ":" not in source:
        return source
    packed = ipaddress.IPv6Address(source.partition("%")[0]).packed
    return packed[: _SITE // 8].hex()
