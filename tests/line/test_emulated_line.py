"""A line of 50/10 Mbit/s with 20 ms each way and a queue of 100 ms, measured by us and by iperf3."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest
from real_servers import PATIENCE_SECONDS, debian, root_for, without

from results.records import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = str(Path(sys.executable).with_name("kaklet"))
RELAY = Path(__file__).with_name("relay.py")
DELAY_SECONDS = 0.02
HOME, SERVER = "10.213.77.1", "10.213.77.2"
SECONDS = 5
DOWN_MBIT, UP_MBIT = 50, 10


class Line(NamedTuple):
    """Two network namespaces with the line between them."""

    home: str
    far: str

    def at_home(self, *command: str) -> str:
        """Run *command* at the customer's end and return what it printed."""
        done = subprocess.run(
            ["ip", "netns", "exec", self.home, *command],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self, *command: str) -> Iterator[None]:
        """Run *command* at the far end until the block ends."""
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.far, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def ip(*words: str) -> None:
    """Run ip, which must do it."""
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """Lay the line."""
    debian("ip", "iproute2")
    root_for("An emulated line")
    if not Path("/dev/net/tun").exists():
        without("/dev/net/tun is missing: an emulated line needs it.")
    made = Line(f"kak-home-{os.getpid()}", f"kak-far-{os.getpid()}")
    devices = f"kh{os.getpid()}", f"kf{os.getpid()}"
    with ExitStack() as stack:
        for name in made:
            try:
                ip("netns", "add", name)
            except subprocess.CalledProcessError as error:
                without(f"no network namespaces here: {error.stderr.decode().strip()}")
            stack.callback(ip, "netns", "delete", name)
        relay = stack.enter_context(
            subprocess.Popen(
                [sys.executable, str(RELAY), *devices, str(DELAY_SECONDS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        )
        stack.callback(relay.kill)
        assert relay.stdout is not None
        assert relay.stdout.readline() == b"ready\n"
        ends = zip(made, devices, ((HOME, SERVER, UP_MBIT), (SERVER, HOME, DOWN_MBIT)), strict=True)
        for name, device, (ours, theirs, rate) in ends:
            ip("link", "set", device, "netns", name)
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "addr", "add", ours, "peer", theirs, "dev", device)
            ip("-n", name, "link", "set", device, "mtu", "1500", "txqueuelen", "5000", "up")
            shaped = f"tc -n {name} qdisc add dev {device} root tbf rate {rate}mbit burst 5kb latency 100ms"
            subprocess.run(shaped.split(), check=True, capture_output=True, timeout=PATIENCE_SECONDS)
        yield made


def referee(line: Line, *options: str) -> float:
    """Tell the bits a second that iperf3's receiver counts."""
    said = line.at_home("iperf3", "-c", SERVER, "-J", "-t", str(SECONDS), *options)
    return float(json.loads(said)["end"]["sum_received"]["bits_per_second"])


def test_a_line_is_measured_as_iperf3_measures_it(line: Line) -> None:
    """Download and upload within 5 % of iperf3's receiver, the minimum round trip within 2 ms of what it is."""
    debian("iperf3", "iperf3")
    with (
        line.serving("iperf3", "-s"),
        line.serving(COMMAND, "serve-ndt7", "--bind", SERVER, "--port", "8080"),
    ):
        wait_for_port(line, 8080)
        settings = ("--set", f"duration_seconds={SECONDS}")
        found = msgspec.json.decode(
            line.at_home(COMMAND, "probe", "ndt7", f"ws://{SERVER}:8080/", "--json", *settings), type=Observation
        )
        down, up = referee(line, "-R"), referee(line)
    assert (found.failure, found.address) == (None, SERVER)
    assert found.metrics["download_bits_per_second"] == pytest.approx(down, rel=0.05)
    assert found.metrics["upload_bits_per_second"] == pytest.approx(up, rel=0.05)
    assert found.metrics["minimum_rtt_seconds"] == pytest.approx(2 * DELAY_SECONDS, abs=0.002)
    assert found.metrics["device_ceiling_bits_per_second"] > found.metrics["download_bits_per_second"]
    carried = found.metrics["download_bytes"] + found.metrics["upload_bytes"]
    assert found.metrics["cross_traffic_bytes"] < 0.1 * carried


def wait_for_port(line: Line, port: int) -> None:
    """Return when somebody listens at the far end's *port*."""
    connecting = f"import socket; socket.create_connection(({SERVER!r}, {port}), 2)"
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        command = ["ip", "netns", "exec", line.home, sys.executable, "-S", "-c", connecting]
        if subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE_SECONDS).returncode == 0:
            return
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.1)
