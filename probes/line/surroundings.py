"""What else went on while a line was measured: other traffic on the interface, and how busy the processors were."""

import errno
import fcntl
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SIOCGIFADDR = 0x8915  # netdevice(7)
_IFREQ = struct.Struct("16s24x")
_ADDRESS = slice(20, 24)
_IDLE, _WAITING = 3, 4
_COUNTED = 8
"""Columns of /proc/stat up to the time that was stolen; the guests' is counted in the user's already."""
_RECEIVED, _SENT = 0, 8


class Counters(NamedTuple):
    """One look: bytes over the interface, both ways, and ticks of all processors, busy and in all. None is unknown."""

    interface_bytes: int | None
    busy: int | None
    ticks: int | None

    def busy_share(self, before: "Counters") -> float | None:
        """Tell the share of the processors' time since *before* that was worked."""
        if self.busy is None or self.ticks is None or before.busy is None or before.ticks is None:
            return None
        passed = self.ticks - before.ticks
        return min(max((self.busy - before.busy) / passed, 0.0), 1.0) if passed > 0 else None

    def crossed(self, before: "Counters", own: int | None) -> int | None:
        """Tell the bytes since *before* that were not our *own*."""
        if self.interface_bytes is None or before.interface_bytes is None or own is None:
            return None
        passed = self.interface_bytes - before.interface_bytes
        return max(passed - own, 0) if passed >= 0 else None


def look(interface: str | None) -> Counters:
    """Read the counters of *interface* and of the processors."""
    busy, ticks = _processors()
    return Counters(None if interface is None else _interface_bytes(interface), busy, ticks)


def interface_of(address: str) -> str | None:
    """
    Name the interface that has the local *address*.

    None where it cannot be told, and for loopback, over which both ends of a measurement go.
    """
    if sys.platform != "linux":
        return None
    found = _by_ipv6(address) if ":" in address else _by_ipv4(address)
    return None if found == "lo" else found


def has_carrier(interface: str) -> bool | None:
    """Tell whether *interface* is up and has a link; None where the system does not say."""
    try:
        return Path("/sys/class/net", interface, "carrier").read_text("ascii").strip() == "1"
    except OSError as error:
        return False if error.errno == errno.EINVAL else None  # so does the kernel say that it is down


def _by_ipv4(address: str) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, _IFREQ.pack(name.encode()))
            except OSError:
                continue
            if socket.inet_ntoa(answer[_ADDRESS]) == address:
                return name
    return None


def _by_ipv6(address: str) -> str | None:
    wanted = socket.inet_pton(socket.AF_INET6, address.partition("%")[0]).hex()
    for words in _lines(Path("/proc/net/if_inet6")):
        if words and words[0] == wanted:
            return words[-1]
    return None


def _interface_bytes(interface: str) -> int | None:
    for words in _lines(Path("/proc/net/dev")):
        if words and words[0] == f"{interface}:":
            return int(words[1 + _RECEIVED]) + int(words[1 + _SENT])
    return None


def _processors() -> tuple[int | None, int | None]:
    words = next(_lines(Path("/proc/stat")), None)
    if words is None or words[0] != "cpu":
        return None, None
    ticks = [int(word) for word in words[1 : 1 + _COUNTED]]
    return sum(ticks) - ticks[_IDLE] - ticks[_WAITING], sum(ticks)


def _lines(file: Path) -> Iterator[list[str]]:
    try:
        text = file.read_text("ascii")
    except OSError:
        return
    for line in text.splitlines():
        yield line.replace(":", ": ", 1).split() if ":" in line else line.split()
