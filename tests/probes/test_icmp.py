"""Echo requests to this machine, and to network namespaces of our own that lose them or do not allow them."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from networks import need_networks

from probes.icmp import IcmpProbe
from probes.probe import ProbeFailed
from probes.wire.echo import EchoRow, echo_socket
from results.records import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Desk

    Inside = Callable[..., dict[str, object]]

QUICK = IcmpProbe(packets=3, gap_seconds=0.02, wait_seconds=1)
COMMAND = Path(sys.executable).with_name("kaklet")
NO_RIGHTS = "setpriv --bounding-set=-all --inh-caps=-all"


@pytest.fixture
def allowed() -> None:
    """Skip the test where this machine may not send echo requests."""
    try:
        echo_socket("ipv4").close()
    except ProbeFailed as failed:
        pytest.skip(failed.detail)


@pytest.fixture
def inside() -> Inside:
    """Return a function that runs the probe in a network of its own, after a line of shell, and gives its record."""
    need_networks()
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is missing: install Debian's package util-linux.")

    def run(before: str, *, prefix: str = "") -> dict[str, object]:
        settings = "--set packets=5 --set gap_seconds=0.3 --set wait_seconds=0.5"
        script = f"ip link set lo up && {before} {prefix} {COMMAND} probe icmp icmp:127.0.0.1 --json {settings}"
        done = subprocess.run(["unshare", "-n", "sh", "-c", script], capture_output=True, check=False, timeout=60)
        assert done.stdout, done.stderr.decode()
        return json.loads(done.stdout)

    return run


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
async def test_all_come_back(desk: Desk, address: str) -> None:
    """A host that answers every packet is a success, with its round trips in order."""
    found = await desk.ask(QUICK, f"icmp:{address}")
    assert (found.failure, found.detail, found.address) == (None, "", address)
    metrics = found.metrics
    assert set(metrics) == {"sent", "received", "rtt_min_seconds", "rtt_median_seconds", "rtt_max_seconds"}
    assert (metrics["sent"], metrics["received"]) == (3, 3)
    assert 0 < metrics["rtt_min_seconds"] <= metrics["rtt_median_seconds"] <= metrics["rtt_max_seconds"] < 0.5


@pytest.mark.usefixtures("allowed")
async def test_packets_are_spaced(desk: Desk) -> None:
    """The packets leave one after the other, and the visit ends when the last has come back."""
    found = await desk.ask(IcmpProbe(packets=4, gap_seconds=0.1, wait_seconds=2), "icmp:127.0.0.1")
    assert 0.3 <= found.duration_seconds < 2


@pytest.mark.usefixtures("allowed")
async def test_name_is_resolved(desk: Desk) -> None:
    """A name is resolved first, and the record says how long that took and where it led."""
    found = await desk.ask(QUICK, "icmp:localhost")
    assert found.address == "127.0.0.1"
    assert found.metrics["resolve_seconds"] > 0


@pytest.mark.usefixtures("allowed")
async def test_ipv6(desk: Desk) -> None:
    """IPv6 is asked in its own protocol."""
    found = await desk.ask(IcmpProbe(packets=2, gap_seconds=0.02, family="ipv6"), "icmp:::1")
    assert (found.failure, found.address, found.metrics["received"]) == (None, "::1", 2)


@pytest.mark.usefixtures("allowed")
async def test_two_at_once(desk: Desk) -> None:
    """Visits to one host at the same time count their own packets only."""
    found = await asyncio.gather(*(desk.ask(QUICK, "icmp:127.0.0.1") for _ in range(5)))
    assert [one.metrics["received"] for one in found] == [3] * 5


@pytest.mark.usefixtures("allowed")
async def test_blocked_loop_does_not_show(desk: Desk) -> None:
    """While this process does something else, round trips are still the kernel's."""
    asyncio.get_running_loop().call_later(0.05, time.sleep, 0.3)
    found = await desk.ask(IcmpProbe(packets=30, gap_seconds=0.005, wait_seconds=1), "icmp:127.0.0.1")
    assert found.duration_seconds > 0.3
    assert found.metrics["rtt_max_seconds"] < 0.1


@pytest.mark.usefixtures("allowed")
async def test_late_packets_are_lost(desk: Desk) -> None:
    """A packet that takes longer than it may is lost, even if it comes."""
    found = await desk.ask(IcmpProbe(packets=2, gap_seconds=0.05, wait_seconds=1e-7), "icmp:127.0.0.1")
    assert found.failure is Failure.TIMEOUT
    assert found.metrics == {"sent": 2, "received": 0}


def test_all_lost(inside: Inside) -> None:
    """A host that answers nothing is a timeout, with what was sent and no round trip."""
    found = inside("echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all;")
    assert found["failure"] == "timeout"
    assert found["metrics"] == {"sent": 5, "received": 0}


def test_some_lost(inside: Inside) -> None:
    """A host that answers some packets is a success, with the loss recorded."""
    ignore = "/proc/sys/net/ipv4/icmp_echo_ignore_all"
    turns = (
        f"(while :; do echo 1 > {ignore}; sleep 0.3; echo 0 > {ignore}; sleep 0.3; done) >&- 2>&- & trap 'kill $!' 0;"
    )
    found = inside(turns)
    metrics = found["metrics"]
    assert found["failure"] is None
    assert metrics["sent"] == 5
    assert 1 <= metrics["received"] <= 4
    assert found["detail"] == f"{5 - metrics['received']} of 5 packets lost"


def test_without_any_right(inside: Inside) -> None:
    """Where neither kind of socket is allowed, the probe says what to do, and blames no target."""
    found = inside("", prefix=NO_RIGHTS)
    assert found["failure"] == "probe_fault"
    assert "net.ipv4.ping_group_range" in found["detail"]


def test_unprivileged_socket(inside: Inside) -> None:
    """Where the system allows it, echo requests need no rights at all."""
    found = inside("echo '0 65534' > /proc/sys/net/ipv4/ping_group_range;", prefix=NO_RIGHTS)
    assert (found["failure"], found["metrics"]["received"]) == (None, 5)
    assert found["metrics"]["rtt_max_seconds"] < 0.5


async def test_strange_replies_are_not_counted() -> None:
    """Requests, cut packets, others' replies and replies that come twice do not count as packets that came back."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        ours.settimeout(0)
        row = EchoRow("ipv4", 3)
        await row.send(ours, 0.001)
        sent = [theirs.recv(1000) for _ in range(3)]
        reply = b"\0" + sent[1][1:]
        for said in (sent[0], reply[:20], b"", reply[:-1] + b"?", reply[:6] + b"\xff\xff" + reply[8:], reply, reply):
            theirs.send(said)
        listening = asyncio.create_task(row.listen(ours))
        await asyncio.sleep(0.1)
        listening.cancel()
    assert len(row.times(5)) == 1
    assert row.clock == "process"  # sockets of this family know no stamps


@pytest.mark.parametrize(
    ("probe", "key"),
    [
        (IcmpProbe(packets=0), "packets"),
        (IcmpProbe(packets=101, gap_seconds=0.01), "packets"),
        (IcmpProbe(gap_seconds=0), "gap_seconds"),
        (IcmpProbe(wait_seconds=0), "wait_seconds"),
        (IcmpProbe(timeout_seconds=2.5), "timeout_seconds"),
    ],
)
def test_settings_that_mean_nothing(probe: IcmpProbe, key: str) -> None:
    """A setting that types let pass, but that cannot work, is named."""
    assert [named for named, _ in probe.mistakes()] == [key]
