"""Whom a real Mosquitto lets in, and what it lets them do, with the files that `kaklet fleet` writes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from guarded_broker import Caller, Fleet, Papers, kaklet, let_in

from kaklet.fleet.agent_file import read_agent_file
from kaklet.fleet.certificates import Authority, Pair, new_authority
from kaklet.fleet.transport import LineLostError, connected

NOW = datetime.now(UTC)
DENIED = "Not authorized"
TAKEN = {"Success", "No matching subscribers"}


def papers_of(pair: Pair, folder: Path) -> Papers:
    """Put *pair* into files."""
    papers = Papers(folder / "odd.crt", folder / "odd.key")
    papers.certificate.write_bytes(pair.certificate)
    papers.key.write_bytes(pair.key)
    return papers


def test_an_agent_writes_below_its_own_name_only(fleet: Fleet) -> None:
    """Its own topic is taken; another's, the collector's part and the alerts are not."""
    malmo, _ = fleet.enrol("malmo-1"), fleet.enrol("oslo-1")
    with fleet.running(), Caller(fleet, malmo) as agent:
        assert agent.says(fleet.topic("malmo-1", "up/batch")) in TAKEN
        for forged in ("oslo-1/up/batch", "malmo-1/down/study", "alert/x", "malmo-1"):
            assert agent.says(f"kaklet/v1/small/{forged}") == DENIED
        assert agent.says("kaklet/v1/other-study/malmo-1/up/batch") == DENIED


def test_the_collector_hears_all_agents_and_each_hears_its_own(fleet: Fleet) -> None:
    """What the collector tells one agent reaches no other."""
    malmo, oslo = fleet.enrol("malmo-1"), fleet.enrol("oslo-1")
    with fleet.running(), Caller(fleet, fleet.collector) as collector, Caller(fleet, malmo) as one:
        collector.client.subscribe("kaklet/v1/small/+/up/#", qos=1)
        one.client.subscribe("kaklet/v1/small/+/down/#", qos=1)
        one.client.subscribe("#", qos=1)
        with Caller(fleet, oslo) as other:
            assert other.says(fleet.topic("oslo-1", "up/batch")) == "Success"
        assert collector.says(fleet.topic("oslo-1", "down/study")) in TAKEN
        assert collector.says(fleet.topic("malmo-1", "down/study"), b"yours") in TAKEN
        assert collector.says(fleet.topic("malmo-1", "up/batch")) == DENIED
    assert [message.topic for message in collector.heard] == [fleet.topic("oslo-1", "up/batch")]
    assert {message.payload for message in one.heard} == {b"yours"}


def test_the_reader_of_alerts_reads_them_and_nothing_else(fleet: Fleet) -> None:
    """What agents send and are told is not for its eyes; it writes nothing but that Home Assistant has begun."""
    malmo, folder = fleet.enrol("malmo-1"), fleet.folder.path / "reader"
    reader = Papers(folder / "reader.crt", folder / "reader.key")
    told = {"kaklet/v1/small/alert/alpha/page", "homeassistant/binary_sensor/x/config"}
    with fleet.running(), Caller(fleet, reader) as one, Caller(fleet, fleet.collector) as collector:
        one.client.subscribe("#", qos=1)
        one.client.subscribe("kaklet/v1/small/alert/#", qos=1)
        one.client.subscribe("homeassistant/#", qos=1)
        with Caller(fleet, malmo) as agent:
            assert agent.says(fleet.topic("malmo-1", "up/batch")) in TAKEN
        assert collector.says(fleet.topic("malmo-1", "down/study")) in TAKEN
        for topic in told:
            assert collector.says(topic) == "Success"
        assert one.says("homeassistant/status", b"online") in TAKEN
        for forged in ("kaklet/v1/small/alert/alpha/page", "homeassistant/binary_sensor/x/config"):
            assert one.says(forged, b"forged") == DENIED
    assert {message.topic for message in one.heard} == told | {"homeassistant/status"}


@pytest.mark.parametrize("sort", ["none", "expired", "of another authority", "of another sort"])
def test_who_has_no_good_certificate_is_not_let_in(fleet: Fleet, tmp_path: Path, sort: str) -> None:
    """Without a certificate, with one that has ended, one of a stranger, or one that is for servers."""
    own = Authority(Pair(fleet.folder.read("ca.crt"), fleet.folder.read("ca.key")))
    stranger = Authority(new_authority("Kaklet fleet of small", now=NOW))
    pairs = {
        "expired": own.for_agent("malmo-1", now=NOW - timedelta(days=9), days=8),
        "of another authority": stranger.for_agent("malmo-1", now=NOW, days=9),
        "of another sort": own.for_broker(["malmo-1"], now=NOW, days=9),
    }
    papers = papers_of(pairs[sort], tmp_path) if sort in pairs else None
    with fleet.running():
        assert let_in(fleet, fleet.collector)
        assert not let_in(fleet, papers)


def test_a_revoked_agent_is_shut_out_by_what_revoke_says(fleet: Fleet) -> None:
    """After the reload its certificates open nothing, its open connection is dumb and deaf, and others go on."""
    malmo, oslo = fleet.enrol("malmo-1"), fleet.enrol("oslo-1")
    renewed = fleet.enrol("malmo-1", "--renew")
    with fleet.running(), Caller(fleet, malmo) as agent, Caller(fleet, oslo) as other:
        agent.client.subscribe(fleet.topic("malmo-1", "down/#"), qos=1)
        assert agent.says(fleet.topic("malmo-1", "up/batch")) in TAKEN
        assert "kill -HUP" in kaklet("fleet", "revoke", "malmo-1", "--config", fleet.study)
        fleet.reload()
        assert agent.says(fleet.topic("malmo-1", "up/batch")) == DENIED
        with Caller(fleet, fleet.collector) as collector:
            collector.says(fleet.topic("malmo-1", "down/study"))
        assert not let_in(fleet, malmo)
        assert not let_in(fleet, renewed)
        assert other.says(fleet.topic("oslo-1", "up/batch")) in TAKEN
        assert agent.heard == []


async def test_a_revoked_agent_is_told_why_nobody_lets_it_in(fleet: Fleet, caplog: pytest.LogCaptureFixture) -> None:
    """In one sentence, and not by what a library logs at each try."""
    papers = fleet.enrol("malmo-1")
    kaklet("fleet", "revoke", "malmo-1", "--config", fleet.study)
    meeting = read_agent_file(papers.certificate.with_name("agent.toml")).broker
    with fleet.running(), pytest.raises(LineLostError, match="lets nobody in with this certificate, which is revoked"):
        async with connected(meeting, name="malmo-1") as line:
            await line.lost()
    assert "SSL" not in caplog.text


def test_each_of_several_revocations_counts(fleet: Fleet) -> None:
    """The broker goes by the newest list, though it holds those that it read before, made within the same second."""
    agents = [fleet.enrol(name) for name in ("one", "two", "three")]
    with fleet.running():
        for name in ("one", "two"):
            kaklet("fleet", "revoke", name, "--config", fleet.study)
            fleet.reload()
        assert [let_in(fleet, papers) for papers in agents] == [False, False, True]


def test_who_was_revoked_can_come_back_with_another_certificate(fleet: Fleet) -> None:
    """The new one opens the broker again, after its restart, and the old one does not."""
    old = fleet.enrol("malmo-1")
    old = papers_of(Pair(old.certificate.read_bytes(), old.key.read_bytes()), fleet.study.parent)
    kaklet("fleet", "revoke", "malmo-1", "--config", fleet.study)
    new = fleet.enrol("malmo-1", "--renew")
    with fleet.running():
        assert not let_in(fleet, old)
        with Caller(fleet, new) as agent:
            assert agent.says(fleet.topic("malmo-1", "up/batch")) in TAKEN


def test_what_is_too_large_ends_the_connection(fleet: Fleet) -> None:
    """Nobody, not even the collector, has an agent receive more than two megabytes."""
    with fleet.running(), Caller(fleet, fleet.collector) as collector:
        collector.client.publish(fleet.topic("malmo-1", "down/study"), bytes(3_000_000), qos=1, retain=True)
        assert collector.refused.wait(10)
