"""The world in a process of its own, as the demo starts it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Plan

    Process = subprocess.Popen[bytes]


@pytest.fixture
def process() -> Iterator[Process]:
    """Yield a started process that waits for its plan; it is killed if the test leaves it running."""
    command = [sys.executable, "-W", "error", "-m", "kaklet.demo.process"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as running:
        yield running
        running.kill()


def give(process: Process, plan: bytes) -> None:
    """Write *plan* as one line to the process, and keep its standard input open."""
    assert process.stdin is not None
    process.stdin.write(plan + b"\n")
    process.stdin.flush()


def first_line(process: Process) -> bytes:
    """Return the first line that the process says."""
    assert process.stdout is not None
    return process.stdout.readline()


def end_of(process: Process) -> tuple[int, bytes]:
    """Return the exit code and what was said on standard error."""
    _, errors = process.communicate(timeout=5)
    return process.returncode, errors


def test_it_ends_on_sigterm(process: Process, plan_at: Plan) -> None:
    """It says that it is ready, and ends silently with code 0 when told to."""
    give(process, msgspec.json.encode(plan_at(1.0)))
    assert first_line(process) == b"ready\n"
    process.send_signal(signal.SIGTERM)
    assert end_of(process) == (0, b"")


def test_it_ends_when_its_parent_is_gone(process: Process, plan_at: Plan) -> None:
    """It ends silently with code 0 when its standard input is closed."""
    give(process, msgspec.json.encode(plan_at(1.0)))
    assert first_line(process) == b"ready\n"
    assert end_of(process) == (0, b"")


def test_a_taken_port_is_one_sentence(process: Process, plan_at: Plan) -> None:
    """A port in use gives code 1 and the sentence that says what to do."""
    plan = plan_at(1.0)
    port = int(plan.mail_exchanger.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)):
        give(process, msgspec.json.encode(plan))
        code, errors = end_of(process)
    assert code == 1
    assert errors.decode() == (
        f"Port {port} on 127.0.0.1 is in use: stop what uses it, "
        "or change the address of the study's mail exchanger in config.toml.\n"
    )


def test_a_plan_that_is_none_is_one_sentence(process: Process) -> None:
    """What is not a plan gives code 1 and one sentence."""
    give(process, b'{"premises": 3}')
    code, errors = end_of(process)
    assert code == 1
    assert errors.startswith(b"Give the plan of the demo world as one line of JSON: ")
    assert errors.count(b"\n") == 1
