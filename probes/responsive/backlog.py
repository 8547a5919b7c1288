"""How much may wait in the system to be sent: little enough not to be measured, enough to keep the line busy."""

import fcntl
import socket
import struct
import sys
import time
from contextlib import suppress

_USUAL_SECONDS, _LONGEST_SECONDS = 0.005, 0.05
"""So long what waits may take at the pace of its connection; the second where we come too late for that."""
_LEAST, _FIRST, _MOST = 2_048, 16_384, 1_048_576
_PACE_SECONDS = 0.2
_SIOCOUTQNSD = 0x894B  # linux/sockios.h: what the kernel holds and has not sent yet
_INT = struct.Struct("i")


class Backlog:
    """Holds back what *sock* takes ahead of what it can send (TCP_NOTSENT_LOWAT, tcp(7))."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.most = _FIRST
        """Bytes that may wait now."""
        self._rate = 0.0
        self._dry = False
        self._at, self._from = time.monotonic(), 0

    def hold(self) -> None:
        """Let the system take no more."""
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            with suppress(OSError):
                self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, self.most)

    def come_back(self) -> None:
        """There is room again. Where the system ran dry before we came, more may wait the next time."""
        if self._waiting() != 0:
            return
        self._dry = True
        if self.most < min(self._rate * _LONGEST_SECONDS, _MOST):
            self.most *= 2
            self.hold()

    def pace(self, sent: int) -> None:
        """Go by the pace of the last moment, of all bytes *sent* so far, if that was enough."""
        passed = time.monotonic() - self._at
        if passed < _PACE_SECONDS:
            return
        self._rate = (sent - self._from) / passed
        if not self._dry:
            self.most = int(min(max(self._rate * _USUAL_SECONDS, _LEAST), self.most))
            self.hold()
        self._dry = False
        self._at, self._from = time.monotonic(), sent

    def _waiting(self) -> int | None:
        """Tell how much the kernel was given and has not sent yet; None where it does not say."""
        if sys.platform != "linux":
            return None
        try:
            return int(_INT.unpack(fcntl.ioctl(self._sock, _SIOCOUTQNSD, bytes(_INT.size)))[0])
        except OSError:
            return None
