"""What all servers of Debian's that the tests run have in common: being there, a free port, and having started."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest

PATIENCE_SECONDS = 30.0
"""How long a server may take to start, on a busy machine."""


def debian(binary: str, package: str) -> str:
    """Return the path of *binary*; where it is missing, skip the test, or fail it if CI is set."""
    found = shutil.which(binary, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        without(f"{binary} is missing: install Debian's package {package}.")
    return found


def free_ports(count: int) -> list[int]:
    """Return *count* different ports of 127.0.0.1 that nobody listens on."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


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
