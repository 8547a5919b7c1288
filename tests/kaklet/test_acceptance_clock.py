"""The machine's clock is set while a study runs (an injected one: never this machine's), from scheduling to summary."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from misbehaving import PAGE, Server, request

from kaklet.command_line import main
from kaklet.config import load
from kaklet.daemon import database, evidence
from probes.probe import Tools
from probes.wire.clock import Clock
from probes.wire.kernel import read_stamped
from results.keep import EvidenceFolder, Store, Writer
from results.records import Failure, Heartbeat, Session
from scheduler import Timetable

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

HOUR = timedelta(hours=1)
EVERY = timedelta(seconds=1)
YEARS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Hands:
    """A wall clock that can be set: the machine's, and so much more."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) + self.ahead

    def clock(self) -> Clock:
        """Return what watches it during a sample."""
        return Clock(lambda: time.time_ns() + round(self.ahead.total_seconds() * 1e9), time.monotonic_ns)

    def read_stamped(self, sock: socket.socket, most: int) -> tuple[bytes, int | None]:
        """Receive, with the kernel's stamp by this clock."""
        data, at = read_stamped(sock, most)
        return data, None if at is None else at + round(self.ahead.total_seconds() * 1e9)


@pytest.fixture
def site() -> Iterator[Server]:
    """Serve a page that takes 0.1 s."""

    def talk(taken: socket.socket) -> None:
        request(taken)
        time.sleep(0.1)
        taken.sendall(PAGE)

    server = Server(talk)
    yield server
    server.close()


@pytest.fixture
def pointed(study: Path, site: Server) -> Path:
    """Return a study that asks the site."""
    text = study.read_text(encoding="utf-8")
    page = text.rpartition("127.0.0.1:")[2].partition("/")[0]
    text = text.replace("every_seconds = 0.5", "every_seconds = 1")
    text = text.replace("timeout_seconds = 0.3", "timeout_seconds = 0.7")
    study.write_text(text.replace(page, str(site.port)), encoding="utf-8")
    return study


async def run(study: Path, site: Server, hands: Hands, step: timedelta) -> None:
    """Measure for a while, set the clock while a question is under way, and measure on."""
    loaded = load(study)
    data = study.with_name("data")
    data.mkdir()
    writer = Writer(database(data), give_up=lambda _: None)
    writer.start()
    writer.keep(Session(id="one", agent="here", started_at=hands.now(), software="0", config_sha256="0", boot_id=""))
    tools = Tools(sink=writer, evidence=EvidenceFolder(evidence(data)), post=None)
    timetable = Timetable(loaded.study.series(), tools, agent="here", session="one", seed="clock", now=hands.now)
    timetable.start()
    await asyncio.sleep(1.2)
    asked = site.attempts
    for _ in range(1_000):
        await asyncio.sleep(0.005)
        if site.attempts > asked:
            break
    hands.ahead = step
    await asyncio.sleep(2.5)
    await timetable.stop(5)
    # As the daemon's last sign of life once the clock has caught up with all that was recorded.
    writer.keep(Heartbeat(session="one", at=max(hands.now(), datetime.now(UTC)) + EVERY, ended=True))
    await writer.settled()
    await asyncio.to_thread(writer.stop)


@pytest.mark.parametrize("step", [HOUR, -HOUR], ids=["forward", "back"])
async def test_a_clock_that_is_set_costs_coverage_alone(
    pointed: Path, site: Server, monkeypatch: pytest.MonkeyPatch, step: timedelta
) -> None:
    """Note 6: no duration below 0, no share above 1, no slot twice; what was under way is void, and nothing is down."""
    hands = Hands()
    monkeypatch.setattr("probes.http.Clock", hands.clock)
    monkeypatch.setattr("probes.wire.connection.read_stamped", hands.read_stamped)
    await run(pointed, site, hands, step)
    with closing(Store.read(database(pointed.with_name("data")))) as store:
        found = list(store.observations(*YEARS))
    assert max(Counter(one.slot for one in found).values()) == 1
    assert all((one.duration_seconds or 0) >= 0 for one in found)
    assert all(value >= 0 for one in found for value in one.metrics.values())
    assert sum(one.failure is Failure.CLOCK_STEPPED for one in found) == 1
    assert sum(one.failure is None for one in found) >= 1
    first, last = min(one.slot for one in found), max(one.slot for one in found) + EVERY
    period = ["--from", first.isoformat(), "--to", last.isoformat()]
    done = CliRunner().invoke(main, ["summary", str(pointed), "--json", *period])
    assert done.exit_code == 0, done.output
    (check,) = json.loads(done.stdout)["providers"][0]["checks"]
    assert (check["down"], check["outages"], check["uptime"], check["void"]) == (0, [], 1.0, 1)
    assert 0 < check["coverage"] < 1
    assert check["due"] == (last - first) / EVERY
    assert check["measured"] + check["missed"] + check["void"] == check["due"]
