"""When did it come? The kernel's word against a server that knows, while the reading process sleeps."""

from __future__ import annotations

import asyncio
import socket
import ssl
import statistics
import threading
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

import pytest
import trustme

from probes.probe import ProbeFailed
from probes.wire import kernel
from probes.wire.clock import Clock
from probes.wire.connection import connect
from results.records import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from probes.wire.connection import Wire

HOLD = 0.06
ASLEEP = 0.15
SECOND = 1_000_000_000


class Truth(NamedTuple):
    """A server that takes one connection after another, and when it sent each answer (ns of the wall clock)."""

    port: int
    sent: list[int]


@contextmanager
def serving(
    answer: Callable[[socket.socket, list[int]], None], context: ssl.SSLContext | None = None
) -> Iterator[Truth]:
    """Serve each connection by *answer* in a thread of its own, so that our event loop can sleep."""
    listener = socket.create_server(("127.0.0.1", 0))
    truth = Truth(listener.getsockname()[1], [])

    def run() -> None:
        with suppress(OSError):
            while True:
                taken, _ = listener.accept()
                with taken, suppress(OSError):
                    if context is None:
                        answer(taken, truth.sent)
                    else:
                        with context.wrap_socket(taken, server_side=True) as spoken:
                            answer(spoken, truth.sent)

    thread = threading.Thread(target=run)
    thread.start()
    yield truth
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def held(taken: socket.socket, sent: list[int]) -> None:
    """Hold an answer for `HOLD`."""
    taken.recv(100)
    time.sleep(HOLD)
    sent.append(time.time_ns())
    taken.sendall(b"answer")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return an authority for certificates."""
    return trustme.CA()


@pytest.fixture
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    """Return what a server needs to prove that it is localhost; it sends two session tickets (TLS 1.3)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def client_tls(authority: trustme.CA) -> ssl.SSLContext:
    """Return what trusts that authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def connected(port: int, max_bytes: int = 1_000_000) -> Wire:
    """Connect to *port* here."""
    return await connect("127.0.0.1", port, clock=Clock(), max_bytes=max_bytes)


async def asked(truth: Truth, context: ssl.SSLContext | None = None) -> tuple[float, float]:
    """Ask once while the loop is asleep; return the TTFB that was told and the true one, in seconds."""
    with closing(await connected(truth.port)) as wire:
        if context is not None:
            await wire.start_tls(context, "localhost")
        at = await wire.send(b"question")
        asyncio.get_running_loop().call_soon(time.sleep, ASLEEP)
        first = await wire.receive(sparing=True)
        assert first.data
        assert wire.clock == "kernel"
        return (first.at - at) / 1e9, (truth.sent[-1] - at) / 1e9


async def test_the_first_byte_is_told_right_by_a_process_that_sleeps() -> None:
    """A reader that wakes 90 ms after the answer came tells its TTFB to 1 ms."""
    with serving(held) as truth:
        errors = [told - true for told, true in [await asked(truth) for _ in range(5)]]
    assert -0.001 < statistics.median(errors) < 0.001


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_the_first_byte_over_tls_is_told_right_by_a_process_that_sleeps(
    server_tls: ssl.SSLContext, client_tls: ssl.SSLContext, version: ssl.TLSVersion
) -> None:
    """With TLS it is the same, although the session tickets of 1.3 wait in front of the answer."""
    client_tls.maximum_version = version
    with serving(held, server_tls) as truth:
        errors = [told - true for told, true in [await asked(truth, client_tls) for _ in range(5)]]
    assert -0.001 < statistics.median(errors) < 0.001


async def test_session_tickets_are_not_the_first_byte(server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    """Tickets come at once and the answer later: the stamp is the answer's, also when both are read as they come."""
    with serving(held, server_tls) as truth, closing(await connected(truth.port)) as wire:
        await wire.start_tls(client_tls, "localhost")
        at = await wire.send(b"question")
        before = wire.received
        first = await wire.receive(sparing=True)
        tickets = wire.received - before - len(first.data)
    assert tickets > 100
    assert (first.at - at) / 1e9 > HOLD


async def test_a_sparing_read_takes_one_byte() -> None:
    """What comes after the first byte keeps a stamp of its own."""

    def twice(taken: socket.socket, _: list[int]) -> None:
        taken.sendall(b"one")
        time.sleep(HOLD)
        taken.sendall(b"two")

    with serving(twice) as truth, closing(await connected(truth.port)) as wire:
        first = await wire.receive(sparing=True)
        rest = [await wire.receive(), await wire.receive()]
    assert (first.data, rest[0].data, rest[1].data) == (b"o", b"ne", b"two")
    assert (rest[1].at - first.at) / 1e9 == pytest.approx(HOLD, abs=0.03)


async def test_connecting_is_told_right_by_a_process_that_sleeps() -> None:
    """A loop that sleeps while the handshake is answered adds nothing to it."""
    with serving(held) as truth:
        asyncio.get_running_loop().call_soon(time.sleep, ASLEEP)
        with closing(await connected(truth.port)) as wire:
            assert 0 < wire.connect_seconds < 0.02
            assert wire.rtt_seconds == wire.connect_seconds


