"""What is told of a resolver's address, and that telling it twice tells no more."""

import pytest

from results.records.resolver_address import of_house, of_machine, told_address


@pytest.mark.parametrize(
    ("address", "told", "house", "machine"),
    [
        ("192.168.178.1", "192.168.178.1", True, False),
        ("10.0.0.1", "10.0.0.1", True, False),
        ("172.31.255.254", "172.31.255.254", True, False),
        ("172.32.0.1", "172.32.0.1", False, False),
        ("100.64.0.1", "100.64.0.1", False, False),
        ("9.9.9.9", "9.9.9.9", False, False),
        ("127.0.0.53", "127.0.0.53", False, True),
        ("::1", "::1", False, True),
        ("fe80::1%eth0", "fe80::1", True, False),
        ("fd00::1", "fd00::1", True, False),
        ("2a02:1234:5678:9abc::1", "2a02:1234::/32", False, False),
        ("2a02:1000::/16", "", False, False),
        ("no address", "", False, False),
        ("", "", False, False),
    ],
)
def test_a_resolvers_address(address: str, told: str, house: bool, machine: bool) -> None:  # noqa: FBT001 -- a table
    """IPv4 and what is private as it is, other IPv6 by what belongs to the provider."""
    assert told_address(address) == told
    assert told_address(told) == told
    assert (of_house(told), of_machine(told)) == (house, machine)
