"""A resolver's address as it may be told to anybody: whose it is can be seen, and no customer's house."""

import ipaddress

_PREFIX = 32
"""Bits of an IPv6 address that are handed to a provider, not to a customer: RIPE and ARIN give no provider less."""


def told_address(address: str) -> str:
    """
    Tell *address* as it is published; what was told so once is told so again.

    Of a public IPv6 address the first 32 bits, as a network: a router that names itself as the resolver by its own
    address would give the house away. What is no address is told as nothing.
    """
    try:
        network = ipaddress.ip_network(address.partition("%")[0])
    except ValueError:
        return ""
    if network.version == 4 or _own(network):  # noqa: PLR2004 -- of the Internet Protocol
        return str(network.network_address)
    if network.prefixlen < _PREFIX:
        return ""
    return str(network.supernet(new_prefix=_PREFIX))


def of_house(address: str) -> bool:
    """Whether a told *address* is one of private networks or of a single link (RFC 1918, 4193, 3927, 4291)."""
    network = _read(address)
    return network is not None and _own(network) and not network.is_loopback


def of_machine(address: str) -> bool:
    """Whether a told *address* is that of the asking machine itself."""
    network = _read(address)
    return network is not None and network.is_loopback


_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_PRIVATE: tuple[_Network, ...] = tuple(
    ipaddress.ip_network(one)
    for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
)


def _read(address: str) -> _Network | None:
    try:
        return ipaddress.ip_network(address)
    except ValueError:
        return None


def _own(network: _Network) -> bool:
    """Whether it is of private networks, of one link or of the machine."""
    return network.is_loopback or any(
        network.version == one.version and network.network_address in one for one in _PRIVATE
    )
