"""
How fast this machine itself can take a download of HTTP/2 over TLS: a flood on loopback, received as a real one is.

As for ndt7 the flood comes from a thread and from prepared frames, encrypted by AES-128-GCM without a certificate.
"""

import asyncio
import logging
import socket
import struct
import threading
import time
from contextlib import suppress

from probes.line.anonymous import anonymous, anonymous_server
from probes.line.filling import filling
from probes.responsive.http2 import LARGEST_FRAME, Session
from probes.responsive.pipe import Pipe, open_socket
from probes.wire.clock import Clock

_WEEK_SECONDS = 7 * 86_400.0
_PATIENCE_SECONDS = 5.0
_RAMP = 0.25
"""This share of the time is not counted: the first frames wait for the handshake."""
_FRAME = struct.Struct("!BHBBI")
_SETTINGS = _FRAME.pack(0, 0, 4, 0, 0)
_ANSWER = _FRAME.pack(0, 1, 1, 4, 1) + b"\x88"
"""On the first stream: HEADERS with END_HEADERS, and in them the status 200 by its place in the table (RFC 7541, A)."""
_FRAMES = 32
_BITS = 8

log = logging.getLogger(__name__)
_known: list[tuple[float, float]] = []
"""When it was measured, by the monotonic clock, and what was found; at most once."""


async def device_ceiling(seconds: float, clock: Clock) -> float | None:
    """Tell how many bits a second this machine takes in, measured for *seconds* once a week; None if it cannot."""
    if _known and time.monotonic() - _known[0][0] < _WEEK_SECONDS:
        return _known[0][1]
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS + seconds):
            found = await _measured(seconds, clock)
    except Exception as error:  # noqa: BLE001 -- no ceiling is no reason to measure no line
        log.warning("This machine's ceiling cannot be measured: %s", error)
        return None
    if found > 0:
        _known[:] = [(time.monotonic(), found)]
    return found or None


async def _measured(seconds: float, clock: Clock) -> float:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(_PATIENCE_SECONDS)
        until = time.monotonic() + _PATIENCE_SECONDS + seconds
        thread = threading.Thread(target=_flood, args=(listening, until), daemon=True)
        thread.start()
        session = Session(client=True)
        pipe = Pipe(open_socket("127.0.0.1"), session, clock)
        try:
            await pipe.connect("127.0.0.1", listening.getsockname()[1], anonymous(client=True), "")
            session.bulk(session.ask("GET", "localhost", "/", "ceiling"))
            pipe.start()
            await asyncio.sleep(_RAMP * seconds)
            began, before = time.monotonic(), pipe.taken
            await asyncio.sleep((1 - _RAMP) * seconds)
            return _BITS * (pipe.taken - before) / (time.monotonic() - began)
        finally:
            pipe.close()
            await asyncio.to_thread(thread.join, _PATIENCE_SECONDS)


def _flood(listening: socket.socket, until: float) -> None:
    with suppress(OSError):
        taken, _ = listening.accept()
        with taken:
            taken.settimeout(_PATIENCE_SECONDS)
            with anonymous_server().wrap_socket(taken, server_side=True) as spoken:
                spoken.recv(LARGEST_FRAME)
                spoken.sendall(_SETTINGS + _ANSWER)
                frame = _FRAME.pack(0, LARGEST_FRAME, 0, 0, 1) + filling(LARGEST_FRAME)
                frames = frame * _FRAMES
                while time.monotonic() < until:
                    spoken.sendall(frames)
