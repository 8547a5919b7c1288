"""Loss, jitter and outages on an emulated line, held against the router's own counters and against fping."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from far_servers import ALL_SERVERS, SERVERS, FarServers, far_servers
from real_servers import PATIENCE_SECONDS, debian

from results.judge.line.disconnections import Cause, Sign, disconnections
from results.records import Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

COMMAND = str(Path(sys.executable).with_name("kaklet"))
ASK_ALL = str(Path(__file__).with_name("ask_all.py"))
DELAY = 0.02
PORT = 8007
RANDOM_LOSS = """
table ip line {
  counter echo { }
  counter ping { }
  chain forward {
    type filter hook forward priority 0;
    udp dport 8007 numgen random mod 100 < 4 counter name echo drop
    icmp type echo-request numgen random mod 100 < 4 counter name ping drop
  }
}
"""
SETTINGS = {"spacing_seconds": 0.1, "timeout_seconds": 90.0}


@pytest.fixture(scope="module")
def line() -> Iterator[FarServers]:
    """Lay a line of 20 ms each way to three reflectors."""
    with far_servers(DELAY) as made:
        serve = [COMMAND, "serve-echo", "--port", str(PORT)]
        with made.running(made.servers, *serve, *(word for one in SERVERS for word in ("--bind", one))):
            yield made


def ask(line: FarServers, *urls: str, **settings: float) -> subprocess.Popen[bytes]:
    """Begin to ask *urls* at once from the house."""
    words = msgspec.json.encode({**SETTINGS, **settings}).decode()
    process = line.start(line.home, sys.executable, ASK_ALL, words, *urls)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    return process


def told(process: subprocess.Popen[bytes]) -> list[Observation]:
    """Wait for what was observed."""
    with process:
        said, _ = process.communicate(timeout=2 * PATIENCE_SECONDS)
    return [msgspec.json.decode(one, type=Observation) for one in said.splitlines()]


def test_loss_is_what_the_router_dropped(line: FarServers) -> None:
    """To the packet, over UDP; so is fping's beside it, and the round trips are within 2 ms of its."""
    debian("fping", "fping")
    line.rules(RANDOM_LOSS)
    try:
        asked = ask(line, f"udp:{SERVERS[0]}:{PORT}", duration_seconds=6, spacing_seconds=0.025)
        # Without -t, fping calls lost what takes longer than its period.
        ping = ["fping", "-q", "-c", "180", "-p", "25", "-t", "2000", SERVERS[0]]
        with line.start(line.home, *ping, stderr=subprocess.PIPE) as referee:
            _, words = referee.communicate(timeout=PATIENCE_SECONDS)
        (found,) = told(asked)
        dropped, pings_dropped = line.counted("echo"), line.counted("ping")
    finally:
        line.rules("delete table ip line")
    sent, came, fastest = re.search(r"= (\d+)/(\d+)/.*= ([\d.]+)/", words.decode()).groups()  # type: ignore[union-attr]
    assert int(sent) - int(came) == pings_dropped
    assert found.metrics["sent"] - found.metrics["received"] == dropped > 0
    assert found.metrics["late"] == found.metrics["duplicates"] == found.metrics["unsent"] == 0
    assert found.metrics["rtt_min_seconds"] == pytest.approx(float(fastest) / 1_000, abs=0.002)
    assert found.metrics["rtt_min_seconds"] == pytest.approx(2 * DELAY, abs=0.002)
    assert found.clock == "kernel"


def test_jitter_is_that_of_the_line() -> None:
    """Every other packet takes 30 ms longer on its way out: so much is between each and the one before it."""
    with far_servers(DELAY, (0.0, 0.03)) as line:
        serve = (COMMAND, "serve-echo", "--port", str(PORT), "--bind", SERVERS[0])
        with line.running(line.servers, *serve):
            (found,) = told(ask(line, f"udp:{SERVERS[0]}:{PORT}", duration_seconds=4))
    assert found.metrics["received"] == found.metrics["sent"] > 20
    assert found.metrics["jitter_seconds"] == pytest.approx(0.03, abs=0.004)


def test_each_outage_is_told_as_what_it_is(line: FarServers) -> None:
    """A blackhole, a router's word, a link down or unplugged, a server away: the bounds and the cause of each."""
    steps: list[tuple[Callable[[], AbstractContextManager[None]], Cause, Sign]] = [
        (lambda: line.route("blackhole", ALL_SERVERS), Cause.LINE, Sign.SILENT),
        (lambda: line.route("unreachable", ALL_SERVERS), Cause.LINE, Sign.UNREACHABLE),
        (line.link_down, Cause.HOUSE, Sign.NOT_SENT),
        (line.unplugged, Cause.HOUSE, Sign.NOT_SENT),
        (lambda: line.route("blackhole", SERVERS[1]), Cause.SERVER, Sign.SILENT),
    ]
    asked = ask(line, *(f"udp:{one}:{PORT}" for one in SERVERS), duration_seconds=20)
    happened = []
    for outage, cause, sign in steps:
        time.sleep(1.2)
        began = datetime.now(UTC)
        with outage():
            begun = datetime.now(UTC)
            time.sleep(1.5)
            ends = datetime.now(UTC)
        happened.append((cause, sign, began, begun, ends, datetime.now(UTC)))
    samples = told(asked)
    found = disconnections(samples, {"echo": timedelta(minutes=1)})
    assert [(one.cause, one.sign) for one in found] == [(cause, sign) for cause, sign, *_ in happened]
    gap = timedelta(seconds=max(one.metrics["longest_gap_seconds"] for one in samples) + 2 * DELAY + 0.005)
    for one, (_, _, began, begun, ends, ended) in zip(found, happened, strict=True):
        assert began - gap <= one.start <= begun + gap
        assert ends - gap <= one.end <= ended + gap
    assert found[-1].provider == f"udp:{SERVERS[1]}:{PORT}"
