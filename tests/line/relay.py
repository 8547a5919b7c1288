"""
A line with delay: two TUN devices, and every packet handed on from one to the other after the same time.

``relay.py DEVICE_A DEVICE_B SECONDS`` makes the devices, says "ready" and relays until its standard input ends. The
rate is the kernel's (tbf on the devices); kernels without netem leave the delay to somebody else.

``relay.py DEVICE_A DEVICE_B SECONDS A_MBIT B_MBIT QUEUE_SECONDS`` also does the rates, of what comes from A and from B,
with a queue before each that drops what it has no room for: a queue in the sender's own kernel never fills, since that
stops its own sockets before (TCP small queues).
"""

import fcntl
import os
import select
import struct
import sys
import time
from collections import deque

_TUNSETIFF, _TUN_WITHOUT_HEADER = 0x400454CA, 0x1001  # if_tun.h: IFF_TUN | IFF_NO_PI
_MOST_PACKET = 65_536
_AT_ONCE = 64


def device(name: str) -> int:
    """Make the TUN device *name* and return its descriptor."""
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _TUN_WITHOUT_HEADER))
    return fd


class Way:
    """From one device to the other: packets one after another at a rate, if there is one, and then for a time."""

    def __init__(self, to: int, delay: float, mbit: float, queue: float) -> None:
        self.to, self.delay, self.seconds_a_byte, self.queue = to, delay, 8e-6 / mbit if mbit else 0.0, queue
        self.free_at = 0.0
        self.waiting: deque[tuple[float, bytes]] = deque()

    def take(self, packet: bytes, now: float) -> None:
        """Put *packet* into the queue, if there is room."""
        begins = max(self.free_at, now)
        if self.seconds_a_byte and begins - now > self.queue:
            return
        self.free_at = begins + len(packet) * self.seconds_a_byte
        self.waiting.append((self.free_at + self.delay, packet))

    def give(self, now: float) -> None:
        """Hand on what is due."""
        while self.waiting and self.waiting[0][0] <= now:
            _, packet = self.waiting.popleft()
            try:
                os.write(self.to, packet)
            except OSError:  # the device is full, or not up yet: lost, as on any line
                continue


def relay(one: int, other: int, delay: float, rates: tuple[float, float] = (0, 0), queue: float = 0) -> None:
    """Hand packets on until the standard input ends."""
    ways = {one: Way(other, delay, rates[0], queue), other: Way(one, delay, rates[1], queue)}
    control = sys.stdin.fileno()
    while True:
        due = [way.waiting[0][0] for way in ways.values() if way.waiting]
        patience = max(min(due) - time.monotonic(), 0) if due else None
        readable, _, _ = select.select([one, other, control], [], [], patience)
        if control in readable:
            return
        for fd in readable:
            for _ in range(_AT_ONCE):
                try:
                    packet = os.read(fd, _MOST_PACKET)
                except BlockingIOError:
                    break
                ways[fd].take(packet, time.monotonic())
        for way in ways.values():
            way.give(time.monotonic())


def main(first: str, second: str, delay: str, *shape: str) -> None:
    """Make the devices and relay between them."""
    one, other = device(first), device(second)
    print("ready", flush=True)  # noqa: T201 -- what the one who started this waits for
    up, down, queue = (float(word) for word in shape or "000")
    relay(one, other, float(delay), (up, down), queue)


if __name__ == "__main__":
    main(*sys.argv[1:])
