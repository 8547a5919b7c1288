"""
A line with delay: two TUN devices, and every packet handed on from one to the other after the same time.

``relay.py DEVICE_A DEVICE_B SECONDS`` makes the devices, says "ready" and relays until its standard input ends. The
rate is the kernel's (tbf on the devices); kernels without netem leave the delay to somebody else.
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


def relay(one: int, other: int, delay: float) -> None:
    """Hand packets on until the standard input ends."""
    onwards = {one: other, other: one}
    waiting: deque[tuple[float, int, bytes]] = deque()
    control = sys.stdin.fileno()
    while True:
        patience = max(waiting[0][0] - time.monotonic(), 0) if waiting else None
        readable, _, _ = select.select([one, other, control], [], [], patience)
        if control in readable:
            return
        for fd in readable:
            for _ in range(_AT_ONCE):
                try:
                    packet = os.read(fd, _MOST_PACKET)
                except BlockingIOError:
                    break
                waiting.append((time.monotonic() + delay, onwards[fd], packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, fd, packet = waiting.popleft()
            try:
                os.write(fd, packet)
            except OSError:  # the device is full, or not up yet: lost, as on any line
                continue


def main(first: str, second: str, delay: str) -> None:
    """Make the devices and relay between them."""
    one, other = device(first), device(second)
    print("ready", flush=True)  # noqa: T201 -- what the one who started this waits for
    relay(one, other, float(delay))


if __name__ == "__main__":
    main(*sys.argv[1:])
