"""A real daemon let loose on servers that misbehave in every way: its records, and what the summary makes of them."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import trustme
from click.testing import CliRunner
from misbehaving import (
    OK,
    PAGE,
    Server,
    bomb,
    challenge,
    drip,
    endless,
    hang_up,
    saying,
    stalling,
)
from patience import wait_until
from small_study import provider, small_study, task

from kaklet.command_line import main
from kaklet.daemon import database
from results.keep import Store

if TYPE_CHECKING:
    from results.records import Observation

KAKLET = [sys.executable, "-m", "kaklet"]
SLOTS = 3
OVER = SLOTS - 1
"""So many are over at least when the summary is made."""


class World(NamedTuple):
    """What came of it."""

    checks: dict[str, dict[str, dict[str, Any]]]
    """Of the summary: by provider and task."""
    records: list[Observation]
    attempts: dict[str, int]
    """Connections that the server of each provider took."""

    def of(self, provider: str, task: str = "page") -> list[Observation]:
        """List the records of visits to *provider*."""
        return [one for one in self.records if (one.provider, one.task) == (provider, task) and one.started_at]


def papers(folder: Path) -> dict[str, ssl.SSLContext]:
    """Make an authority (ca.pem in *folder*) and a server's context for each sort of certificate."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    now = datetime.now(UTC)
    child = authority.create_child_ca().issue_cert("localhost")
    alone = folder / "alone.pem"
    alone.write_bytes(child.private_key_pem.bytes() + child.cert_chain_pems[0].bytes())
    lone = trustme.CA()
    own = folder / "own.pem"
    own.write_bytes(lone.private_key_pem.bytes() + lone.cert_pem.bytes())
    contexts = {}
    for name, file, leaf in (
        ("secure", None, authority.issue_cert("localhost")),
        ("wrong-name", None, authority.issue_cert("elsewhere.example")),
        ("expired", None, authority.issue_cert("localhost", not_before=now - 9 * DAY, not_after=now - DAY)),
        ("self-signed", own, None),
        ("missing-intermediate", alone, None),
    ):
        contexts[name] = context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if leaf is not None:
            leaf.configure_cert(context)
        else:
            context.load_cert_chain(file)
    return contexts


DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Run a daemon for three slots before all of the servers."""
    folder = tmp_path_factory.mktemp("world")
    talks = {
        "good": saying(PAGE),
        "closer": hang_up,
        "hasty": saying(b""),
        "mute": stalling(),
        "half-header": stalling(OK + b"Content-"),
        "half-body": stalling(OK + b"Content-Length: 9\r\n\r\nhalf"),
        "drip": drip,
        "endless": endless,
        "bomb": bomb,
        "loop": saying(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
        "error": saying(b"HTTP/1.1 500 Oh\r\nContent-Length: 8\r\n\r\nthe page"),
        "challenge": challenge,
    }
    servers = {name: Server(talk) for name, talk in talks.items()}
    contexts = papers(folder)
    servers |= {name: Server(saying(PAGE), context=context) for name, context in contexts.items()}
    servers["mute-tls"] = Server(stalling())
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    fillers = [socket.create_connection(full.getsockname())]
    urls = {
        name: f"http{'s' if name in contexts or name == 'mute-tls' else ''}://localhost:{server.port}/"
        for name, server in servers.items()
    }
    urls["full"] = f"http://127.0.0.1:{full.getsockname()[1]}/"
    study = folder / "study.toml"
    study.write_text(world_study(urls, ca_file=f"{folder}/ca.pem"), encoding="utf-8")
    with (folder / "said.txt").open("w") as said:
        daemon = subprocess.Popen([*KAKLET, "run", study], stderr=said, stdout=said)
    try:
        wait_for_slots(folder, daemon)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0, (folder / "said.txt").read_text()
        done = CliRunner().invoke(main, ["summary", str(study), "--json"])
    finally:
        daemon.kill()
        daemon.wait()
        for server in servers.values():
            server.close()
        for filler in (*fillers, full):
            filler.close()
    told = json.loads(done.stdout)["providers"]
    checks = {one["id"]: {check["task"]: check for check in one["checks"]} for one in told}
    return World(checks, read(folder), {name: server.attempts for name, server in servers.items()})


def world_study(urls: dict[str, str], *, ca_file: str) -> str:
    """Return a study of a provider at each of *urls*, of which the good one is asked over IPv6 too."""
    particular: dict[str, Any] = {"max_redirects": 2, "max_body_bytes": 100_000, "contains": "the page"}
    asked = {"every_seconds": 2, "timeout_seconds": 0.7, "ca_file": ca_file}
    return small_study(
        task("page", "site", "http", **asked, **particular),
        task("page6", "site6", "http", **asked, family="ipv6"),
        *(provider(name, site=url, **({"site6": url} if name == "good" else {})) for name, url in urls.items()),
    )


def read(folder: Path) -> list[Observation]:
    """Read all records."""
    if "Running" not in (folder / "said.txt").read_text():
        return []
    with closing(Store.read(database(folder / "data"))) as store:
        return list(store.observations(datetime(2020, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)))


def wait_for_slots(folder: Path, daemon: subprocess.Popen[bytes]) -> None:
    """Wait until the good page has been asked for in enough slots, and all visits of the last one are over."""
    said = folder / "said.txt"

    def seen() -> bool:
        assert daemon.poll() is None, said.read_text()
        good = [one for one in read(folder) if (one.provider, one.task) == ("good", "page") and not one.failure]
        return len(good) >= SLOTS

    wait_until(seen, said.read_text)
    time.sleep(1.3)  # a fifth of the interval is for the others' starts, then the timeout


CAUSES = {
    "closer": "connection_closed",
    "hasty": "connection_closed",
    "mute": "timeout",
    "mute-tls": "timeout",
    "full": "timeout",
    "half-header": "timeout",
    "half-body": "timeout",
    "drip": "timeout",
    "endless": "too_large",
    "bomb": "too_large",
    "loop": "too_many_redirects",
    "error": "unexpected_status",
    "expired": "certificate_invalid",
    "wrong-name": "certificate_invalid",
    "self-signed": "certificate_invalid",
    "missing-intermediate": "certificate_invalid",
}


@pytest.mark.parametrize("provider", CAUSES)
def test_a_target_that_misbehaves_is_down_for_its_own_reason(world: World, provider: str) -> None:
    """All that it was asked is downtime, in one outage whose cause is what it did."""
    check = world.checks[provider]["page"]
    assert check["down"] >= OVER
    assert (check["up"], check["blocked"], check["uptime"]) == (0, 0, 0.0)
    assert {outage["cause"] for outage in check["outages"]} == {CAUSES[provider]}
    assert check["downtime_seconds"] == 2 * check["down"]


@pytest.mark.parametrize("provider", ["good", "secure"])
def test_a_good_target_beside_them_is_up(world: World, provider: str) -> None:
    """None of them harms those that behave, by a figure or by time."""
    check = world.checks[provider]["page"]
    assert (check["down"], check["uptime"], check["outages"]) == (0, 1.0, [])
    assert check["latency_seconds"]["p95"] < 0.5


@pytest.mark.parametrize("provider", ["closer", "hasty", "good", "error", "expired"])
def test_each_scheduled_sample_is_one_attempt_on_the_wire(world: World, provider: str) -> None:
    """However it ended, the server was connected to once for each record, and never again in secret."""
    assert world.attempts[provider] == len(world.of(provider)) >= SLOTS


def test_redirects_are_followed_to_the_limit_and_no_further(world: World) -> None:
    """Two redirects allowed are three connections a visit."""
    assert world.attempts["loop"] == 3 * len(world.of("loop"))


PHASES = ("connect_seconds", "tls_seconds", "ttfb_seconds", "transfer_seconds", "total_seconds")


@pytest.mark.parametrize(
    ("provider", "phase", "reached"),
    [
        ("full", "connecting", set()),
        ("mute-tls", "shaking hands over TLS", {"connect_seconds"}),
        ("mute", "waiting for the answer", {"connect_seconds"}),
        ("half-header", "waiting for the answer", {"connect_seconds"}),
        ("half-body", "reading the body", {"connect_seconds", "ttfb_seconds"}),
        ("drip", "reading the body", {"connect_seconds", "ttfb_seconds"}),
    ],
)
def test_a_stall_names_its_phase_and_later_ones_are_absent(
    world: World, provider: str, phase: str, reached: set[str]
) -> None:
    """The record says in which phase the time ran out, and has no figure for what was not reached, not even 0."""
    found = world.of(provider)
    assert {one.detail for one in found} == {f"nothing within 0.7 s, while {phase}"}
    assert all(reached == set(one.metrics) & set(PHASES) for one in found)


def test_a_challenge_is_blocked(world: World) -> None:
    """A page that asks whether the visitor is a person is neither up nor down, and lowers the coverage."""
    check = world.checks["challenge"]["page"]
    assert check["blocked"] >= OVER
    assert (check["down"], check["up"], check["uptime"], check["coverage"]) == (0, 0, None, 0.0)


def test_dead_ipv6_is_down_and_ipv4_of_the_same_host_is_up(world: World) -> None:
    """A server that listens on IPv4 alone: two series, of which one is down."""
    checks = world.checks["good"]
    assert (checks["page"]["uptime"], checks["page6"]["uptime"]) == (1.0, 0.0)
    assert checks["page6"]["down"] >= OVER
    assert not any(one.address == "127.0.0.1" for one in world.of("good", "page6"))


def test_each_slot_has_one_record(world: World) -> None:
    """Nothing is told twice, whatever happened."""
    counted = Counter((one.provider, one.task, one.slot) for one in world.records)
    assert set(counted.values()) == {1}


def test_no_duration_is_negative(world: World) -> None:
    """Of no record and no hop."""
    for one in world.records:
        figures = [one.metrics, *(hop.metrics for hop in one.hops)]
        assert all(value >= 0 for metrics in figures for value in metrics.values())
