"""What everything that measures here has in common: it is alone in its data folder, and ends when it is told to."""

import asyncio
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from results.keep import StoreError

GRACE_SECONDS = 10.0
"""How long a visit that is under way may still take when the daemon is told to stop."""


class AlreadyRunningError(Exception):
    """Another daemon works on the same data: one sentence."""


def until_told() -> asyncio.Event:
    """Return what is set when this process is told to end, by SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def ended_with_input(stop: asyncio.Event) -> None:
    """Set *stop* when the standard input ends, which the one who started this process holds open."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            loop.remove_reader(sys.stdin)
            stop.set()

    loop.add_reader(sys.stdin, read)


@contextmanager
def alone(data: Path, key: str = "study.data") -> Iterator[None]:
    """Hold the folder *data*, named by *key*: two daemons on it would ask everything twice."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"The data folder {data} cannot be used ({error.strerror}): correct {key}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise AlreadyRunningError(
            f"Another daemon already works in {data}: stop it first, or give this one another {key}."
        ) from None
    finally:
        os.close(lock)


def boot_id() -> str:
    """Tell which start of the machine this is (Linux); empty elsewhere."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
