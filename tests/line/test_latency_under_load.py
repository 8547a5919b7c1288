"""Latency under load on a line of 20/5 Mbit/s with 20 ms each way and queues of 100 ms, held against fping's."""

from __future__ import annotations

import re
import statistics
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
import trustme
from emulated_line import SERVER, Line, laid
from real_servers import debian

from results.records import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.alone

COMMAND = str(Path(sys.executable).with_name("kaklet"))
ROUND_TRIP = 0.04
QUEUE = 0.1
TRIES = 3
DOWN_MBIT, UP_MBIT = 20, 5
BUSY = 0.03
"""What a busy machine, at both ends and in the relay, adds to a figure here at most, by its median or trimmed mean."""
PORT = 4043


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """Lay the line, on which all send by cubic: it fills a queue, which others do not."""
    debian("iperf3", "iperf3")
    debian("fping", "fping")
    with laid(
        down_mbit=DOWN_MBIT, up_mbit=UP_MBIT, delay_seconds=ROUND_TRIP / 2, pacing="cubic", modem_seconds=QUEUE
    ) as made:
        yield made


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for the far end, and return the folder of it and of who gave it."""
    folder = tmp_path_factory.mktemp("certificates")
    made = trustme.CA()
    made.cert_pem.write_to_path(str(folder / "ca.pem"))
    made.issue_cert(SERVER).private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    return folder


def pings(line: Line, *load: str) -> float:
    """Tell the median round trip by fping, in seconds, while *load* runs at home; its first second is not counted."""
    with ExitStack() as stack:
        if load:
            stack.callback(stack.enter_context(line.begin_at_home(*load)).terminate)
        # -t: by itself it takes a reply that is later than the period for lost.
        fping = line.begin_at_home("fping", "-C", "20", "-p", "120", "-t", "2000", "-q", SERVER)
        _, said = fping.communicate(timeout=60)
    times = [float(one) for one in said.strip().rpartition(":")[2].split()[8:] if one != "-"]
    return statistics.median(times) / 1_000


def ask(line: Line, kind: str, url: str, *settings: str) -> Observation:
    """Run a probe at home."""
    options = [word for one in settings for word in ("--set", one)]
    return msgspec.json.decode(line.at_home(COMMAND, "probe", kind, url, "--json", *options), type=Observation)


@contextmanager
def served(line: Line, authority: Path) -> Iterator[None]:
    """Serve responsiveness at the far end."""
    place = ("--bind", SERVER, "--port", str(PORT), "--certificate", str(authority / "server.pem"))
    with line.serving(COMMAND, "serve-responsiveness", *place):
        line.wait_for_port(PORT)
        yield


def test_latency_without_load_and_under_it_is_fping_s(line: Line, authority: Path) -> None:
    """
    Without load it is the line's. Under load a new connection sees what fping sees beside iperf3.

    What is lost is sent again, which fping does not wait for: so the bound above is wide, and the one below is not.
    """
    with line.serving("iperf3", "-s"), served(line, authority):
        idle = pings(line)
        loaded = {
            "download": pings(line, "iperf3", "-c", SERVER, "-R", "-P", "4", "-t", "30"),
            "upload": pings(line, "iperf3", "-c", SERVER, "-P", "4", "-t", "30"),
        }
        url, ca = f"https://{SERVER}:{PORT}/", f'ca_file="{authority / "ca.pem"}"'
        found = ask(line, "responsiveness", url, ca, "direction_seconds=5", "interval_seconds=0.4", "ceiling_seconds=0")
    metrics = found.metrics
    assert (found.failure, found.clock) == (None, "kernel")
    assert "congestion_server=cubic; congestion_client=cubic" in found.detail
    assert idle == pytest.approx(ROUND_TRIP, abs=BUSY)
    assert metrics["idle_http_seconds"] == pytest.approx(ROUND_TRIP, abs=BUSY)
    for way, mbit in (("download", DOWN_MBIT), ("upload", UP_MBIT)):
        foreign, own = metrics[f"{way}_foreign_seconds"], metrics[f"{way}_loaded_seconds"]
        assert loaded[way] > ROUND_TRIP + QUEUE / 4
        assert 0.7 * loaded[way] < foreign < 4 * loaded[way]
        assert 0.7 * loaded[way] < own < 10 * loaded[way]
        assert metrics[f"{way}_rpm"] == pytest.approx((60 / foreign + 60 / own) / 2, rel=0.01)
        assert 0.75 * mbit < metrics[f"{way}_bits_per_second"] / 1e6 < 1.02 * mbit
        assert metrics[f"{way}_connections"] > 4
    carried = sum(hop.metrics["content_bytes"] for hop in found.hops)
    assert metrics["cross_traffic_bytes"] < 0.1 * carried


def test_ndt7_sees_the_queue_that_a_ping_sees(line: Line) -> None:
    """The server's smoothed round trip under load is that of pings at the same time, and not the least one."""
    ndt7 = ("serve-ndt7", "--bind", SERVER, "--port", "8080", "--congestion-control", "cubic")
    with line.serving(COMMAND, *ndt7):
        line.wait_for_port(8080)
        for _ in range(TRIES):
            fping = line.begin_at_home("fping", "-l", "-D", "-p", "100", "-t", "2000", SERVER)
            found = ask(line, "ndt7", f"ws://{SERVER}:8080/", "duration_seconds=4", "ceiling_seconds=0")
            fping.terminate()
            told, _ = fping.communicate(timeout=60)
            # Where others took the server's processor it looked too seldom, which is told by leaving the figure out.
            if "loaded_rtt_seconds" in found.metrics:
                break
    metrics = found.metrics
    ended = found.started_at.timestamp() + found.duration_seconds - metrics["upload_seconds"]
    seen = [(float(at), float(ms) / 1_000) for at, ms in re.findall(r"\[([\d.]+)\].*?, ([\d.]+) ms", told)]
    meanwhile = [rtt for at, rtt in seen if ended - metrics["download_seconds"] / 2 < at < ended - 0.3]
    assert len(meanwhile) > 10
    assert metrics["loaded_rtt_seconds"] == pytest.approx(statistics.median(meanwhile), rel=0.35)
    assert metrics["loaded_rtt_seconds"] > metrics["minimum_rtt_seconds"] + QUEUE / 4
    assert metrics["minimum_rtt_seconds"] == pytest.approx(ROUND_TRIP, abs=0.005)
