"""
A line that jitters by a known pattern: as relay.py, but what comes from the first device is delayed unevenly.

``uneven_relay.py DEVICE_A DEVICE_B SECONDS MORE...``: each of the further seconds is added in turn. Packets never
overtake each other.
"""

import os
import select
import sys
import time
from collections import deque
from contextlib import suppress
from itertools import cycle

from relay import device

_MOST_PACKET = 65_536


def main(first: str, second: str, delay: str, *more: str) -> None:
    """Make the devices and relay between them until the standard input ends."""
    one, other = device(first), device(second)
    turns = cycle(map(float, more))
    ways: dict[int, deque[tuple[float, bytes]]] = {one: deque(), other: deque()}
    control = sys.stdin.fileno()
    print("ready", flush=True)  # noqa: T201 -- what the one who started this waits for
    while True:
        dues = [way[0][0] for way in ways.values() if way]
        patience = max(min(dues) - time.monotonic(), 0) if dues else None
        readable, _, _ = select.select([one, other, control], [], [], patience)
        if control in readable:
            return
        for fd in (one, other):
            if fd in readable:
                extra = next(turns) if fd == one else 0.0
                ways[fd].append((time.monotonic() + float(delay) + extra, os.read(fd, _MOST_PACKET)))
            while ways[fd] and ways[fd][0][0] <= time.monotonic():
                packet = ways[fd].popleft()[1]
                with suppress(OSError):  # the device is not up yet: lost, as on any line
                    os.write(other if fd == one else one, packet)


if __name__ == "__main__":
    main(*sys.argv[1:])
