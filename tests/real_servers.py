"""What all servers of Debian's that the tests run have in common: being there, a free port, and having started."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import time
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTS = range(20_000, 32_768)
"""Linux deals out ports above these to whoever asks for any, so none of them is taken by chance before it is used."""
LANES = 16
"""To so many workers at once ports can be given of which no other worker gets one."""

PATIENCE_SECONDS = 60.0
"""How long a server may take to start, on a busy machine."""


def debian(binary: str, package: str) -> str:
    """Return the path of *binary*; where it is missing, skip the test, or fail it if CI is set."""
    found = shutil.which(binary, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        without(f"{binary} is missing: install Debian's package {package}.")
    return found


def lane() -> Iterator[int]:
    """
    Deal out the ports of this worker, one after another, from a random one on.

    There may be other runs beside this one.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = PORTS[worker % LANES :: LANES]
    first = random.randrange(len(ports))  # noqa: S311 -- no secret
    return cycle([*ports[first:], *ports[:first]])


_mine = lane()


def free_ports(count: int) -> list[int]:
    """Return *count* different ports of 127.0.0.1 that nobody listens on, and that nobody is given by chance."""
    found: list[int] = []
    for port in islice(_mine, len(PORTS) // LANES):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    pytest.fail(f"All ports from {PORTS.start} to {PORTS.stop - 1} are taken.", pytrace=False)


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return as soon as *process* listens on *port*; fail with its *log* if it does not."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    process.kill()
    process.wait()
    pytest.fail(f"The server did not start:\n{log.read_text() if log.exists() else ''}", pytrace=False)


def root_for(server: str) -> None:
    """Skip the test, or fail it if CI is set, unless root runs it: *server* starts as nobody else."""
    if os.geteuid() != 0:
        without(f"{server} is started by root only.")


def without(told: str) -> NoReturn:
    """Skip the test for what is *told* in one line, or fail it if CI is set."""
    if "CI" in os.environ:
        pytest.fail(told, pytrace=False)
    pytest.skip(told)
