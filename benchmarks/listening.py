"""Waiting for a server that a benchmark has started."""

import socket
import time


def wait_for(port: int, patience_seconds: float) -> None:
    """Return as soon as somebody listens on *port* of 127.0.0.1. Raises `OSError` where nobody does in that time."""
    until = time.monotonic() + patience_seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
