"""When a datagram arrived, as the kernel tells it."""

import asyncio
import socket
import time

import pytest

from probes.wire.datagram import Arrival, receive, stamped


def test_stamp_counts() -> None:
    """What lay with the kernel for a while had arrived that much earlier than it was read."""
    assert Arrival(b"", read_at=10.0, waited=0.5).since(9.0) == 0.5


def test_no_stamp() -> None:
    """Without a stamp it arrived when it was read."""
    assert Arrival(b"", read_at=10.0, waited=None).since(9.0) == 1.0


@pytest.mark.parametrize("waited", [-0.001, -3600.0, 1.001, 3600.0])
def test_stamp_that_cannot_be_right(waited: float) -> None:
    """A stamp from after the reading or from before the sending means a set clock, and is not used."""
    assert Arrival(b"", read_at=10.0, waited=waited).since(9.0) == 1.0


async def test_kernel_stamps_what_waits() -> None:
    """A datagram that is read late is known to have waited."""
    with (
        stamped(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as ours,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as theirs,
    ):
        ours.bind(("127.0.0.1", 0))
        await asyncio.sleep(0.05)  # the kernel begins to stamp a moment after the first socket asks for it
        theirs.sendto(b"before", ours.getsockname())
        await asyncio.sleep(0.2)
        arrival = await receive(ours)
    assert arrival.content == b"before"
    assert arrival.waited == pytest.approx(0.2, abs=0.1)
    assert arrival.read_at <= time.monotonic()


async def test_waiting_for_a_datagram() -> None:
    """What is not there yet is waited for, and others have their turn meanwhile."""
    with (
        stamped(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as ours,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as theirs,
    ):
        ours.bind(("127.0.0.1", 0))
        asyncio.get_running_loop().call_later(0.05, theirs.sendto, b"later", ours.getsockname())
        assert (await receive(ours)).content == b"later"
