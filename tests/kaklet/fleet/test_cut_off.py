"""Networks of their own: one of three vantage points loses its line, and the agents, broker and collector are real."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import time
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from guarded_broker import kaklet
from networks import network
from patience import PATIENCE_SECONDS, wait_until
from real_servers import debian, free_ports
from small_study import provider, small_study, task

from kaklet.command_line import main
from kaklet.daemon import database
from kaklet.fleet.folder import FleetFolder
from probes.probe import utc_now
from results.keep import Store, StoreError
from results.records import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from networks import Network

TESTS = Path(__file__).parents[2]
HERE, THERE = "10.213.0.1", "10.213.0.2"
"""The two ends of the line to the third vantage point: broker and providers are at the first."""
AGENTS = ("lund-1", "malmo-1", "ystad-1")
AWAY = "ystad-1"
KAKLET = (sys.executable, "-m", "kaklet")
GOOD, BAD, CUT_SECONDS = 2, 3, 4.2
PAGES = """
import sys
from misbehaving import PAGE, Server, saying
print(Server(saying(PAGE), address="0.0.0.0").port, flush=True)
sys.stdin.read(1)
"""


def cut_off_study(broker: int, page: int) -> str:
    """Return a study of two providers, whose broker and pages are HERE at these ports."""
    meeting = f"""[broker]
url = "mqtts://{HERE}:{broker}"
ca = "fleet/ca.crt"
certificate = "fleet/collector.crt"
key = "fleet/collector.key"
"""
    return small_study(
        meeting,
        task("page", "site", "http", every_seconds=1, timeout_seconds=0.4),
        provider("alpha", site=f"http://{HERE}:{page}/"),
        provider("beta", site=f"http://{HERE}:{page}/beta"),
        name="cut-off",
        agent="desk",
    )


class Networks:
    """One network for broker, providers, collector and two agents, another for the third, and a line between them."""

    def __init__(self, here: Network, there: Network) -> None:
        self.here, self.there = here.within, there.within
        for command in (
            self.here("ip", "link", "add", "line", "type", "veth", "peer", "name", "line", "netns", str(there.pid)),
            self.here("ip", "addr", "add", f"{HERE}/24", "dev", "line"),
            self.there("ip", "addr", "add", f"{THERE}/24", "dev", "line"),
            self.here("ip", "link", "set", "line", "up"),
            self.there("ip", "link", "set", "line", "up"),
        ):
            subprocess.run(command, check=True, capture_output=True)

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Let all that goes over the line vanish meanwhile."""
        subprocess.run(self.here("ip", "route", "add", "blackhole", f"{THERE}/32"), check=True)
        yield
        subprocess.run(self.here("ip", "route", "del", "blackhole", f"{THERE}/32"), check=True)


@pytest.fixture
def networks() -> Iterator[Networks]:
    """Make the networks, where only root may."""
    with network() as here, network() as there:
        try:
            made = Networks(here, there)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no line between two networks can be laid here: {error.stderr.decode().strip()}")
        yield made


@contextmanager
def running(command: list[str | Path], said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run *command* meanwhile; what it says goes to *said*."""
    with said.open("ab") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.kill()


def enrolled(study: Path) -> FleetFolder:
    """Begin the fleet of *study*, and carry to three agents what they need."""
    fleet = FleetFolder(study)
    kaklet("fleet", "init", study)
    kaklet("fleet", "broker", study)
    for agent in AGENTS:
        kaklet("fleet", "enrol", agent, "--config", study)
        with tarfile.open(fleet.agents / f"{agent}.tar") as packed:
            packed.extractall(study.parent, filter="data")
        file = study.parent / agent / "agent.toml"
        file.write_text(file.read_text().replace("# hold_seconds = 600", "hold_seconds = 0"))
    return fleet


def asked(study: Path, agent: str, start: datetime) -> list[Failure | None]:
    """List how the visits of *agent* to one provider ended, in slots from *start* on."""
    try:
        opened = Store.read(database(study.parent / "data"))
    except StoreError:  # the collector has not made it yet, or not all of it
        return []
    with closing(opened) as store:
        found = list(store.observations(start, start + timedelta(days=1)))
    return [one.failure for one in found if (one.agent, one.provider) == (agent, "alpha") and one.started_at]


def test_one_of_three_that_is_cut_off_disagrees(networks: Networks, tmp_path: Path) -> None:
    """Note 9, with real agents: its visits fail, it delivers that later, and nobody is down for it."""
    study, page = tmp_path / "study.toml", subprocess.PIPE
    command = networks.here(sys.executable, "-c", PAGES)
    with (
        subprocess.Popen(command, stdin=page, stdout=page, env={"PYTHONPATH": str(TESTS)}) as pages,
        ExitStack() as stack,
    ):
        stack.callback(pages.kill)
        assert pages.stdout is not None
        port = int(pages.stdout.readline())
        study.write_text(cut_off_study(free_ports(1)[0], port), encoding="utf-8")
        fleet = enrolled(study)
        broker = networks.here(debian("mosquitto", "mosquitto"), "-c", fleet.broker / "mosquitto.conf")
        stack.enter_context(running(broker, tmp_path / "broker.log"))
        stack.enter_context(running(networks.here(*KAKLET, "collect", study), tmp_path / "collector.log"))
        agents = []
        for agent in AGENTS:
            place = networks.there if agent == AWAY else networks.here
            measuring = running(place(*KAKLET, "agent", tmp_path / agent / "agent.toml"), tmp_path / f"{agent}.log")
            agents.append(stack.enter_context(measuring))

        def logs() -> str:
            return "\n".join(f"--- {file.name}\n{file.read_text()}" for file in sorted(tmp_path.glob("*.log")))

        began = utc_now()
        wait_until(lambda: all(asked(study, agent, began).count(None) >= GOOD for agent in AGENTS), logs)
        with networks.cut():
            cut = utc_now()
            time.sleep(CUT_SECONDS)
        wait_until(lambda: asked(study, AWAY, cut).count(Failure.TIMEOUT) >= BAD, logs)
        wait_until(lambda: None in asked(study, AWAY, cut), logs)
        for one in agents:
            one.terminate()
        assert [one.wait(PATIENCE_SECONDS) for one in agents] == [0, 0, 0], logs()
    done = CliRunner().invoke(main, ["summary", str(study), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    for check in (check for one in found["providers"] for check in one["checks"]):
        assert (check["down"], check["outages"]) == (0, [])
        assert check["disagree"] >= BAD - 1  # of one slot the others may have been late
    assert [one["lost"] for one in found["agents"]] == [0, 0, 0]