async def test_a_syn_that_was_sent_again_counts_from_the_first() -> None:
    """A server that takes the second SYN is connected to after the second that this took, however late we look."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as full,
        socket.create_connection(full.getsockname()),  # fills the queue, so that the next SYN is dropped
    ):
        connecting = asyncio.create_task(connected(full.getsockname()[1]))
        await asyncio.sleep(0.3)
        full.accept()[0].close()
        time.sleep(1.2)  # noqa: ASYNC251 -- the loop is to be late
        with closing(await connecting) as wire:
            info = wire.tcp_info()
            assert info is not None
            assert info.retransmits == 1
            assert wire.connect_seconds == pytest.approx(1.03, abs=0.1)


async def test_the_tls_handshake_is_told_right_by_a_process_that_sleeps(
    server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """A loop that sleeps through the server's answer adds nothing to the handshake."""
    with serving(held, server_tls) as truth, closing(await connected(truth.port)) as wire:
        asyncio.get_running_loop().call_soon(time.sleep, ASLEEP)
        assert 0 < await wire.start_tls(client_tls, "localhost") < ASLEEP / 2


async def test_without_the_kernels_stamps_the_process_tells_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system refuses the option the monotonic clock is read, and what is told stays sound."""
    monkeypatch.setattr(kernel, "_STAMP", 9_999)
    with serving(held) as truth, closing(await connected(truth.port)) as wire:
        at = await wire.send(b"question")
        first = await wire.receive(sparing=True)
    assert wire.clock == "process"
    assert (first.at - at) / 1e9 == pytest.approx(HOLD, abs=0.05)
    assert abs(first.at - time.monotonic_ns()) < 10 * SECOND


async def test_the_end_is_no_bytes() -> None:
    """A server that closes is told by a chunk of nothing."""
    with serving(lambda taken, _: taken.close()) as truth, closing(await connected(truth.port)) as wire:
        assert (await wire.receive()).data == b""


async def test_a_wire_carries_no_more_than_it_may() -> None:
    """An endless sender is cut off."""

    def endless(taken: socket.socket, _: list[int]) -> None:
        while True:
            taken.sendall(b"x" * 100_000)

    with serving(endless) as truth, closing(await connected(truth.port, max_bytes=300_000)) as wire:
        with pytest.raises(ProbeFailed) as failed:
            [await wire.receive() for _ in range(1_000)]
        assert failed.value.failure is Failure.TOO_LARGE
        assert wire.received < 400_000


async def test_a_fast_sender_leaves_the_others_their_turn() -> None:
    """Whatever is there to be read, the rest of the program goes on."""

    def much(taken: socket.socket, _: list[int]) -> None:
        taken.sendall(b"x" * 4_000_000)

    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    with serving(much) as truth, closing(await connected(truth.port, max_bytes=5_000_000)) as wire:
        counting = asyncio.create_task(count())
        reads = 0
        while (await wire.receive(sparing=reads < 1_000)).data:
            reads += 1
        counting.cancel()
    assert turns > reads / 10


class Hands:
    """Two clocks that are set by hand."""

    def __init__(self) -> None:
        self.wall = 1_800_000_000 * SECOND
        self.monotonic = 5 * SECOND

    def clock(self) -> Clock:
        """Return what watches them."""
        return Clock(lambda: self.wall, lambda: self.monotonic)

    def go(self, wall: int, monotonic: int) -> None:
        """Let time go by."""
        self.wall += wall
        self.monotonic += monotonic


@pytest.mark.parametrize("step", [3_600, -3_600, 0.002, -0.002])
def test_a_step_of_the_wall_clock_is_seen(step: float) -> None:
    """A clock that is set while it is watched is found out, with how far it was set."""
    hands = Hands()
    clock = hands.clock()
    hands.go(round((0.1 + step) * SECOND), round(0.1 * SECOND))
    assert clock.step_seconds() == pytest.approx(step)


def test_time_that_goes_by_is_no_step() -> None:
    """Two clocks that go on together, or apart by as little as drift is, were not set."""
    hands = Hands()
    clock = hands.clock()
    hands.go(10 * SECOND, 10 * SECOND)
    assert clock.step_seconds() is None
    hands.go(10 * SECOND, 10 * SECOND + 5_000_000)
    assert clock.step_seconds() is None


def test_being_put_aside_between_two_readings_is_no_step() -> None:
    """A reading that took long is known no better than that, and voids nothing."""
    quick = [0, 10]
    slow = [at for turn in range(1, 6) for at in (turn * SECOND, turn * SECOND + 9_000_000)]
    monotonic = iter(quick + slow)
    wall = iter([0, *[turn * SECOND + 8_000_000 for turn in range(1, 6)]])
    clock = Clock(lambda: next(wall), lambda: next(monotonic))
    assert clock.step_seconds() is None
