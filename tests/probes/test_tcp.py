"""One TCP handshake with real listeners on loopback."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from probes.tcp import TcpProbe
from results.records import Blame, Failure

if TYPE_CHECKING:
    from conftest import Desk


async def test_listener(desk: Desk) -> None:
    """Where something listens, the handshake is timed, and the name's resolution before it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = await desk.ask(TcpProbe(), f"tcp://localhost:{server.getsockname()[1]}")
    assert found.failure is None
    assert found.address == "127.0.0.1"
    assert set(found.metrics) == {"resolve_seconds", "connect_seconds"}
    assert 0 < found.metrics["connect_seconds"] < found.duration_seconds


async def test_numeric_host_is_not_resolved(desk: Desk) -> None:
    """An address needs no resolver, so there is no figure for one."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = await desk.ask(TcpProbe(), f"tcp://127.0.0.1:{server.getsockname()[1]}")
    assert set(found.metrics) == {"connect_seconds"}


async def test_one_connection_without_a_word(desk: Desk) -> None:
    """The server sees one connection, which is closed before a byte is sent."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        await desk.ask(TcpProbe(), f"tcp://127.0.0.1:{server.getsockname()[1]}")
        server.settimeout(0.2)
        taken, _ = server.accept()
        with taken:
            taken.settimeout(5)
            assert taken.recv(100) == b""
        try:
            second, _ = server.accept()
            second.close()
        except TimeoutError:
            second = None
        assert second is None


async def test_refused(desk: Desk, free_port: int) -> None:
    """Where nothing listens, the target is blamed, and there is no time of connecting."""
    found = await desk.ask(TcpProbe(), f"tcp://127.0.0.1:{free_port}")
    assert found.failure is Failure.CONNECTION_REFUSED
    assert found.failure.blame is Blame.TARGET
    assert found.metrics == {}
    assert found.address == "127.0.0.1"


async def test_full_backlog(desk: Desk) -> None:
    """A server that takes no more connections is a timeout."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.settimeout(0)
            one.connect_ex(server.getsockname())
        await asyncio.sleep(0.05)
        found = await desk.ask(TcpProbe(timeout_seconds=0.3), f"tcp://127.0.0.1:{server.getsockname()[1]}")
        for one in waiting:
            one.close()
    assert (found.failure, found.detail) == (Failure.TIMEOUT, "nothing within 0.3 s, while connecting")
    assert "connect_seconds" not in found.metrics


async def test_ipv6_is_a_series_of_its_own(desk: Desk) -> None:
    """Asked by IPv6, the probe connects to the IPv6 address."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        found = await desk.ask(TcpProbe(family="ipv6"), f"tcp://[::1]:{server.getsockname()[1]}")
    assert found.failure is None
    assert found.address == "::1"


async def test_no_address_of_the_family(desk: Desk, free_port: int) -> None:
    """A host without an address of the family that is asked for has no such name."""
    found = await desk.ask(TcpProbe(family="ipv6"), f"tcp://127.0.0.1:{free_port}")
    assert found.failure is Failure.NAME_NOT_RESOLVED
