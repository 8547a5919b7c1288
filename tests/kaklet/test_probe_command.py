"""`kaklet probe`, as a person runs it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from serving import Pages, serving

from results.records import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = Path(sys.executable).with_name("kaklet")


def kaklet_probe(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command and return what it said."""
    return subprocess.run(
        [COMMAND, "probe", *arguments], capture_output=True, text=True, check=False, timeout=60, cwd=folder
    )


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Return a listener on loopback."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield server


@pytest.fixture
def target(listener: socket.socket) -> str:
    """Return the listener's address."""
    return f"tcp://127.0.0.1:{listener.getsockname()[1]}"


class _Page(Pages):
    def get(self) -> None:
        """Answer with a page."""
        self.give(b"Hello")


@pytest.fixture
def page() -> Iterator[str]:
    """Return the address of a page on loopback."""
    with serving(_Page) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


def test_one_line(target: str) -> None:
    """One question is one line of at most 80 columns."""
    done = kaklet_probe("tcp", target)
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    assert len(line) <= 80
    assert "  ok  " in line
    assert "127.0.0.1" in line
    assert "connect" in line


def test_page(page: str) -> None:
    """A page can be asked for with the settings of a study's task."""
    done = kaklet_probe("http", page, "--set", "contains=Hello", "--set", "expect_status=200")
    assert (done.returncode, done.stderr) == (0, "")
    assert "  ok  " in done.stdout
    assert len(done.stdout.rstrip("\n")) <= 80


def test_failure_is_data(page: str) -> None:
    """A target that fails is printed with its failure, and the command has done its work."""
    done = kaklet_probe("http", page, "--set", "contains=Goodbye")
    assert (done.returncode, done.stderr) == (0, "")
    assert "  unexpected_body  " in done.stdout


def test_json_is_an_observation(target: str) -> None:
    """As JSON, the line is the whole observation."""
    done = kaklet_probe("tcp", target, "--json")
    found = msgspec.json.decode(done.stdout, type=Observation)
    assert (found.kind, found.failure, found.target, found.address) == ("tcp", None, target, "127.0.0.1")
    assert found.metrics["connect_seconds"] > 0


def test_count_and_rate(target: str) -> None:
    """Several questions are asked at the rate that was given."""
    done = kaklet_probe("tcp", target, "--json", "--count", "6", "--rate", "10")
    starts = sorted(datetime.fromisoformat(json.loads(line)["started_at"]) for line in done.stdout.splitlines())
    assert len(starts) == 6
    assert 0.45 <= (starts[-1] - starts[0]).total_seconds() < 1.5


def test_slow_answers_do_not_slow_the_rate(listener: socket.socket) -> None:
    """A question does not wait for the one before it to be answered."""
    silent = f"tls://127.0.0.1:{listener.getsockname()[1]}"
    done = kaklet_probe("tls", silent, "--json", "--count", "5", "--rate", "20", "--set", "timeout_seconds=1.5")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    starts = sorted(datetime.fromisoformat(one["started_at"]) for one in found)
    assert [one["failure"] for one in found] == ["timeout"] * 5
    assert (starts[-1] - starts[0]).total_seconds() < 1.5


def test_nothing_is_stored(target: str, tmp_path: Path) -> None:
    """No file is left behind."""
    assert kaklet_probe("tcp", target, folder=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_probe_that_could_not_run() -> None:
    """A resolver that does not answer is our own trouble: exit code 1, with the sentence in full."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = f"127.0.0.1:{silent.getsockname()[1]}"
        settings = ("--set", f"resolver={resolver}", "--set", "timeout_seconds=0.3")
        done = kaklet_probe("dns", "dns:bjorkhost.example", *settings)
    assert done.returncode == 1
    assert "  resolver_silent  " in done.stdout
    assert done.stderr == "127.0.0.1: no answer in time\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("support_email", "mailto:support@bjorkhost.localhost"), "support_email writes to people"),
        (("support_form", "https://localhost/contact"), "support_form writes to people"),
        (("tcp", "https://localhost/"), "no target for tcp"),
        (("tcp", "localhost"), "no target for tcp"),
        (("tcp", "tcp://localhost"), "tcp://HOST:PORT"),
        (("tcp", "tcp://localhost:1", "--set", "timeout=3"), "did you mean timeout_seconds?"),
        (("tcp", "tcp://localhost:1", "--set", "timeout_seconds"), "write KEY=VALUE"),
        (("tcp", "tcp://localhost:1", "--set", "timeout_seconds=soon"), "must be a number"),
        (("tcp", "tcp://localhost:1", "--set", "timeout_seconds=0"), "must be more than 0"),
        (("tcp", "tcp://localhost:1", "--set", "timeout_seconds=inf"), "must be a finite number"),
        (("tls", "tls://localhost:1", "--set", "ca_file=/nowhere.pem"), "holds no certificates"),
        (("icmp", "icmp:127.0.0.1", "--set", "packets=0"), "must be between 1 and 100"),
        (("dns", "dns:bjorkhost.example", "--set", "record=PTR"), "must be one of: A, AAAA"),
        (("dns", "dns:bjorkhost.example", "--set", "expected=['x']"), "no A record"),
        (("tcp", "tcp://198.51.100.1:1", "--rate", "11"), "at most 10 times a second"),
        (("dns", "dns:bjorkhost.example", "--rate", "11"), "at most 10 times a second"),
    ],
)
def test_what_cannot_be_asked(arguments: tuple[str, ...], told: str) -> None:
    """What cannot be asked is refused in one sentence, before anything is sent."""
    done = kaklet_probe(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert told in done.stderr


def test_unknown_kind() -> None:
    """A kind that is not there is refused with those that are."""
    done = kaklet_probe("gopher", "gopher://localhost/")
    assert done.returncode == 2
    assert "icmp" in done.stderr


def test_help_fits() -> None:
    """The help fits 80 columns."""
    done = kaklet_probe("--help")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
