"""An outage of 40 s, from the daemon at home to the summary: found with its bounds and its cause."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from far_servers import ALL_SERVERS, SERVERS, FarServers, far_servers
from real_servers import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = str(Path(sys.executable).with_name("kaklet"))
PORT = 8007
OUTAGE_SECONDS = 40.0
SPACING = 0.5
STUDY = """
[study]
id = "lines"
title = {{ en = "Lines" }}
funding = {{ en = "Nobody pays." }}
agent = "home-1"
data = "data"

[rules]
minimum_samples = 1
minimum_questions = 1
answer_window_seconds = 60.0
criteria = []

[line_rules]
speed = ["speed"]
loss = ["echo"]
servers = ["echo"]

[[provider]]
id = "telco"
name = "Telco"

[[line_plan]]
id = "telco-100"
provider = "telco"
name = "Fibre 100"

[[line]]
agent = "home-1"
provider = "telco"
plan = "telco-100"

[[task]]
name = "echo"
target = "echo"
every_seconds = {every}
[task.probe]
kind = "loss"
spacing_seconds = {spacing}
duration_seconds = {duration}
timeout_seconds = {timeout}

[[task]]
name = "speed"
target = "speed"
every_seconds = 86400
probe = {{ kind = "ndt7", own_server = true }}

[[control]]
id = "ref"
target.speed = {{ url = "ws://127.0.0.1:9/" }}
"""
CONTROL = """
[[control]]
id = "ref-{number}"
target.echo = {{ url = "udp:{address}:{port}" }}
"""
COUNTED = """
table ip line {
  counter one { }
  counter two { }
  counter three { }
  chain forward {
    type filter hook forward priority 0;
    ip daddr 10.213.79.11 counter name one
    ip daddr 10.213.79.12 counter name two
    ip daddr 10.213.79.13 counter name three
  }
}
"""


@pytest.fixture
def line() -> Iterator[FarServers]:
    """Lay a line of 20 ms each way to three reflectors, whose packets the router counts."""
    with far_servers(0.02) as made:
        made.rules(COUNTED)
        serve = [COMMAND, "serve-echo", "--port", str(PORT)]
        with made.running(made.servers, *serve, *(word for one in SERVERS for word in ("--bind", one))):
            yield made


def every_seconds() -> float:
    """Choose an interval by which a slot begins in some seconds: nobody has time to wait for any other."""
    now = round(time.time() * 1_000)
    return next(
        every / 1_000 for every in range(33_000, 36_000) for at in range(now + 6_000, now + 11_000) if at % every == 0
    )


def packets(line: FarServers) -> tuple[int, ...]:
    """Tell how many packets have gone to each server."""
    return tuple(line.counted(name) for name in ("one", "two", "three"))


def wait_until_all_are_asked(line: FarServers) -> None:
    """Return when each server has had some packets."""
    until = time.monotonic() + 2 * PATIENCE_SECONDS
    while min(packets(line)) < 3:
        assert time.monotonic() < until, "the daemon asked nobody"
        time.sleep(0.2)


def wait_until_visits_are_over(line: FarServers) -> None:
    """Return when nothing has been sent for longer than a pause and the wait for the last reply."""
    until = time.monotonic() + 2 * PATIENCE_SECONDS
    before = None
    while (now := packets(line)) != before:
        assert time.monotonic() < until, "the visits do not end"
        before = now
        time.sleep(3)


def test_an_outage_of_40_seconds_is_told_with_its_bounds_and_its_cause(line: FarServers, tmp_path: Path) -> None:
    """It begins in one visit and ends in the next; the summary tells it to the pause between two packets."""
    file, every = tmp_path / "study.toml", every_seconds()
    study = STUDY.format(every=every, spacing=SPACING, duration=0.75 * every - 8.3, timeout=0.75 * every - 0.1)
    controls = (CONTROL.format(number=n, address=one, port=PORT) for n, one in enumerate(SERVERS, 1))
    file.write_text(study + "".join(controls), encoding="utf-8")
    with line.start(line.home, COMMAND, "run", str(file)) as daemon:
        try:
            wait_until_all_are_asked(line)
            with line.route("blackhole", ALL_SERVERS):
                began = datetime.now(UTC)
                time.sleep(OUTAGE_SECONDS)
                ended = datetime.now(UTC)
            wait_until_visits_are_over(line)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.communicate(timeout=PATIENCE_SECONDS)
    said = subprocess.run([COMMAND, "summary", str(file), "--json"], capture_output=True, check=True, timeout=120)
    (found,) = json.loads(said.stdout)["lines"]["lines"]
    (outage,) = [one for one in found["disconnections"] if one["cause"] == "line"]
    told = {name: datetime.fromisoformat(outage[name]) for name in ("last_good", "start", "last_lost", "end")}
    # What the commands take that cut and mend the line is not known, nor for how long the daemon stood still.
    pause = timedelta(seconds=1.5 * SPACING + 1)
    assert began - pause <= told["last_good"] < told["start"] <= began + pause
    assert ended - pause <= told["last_lost"] < told["end"] <= ended + pause
    assert outage["lasted_seconds"] == pytest.approx(OUTAGE_SECONDS, abs=pause.total_seconds())
    assert (outage["sign"], outage["provider"], outage["end"]) == ("silent", "", outage["first_good"])
    assert [one["cause"] for one in found["disconnections"]] == ["line"]
