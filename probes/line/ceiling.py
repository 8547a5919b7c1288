"""
How fast this machine itself can take a download: a flood on loopback, received as a real one is.

A line that is faster than this cannot be told from one that is as fast. The flood comes from a thread and from prepared
frames, so that hardly anything is counted but receiving; encrypted where the real one is, without a certificate.
"""

import asyncio
import base64
import hashlib
import logging
import re
import socket
import struct
import threading
import time
from contextlib import suppress

import aiohttp
from yarl import URL

from probes.line.anonymous import anonymous, anonymous_server
from probes.line.client import Run, download
from probes.line.filling import filling
from probes.line.messages import DOWNLOAD, LARGEST_MESSAGE, PROTOCOL

_WEEK_SECONDS = 7 * 86_400.0
_PATIENCE_SECONDS = 5.0
_MOST_HEADER = 8_192
_KEY = re.compile(rb"sec-websocket-key: *([^\r]+)", re.IGNORECASE)
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
_BINARY, _LONG = 0x82, 127
_BITS = 8

log = logging.getLogger(__name__)
_known: dict[bool, tuple[float, float]] = {}
"""With and without TLS: when it was measured, by the monotonic clock, and what was found."""


async def device_ceiling(seconds: float, *, tls: bool) -> float | None:
    """Tell how many bits a second this machine takes in, measured for *seconds* once a week; None if it cannot."""
    if (known := _known.get(tls)) is not None and time.monotonic() - known[0] < _WEEK_SECONDS:
        return known[1]
    try:
        found = await _measured(seconds, tls=tls)
    except Exception as error:  # noqa: BLE001 -- no ceiling is no reason to measure no line
        log.warning("This machine's ceiling cannot be measured: %s", error)
        return None
    if found is not None:
        _known[tls] = time.monotonic(), found
    return found


async def _measured(seconds: float, *, tls: bool) -> float | None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(_PATIENCE_SECONDS)
        port = listening.getsockname()[1]
        until = time.monotonic() + _PATIENCE_SECONDS + seconds
        thread = threading.Thread(target=_flood, args=(listening, until, tls), daemon=True)
        thread.start()
        url = URL.build(scheme="wss" if tls else "ws", host="127.0.0.1", port=port, path=DOWNLOAD)
        connector = aiohttp.TCPConnector(ssl=anonymous(client=True) if tls else True, force_close=True)
        run = Run()
        async with aiohttp.ClientSession(connector=connector) as session:
            await download(session, url, seconds, run)
        await asyncio.to_thread(thread.join, _PATIENCE_SECONDS)
    return _BITS * run.content_bytes / run.seconds if run.seconds > 0 else None


def _flood(listening: socket.socket, until: float, tls: bool) -> None:  # noqa: FBT001 -- a thread's arguments
    with suppress(OSError, ValueError):
        taken, _ = listening.accept()
        with taken:
            taken.settimeout(_PATIENCE_SECONDS)
            if tls:
                taken = anonymous_server().wrap_socket(taken, server_side=True)
            with taken:
                taken.sendall(_accepted(taken))
                frame = struct.pack("!BBQ", _BINARY, _LONG, LARGEST_MESSAGE) + filling(LARGEST_MESSAGE)
                while time.monotonic() < until:
                    taken.sendall(frame)


def _accepted(taken: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        if len(head) > _MOST_HEADER or not (more := taken.recv(_MOST_HEADER)):
            raise ValueError("no request")
        head += more
    if (key := _KEY.search(head)) is None:
        raise ValueError("no handshake")
    accept = base64.b64encode(hashlib.sha1(key[1].strip() + _MAGIC, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\nSec-WebSocket-Protocol: " + PROTOCOL.encode() + b"\r\n\r\n"
    )
