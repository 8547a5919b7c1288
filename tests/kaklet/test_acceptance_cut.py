"""A network of its own: what a real daemon makes of a line that is cut, and of sites that lead inside."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from networks import network
from patience import wait_until
from small_study import control, provider, small_study, task

from kaklet.command_line import main
from kaklet.daemon import database
from results.keep import Store
from results.records import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Inside = Callable[..., list[str]]

KAKLET = [sys.executable, "-m", "kaklet"]
TESTS = Path(__file__).parent.parent
PUBLIC = ("8.8.8.8", "9.9.9.9", "1.1.1.1")
"""Addresses of the public Internet, which lead to this machine in a network that has nothing else."""
SERVING = """
import sys
from misbehaving import PAGE, Server, saying
inside = Server(saying(PAGE), address="0.0.0.0")
print(inside.port, flush=True)
for place in sys.argv[1:]:
    moved = f"HTTP/1.1 302 Found\\r\\nLocation: http://{place}:{inside.port}/\\r\\nContent-Length: 0\\r\\n\\r\\n"
    print(Server(saying(moved.encode()), address="0.0.0.0").port, flush=True)
sys.stdin.read(1)
print(inside.attempts, flush=True)
"""


def cut_study(port: int) -> str:
    """Return a study of two providers and an anchor at PUBLIC addresses, each asked by page and by port."""
    places = [{"site": f"http://{address}:{port}/", "port": f"tcp://{address}:{port}"} for address in PUBLIC]
    return small_study(
        task("page", "site", "http", every_seconds=1, timeout_seconds=0.25),
        task("port", "port", "tcp", every_seconds=1, timeout_seconds=0.25),
        provider("alpha", **places[0]),
        provider("beta", **places[1]),
        control("anchor", **places[2]),
    )


@pytest.fixture
def inside() -> Iterator[Inside]:
    """Return what makes a command run in a network of its own that knows the public addresses."""
    with network() as made:
        for address in PUBLIC:
            subprocess.run(made.within("ip", "addr", "add", f"{address}/32", "dev", "lo"), check=True)
        yield made.within


@pytest.fixture
def serving(inside: Inside) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return what starts servers there: a page, and a site that redirects to each of the places given."""
    started: list[subprocess.Popen[str]] = []

    def start(*places: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                inside(sys.executable, "-c", SERVING, *places),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={"PYTHONPATH": str(TESTS)},
            )
        )
        return started[-1]

    yield start
    for one in started:
        with one:
            one.kill()


def between_slots() -> None:
    """Wait until the visits of a slot are over and those of the next have not begun."""
    time.sleep((0.7 - time.time()) % 1)


# How a line can be cut: packets vanish, there is no route at all, or a router says that there is none.
def _each(command: str) -> str:
    return "".join(command.format(address) for address in PUBLIC)


CUTS = (
    _each("addr del {}/32 dev lo\n") + _each("route add {}/32 dev lo\n"),
    _each("route del {}/32 dev lo\n"),
    _each("route add unreachable {}/32\n"),
)
MENDED = _each("route del unreachable {}/32\n") + _each("addr add {}/32 dev lo\n")


def test_a_cut_line_is_void_and_nobody_is_down(
    inside: Inside, serving: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    """Note 8, with a real daemon: in whichever way its line is cut, all is void meanwhile and nothing is down."""
    servers = serving()
    assert servers.stdout is not None
    study = tmp_path / "study.toml"
    study.write_text(cut_study(int(servers.stdout.readline())), encoding="utf-8")
    said = tmp_path / "said.txt"
    with said.open("w") as out, subprocess.Popen(inside(*KAKLET, "run", str(study)), stdout=out, stderr=out) as daemon:
        try:
            wait_until(lambda: "Running" in said.read_text(), said.read_text)
            time.sleep(1.5)
            spans = []
            for steps in (*CUTS, MENDED):
                between_slots()
                spans.append(datetime.now(UTC))
                subprocess.run(inside("ip", "-batch", "-"), input=steps.encode(), check=True)
                time.sleep(0.5)
            time.sleep(2)
            daemon.terminate()
            assert daemon.wait(15) == 0, said.read_text()
        finally:
            daemon.kill()
    done = CliRunner().invoke(main, ["summary", str(study), "--json"])
    checks = [check for one in json.loads(done.stdout)["providers"] for check in one["checks"]]
    assert len(checks) == 4
    for check in checks:
        assert (check["down"], check["outages"], check["uptime"]) == (0, [], 1.0)
        assert check["void"] >= 2  # one slot for each cut, of which a busy machine may have missed one
        assert check["up"] >= 2
        assert check["coverage"] < 1
    with closing(Store.read(database(tmp_path / "data"))) as store:
        records = list(store.observations(spans[0], spans[-1]))
    seen = {one.failure for one in records if one.started_at}
    assert {Failure.TIMEOUT, Failure.PROBE_FAULT, Failure.UNREACHABLE} <= seen
    assert None not in seen


def test_a_public_site_cannot_lead_a_prober_inside(
    inside: Inside, serving: Callable[..., subprocess.Popen[str]]
) -> None:
    """Note 4, with the real command: sites on the Internet redirect to this machine, and nothing is sent here."""
    places = ("127.0.0.1", "[::ffff:7f00:1]")
    servers = serving(*places)
    assert servers.stdout is not None
    assert servers.stdin is not None
    _, *ports = (int(servers.stdout.readline()) for _ in range(1 + len(places)))
    for port in ports:
        command = inside(*KAKLET, "probe", "http", f"http://8.8.8.8:{port}/", "--json")
        found = json.loads(subprocess.run(command, capture_output=True, check=False, timeout=30).stdout)
        assert (found["failure"], len(found["hops"])) == ("private_address", 2)
    servers.stdin.write("x")
    servers.stdin.flush()
    assert servers.stdout.readline() == "0\n"
