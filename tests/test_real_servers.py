"""Tests that run at the same time get into nobody's way."""

import socket

import pytest
import real_servers
from real_servers import LANES, PORTS, free_ports


def test_no_two_workers_are_dealt_the_same_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ports of all workers are different, and together they are the whole range."""
    dealt: list[int] = []
    for worker in range(LANES):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{worker}")
        ports = real_servers.lane()
        first = next(ports)
        dealt.append(first)
        while (port := next(ports)) != first:
            dealt.append(port)
    assert sorted(dealt) == list(PORTS)


def test_a_port_is_not_dealt_while_somebody_listens_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one that was dealt a moment ago."""
    first, second, third = 20_001, 20_002, 20_003
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = int(server.getsockname()[1])
        monkeypatch.setattr(real_servers, "_mine", iter([first, taken, second, third]))
        assert free_ports(2) == [first, second]
        assert free_ports(1) == [third]
