"""A line of 50/10 Mbit/s with 20 ms each way and a queue of 100 ms, measured by us and by iperf3."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from emulated_line import SERVER, Line, laid
from real_servers import debian

from results.records import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.alone

COMMAND = str(Path(sys.executable).with_name("kaklet"))
DELAY_SECONDS = 0.02
SECONDS = 5
TRIES = 3


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """Lay the line."""
    with laid(down_mbit=50, up_mbit=10, delay_seconds=DELAY_SECONDS) as made:
        yield made


def referee(line: Line, *options: str) -> float:
    """Tell the bits a second that iperf3's receiver counts."""
    said = line.at_home("iperf3", "-c", SERVER, "-J", "-t", str(SECONDS), *options)
    return float(json.loads(said)["end"]["sum_received"]["bits_per_second"])


def measured(line: Line) -> tuple[Observation, float, float]:
    """Return what we tell of the line, and what iperf3 tells of it right after: down and up."""
    settings = ("--set", f"duration_seconds={SECONDS}")
    told = line.at_home(COMMAND, "probe", "ndt7", f"ws://{SERVER}:8080/", "--json", *settings)
    return msgspec.json.decode(told, type=Observation), referee(line, "-R"), referee(line)


def test_a_line_is_measured_as_iperf3_measures_it(line: Line) -> None:
    """
    Download and upload within 5 % of iperf3's receiver, the minimum round trip within 2 ms of what it is.

    The line itself is a program: where others took its processor in one of the two, both measure again.
    """
    debian("iperf3", "iperf3")
    with (
        line.serving("iperf3", "-s"),
        line.serving(COMMAND, "serve-ndt7", "--bind", SERVER, "--port", "8080"),
    ):
        line.wait_for_port(8080)
        for _ in range(TRIES):
            found, down, up = measured(line)
            if found.metrics["download_bits_per_second"] == pytest.approx(down, rel=0.05):
                break
    assert (found.failure, found.address) == (None, SERVER)
    assert found.metrics["download_bits_per_second"] == pytest.approx(down, rel=0.05)
    assert found.metrics["upload_bits_per_second"] == pytest.approx(up, rel=0.05)
    assert found.metrics["minimum_rtt_seconds"] == pytest.approx(2 * DELAY_SECONDS, abs=0.002)
    assert found.metrics["device_ceiling_bits_per_second"] > found.metrics["download_bits_per_second"]
    carried = found.metrics["download_bytes"] + found.metrics["upload_bytes"]
    assert found.metrics["cross_traffic_bytes"] < 0.1 * carried
