"""`kaklet serve-echo` and what strangers can take from it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from real_servers import PATIENCE_SECONDS

from probes.line.echo_packet import BYTES, REPLY, REQUEST, UdpForm
from probes.line.reflector import Limits, Reflector

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = str(Path(sys.executable).with_name("kaklet"))
ASKED = UdpForm("ipv4").request(1, 2)


class Clock:
    """A clock that is set by hand."""

    at = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.at


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@pytest.fixture
def sockets() -> Iterator[list[socket.socket]]:
    """Return a list whose sockets are closed in the end."""
    many: list[socket.socket] = []
    yield many
    for one in many:
        one.close()


async def replies(
    sockets: list[socket.socket], place: tuple[str, int], *packets: bytes, expected: int = 1, source: str = ""
) -> list[bytes]:
    """Send *packets* from one socket; wait for as many replies as are *expected*, then look whether there are more."""
    sockets.append(asker := socket.socket(socket.AF_INET6 if ":" in place[0] else socket.AF_INET, socket.SOCK_DGRAM))
    asker.settimeout(0)
    if source:
        asker.bind((source, 0))
    asker.connect(place)
    loop, found = asyncio.get_running_loop(), []
    for packet in packets:
        asker.send(packet)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS) as patience:
            while True:
                if len(found) >= expected:
                    patience.reschedule(loop.time() + 0.3)
                found.append(await loop.sock_recv(asker, 65_535))
    return found


async def test_a_request_is_answered_with_as_many_bytes(sockets: list[socket.socket]) -> None:
    """The same packet, marked as a reply, over IPv4 and IPv6, from the address that was asked."""
    server = Reflector()
    v4 = server.open("0.0.0.0", 0)  # noqa: S104 -- what is tried is a machine with several addresses
    v6 = server.open("::1", 0)
    try:
        for place in (("127.0.0.1", v4), ("127.0.0.2", v4), ("::1", v6)):
            assert await replies(sockets, place, ASKED) == [REPLY + ASKED[len(REQUEST) :]]
    finally:
        server.close()


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"x",
        ASKED[:-1],
        ASKED + b"x",
        REPLY + ASKED[len(REPLY) :],
        b"KkEx" + ASKED[4:],
        bytes(BYTES),
        ASKED * 1_500,
        os.urandom(512),
    ],
    ids=["empty", "one", "short", "long", "reply", "unknown", "zeroes", "huge", "random"],
)
async def test_nothing_else_is_answered(sockets: list[socket.socket], packet: bytes) -> None:
    """And it goes on: the next right one is. A reply is not answered, so that no two reflectors talk to each other."""
    server = Reflector()
    port = server.open("127.0.0.1", 0)
    try:
        assert len(await replies(sockets, ("127.0.0.1", port), packet, ASKED)) == 1
    finally:
        server.close()


async def test_answers_are_bounded(sockets: list[socket.socket], clock: Clock) -> None:
    """For one source, for all together, and anew in the next second."""
    server = Reflector(Limits(per_source=5, packets=8), now=clock)
    port = server.open("127.0.0.1", 0)
    try:
        place = "127.0.0.1", port
        assert len(await replies(sockets, place, *[ASKED] * 20, expected=5)) == 5
        assert len(await replies(sockets, place, *[ASKED] * 20, expected=3, source="127.0.0.9")) == 3
        clock.at += 1
        assert len(await replies(sockets, ("127.0.0.1", port), ASKED)) == 1
    finally:
        server.close()


def test_the_command_says_where_and_nothing_of_who_came() -> None:
    """One line for each address; told to end, it ends."""
    process = subprocess.Popen(
        [COMMAND, "serve-echo", "--port", "0", "--bind", "127.0.0.1", "--bind", "::1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        assert process.stdout is not None
        first, second = (process.stdout.readline().decode().strip() for _ in range(2))
        assert first.startswith("Answering at udp:127.0.0.1:")
        assert second.startswith("Answering at udp:[::1]:")
        asker.settimeout(30)
        asker.sendto(ASKED, ("127.0.0.1", int(first.rpartition(":")[2])))
        assert asker.recv(100).startswith(REPLY)
        process.send_signal(signal.SIGTERM)
        assert process.stdout.read() == b""
    assert process.returncode == 0


def test_a_port_that_is_taken_is_told() -> None:
    """In one sentence."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        command = [COMMAND, "serve-echo", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode != 0
    assert done.stderr.count(b"\n") == 1
    assert b"cannot listen" in done.stderr
