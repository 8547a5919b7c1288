"""A train of small packets to one address, randomly spaced, and what became of each of them."""

import asyncio
import errno
import random
import socket
import time
from contextlib import suppress

from probes.line.echo_packet import Form, IcmpForm
from probes.line.surroundings import has_carrier, interface_of
from probes.wire.connection import ClockName
from probes.wire.datagram import Arrival, read, stamped
from probes.wire.echo import echo_socket
from probes.wire.endpoint import FAMILIES
from probes.wire.failures import failure_of
from probes.wire.refusals import refusals, tell_refusals
from results.records import Failure

_AT_ONCE = 64
_TRIES = 3
LEAST, MOST = 0.5, 1.5
"""A pause is drawn evenly from between so many times the mean."""


class Packet:
    """One packet."""

    __slots__ = ("copies", "refused", "sent_at", "took", "unreachable", "unsent")

    def __init__(self, sent_at: float) -> None:
        self.sent_at = sent_at
        """By the monotonic clock."""
        self.unsent = False
        """This machine could not send it: it had no route or no link."""
        self.took: float | None = None
        """Seconds until its first reply, however late; None if none came."""
        self.copies = 0
        """Further replies."""
        self.refused = False
        """Its host said that nobody listens there."""
        self.unreachable = False
        """A router said that the way does not go on."""


class Train:
    """The packets of one visit to *address*, which *began* then (monotonic), in the shape of *form*; its sockets."""

    def __init__(self, address: str, port: int, form: Form, dice: random.Random, *, began: float) -> None:
        self._place = (address, port)
        self._form = form
        self._dice = dice
        self._socks: list[socket.socket] = []
        self._usable = False
        """Whether the newest socket can send: it is made anew when this machine had no route."""
        self._spoke = True
        """Whether the newest socket has sent anything, so that answers may come to it."""
        self._newest_answered = -1
        self._all_back = asyncio.Event()
        self._over = False
        self.began = began
        self.packets: list[Packet] = []
        self.out_of_order = 0
        """Replies to packets that were sent before another whose reply was there already (RFC 4737, 3.3)."""
        self.replies = 0
        self.clock: ClockName | None = None
        """Who told when replies came: the kernel only if it told of all."""
        self.interface: str | None = None
        """Over which it goes; None if that is not known."""
        self.interfaces: set[str | None] = set()
        """Over which it ever went."""

    async def run(self, duration: float, spacing: float, wait: float) -> None:
        """Send for *duration* seconds, *spacing* apart in the mean, then listen until all are back, at most *wait*."""
        start = time.monotonic()
        due = start + self._dice.random() * min(spacing, duration / 2)
        while due < start + duration or not self.packets:
            await asyncio.sleep(max(due - time.monotonic(), 0))
            self._send()
            # Who was kept from sending in time does not catch up: the packets would lie in one queue together.
            pause = spacing * self._dice.uniform(LEAST, MOST)
            due = max(due + pause, time.monotonic() + LEAST * spacing)
        self._over = True
        self._look_whether_all_are_back()
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._all_back.wait()

    def open(self) -> None:
        """Make a socket that can send there; raise `OSError`, or `ProbeFailed` where no echo request may be sent."""
        if isinstance(self._form, IcmpForm):
            sock = echo_socket(self._form.family)
        else:
            sock = stamped(socket.socket(FAMILIES[self._form.family], socket.SOCK_DGRAM))
        try:
            tell_refusals(sock, self._form.family)
            sock.connect(self._place)
            self.interface = interface_of(str(sock.getsockname()[0]))
            self.interfaces.add(self.interface)
        except OSError:
            sock.close()
            raise
        if not self._spoke:  # or an outage of minutes would hold a socket for each packet
            self._let_go(self._socks.pop())
        self._socks.append(sock)
        self._usable, self._spoke = True, False
        asyncio.get_running_loop().add_reader(sock, self._hear, sock)

    def close(self) -> None:
        """Let go of all sockets."""
        for sock in self._socks:
            self._let_go(sock)

    @staticmethod
    def _let_go(sock: socket.socket) -> None:
        asyncio.get_running_loop().remove_reader(sock)
        sock.close()

    def _send(self) -> None:
        number = len(self.packets)
        packet = Packet(time.monotonic())
        self.packets.append(packet)
        try:
            if not self._usable:
                self.open()
            if self.interface is not None and has_carrier(self.interface) is False:
                packet.unsent = True
                return
            packet.sent_at = time.monotonic()
            self._hand_over(number, packet)
        except OSError as error:
            if failure_of(error) is Failure.PROBE_FAULT or error.errno == errno.EINVAL:
                packet.unsent, self._usable = True, False
            else:
                packet.unreachable = True

    def _hand_over(self, number: int, packet: Packet) -> None:
        """Send *packet*. What the network said of an earlier one is raised here first, and is told of that one."""
        sock = self._socks[-1]
        for left in reversed(range(_TRIES)):
            try:
                sock.send(self._form.request(number, round((packet.sent_at - self.began) * 1e9)))
            except OSError:
                if not self._hear_refusals(sock) or not left:
                    raise
            else:
                self._spoke = True
                return

    def _hear(self, sock: socket.socket) -> None:
        self._hear_refusals(sock)
        for _ in range(_AT_ONCE):
            try:
                arrival = read(sock)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:  # it is told of its packet by the queue of errors
                self._hear_refusals(sock)
                continue
            self._take(arrival)
        self._look_whether_all_are_back()

    def _hear_refusals(self, sock: socket.socket) -> bool:
        heard = False
        for refusal in refusals(sock):
            heard = True
            number = self._form.number_in(refusal.content)
            if number is None:  # a router returned only its header: it is the newest without an answer
                number = next((n for n in reversed(range(len(self.packets))) if self.packets[n].took is None), None)
            if number is not None and number < len(self.packets):
                packet = self.packets[number]
                refused = refusal.refused and refusal.by == self._place[0] and not isinstance(self._form, IcmpForm)
                packet.refused |= refused
                packet.unreachable |= not refused
        return heard

    def _take(self, arrival: Arrival) -> None:
        number = self._form.answered(arrival.content)
        if number is None or number >= len(self.packets):
            return
        self.replies += 1
        packet = self.packets[number]
        self.clock = "process" if "process" in (self.clock, arrival.clock) else "kernel"
        if packet.took is not None:
            packet.copies += 1
            return
        packet.took = arrival.since(packet.sent_at)
        self.out_of_order += number < self._newest_answered
        self._newest_answered = max(self._newest_answered, number)

    def _look_whether_all_are_back(self) -> None:
        if self._over and all(one.took is not None or one.refused or one.unsent for one in self.packets):
            self._all_back.set()
