"""What the collector knows of published studies while it runs, and whom it tells of them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from guarded_broker import Fleet, kaklet

from kaklet.config import load
from kaklet.fleet.certificate_end import warn_of_end
from kaklet.fleet.certificates import Authority, new_authority
from kaklet.fleet.study_telling import PublishedSeries, StudyTelling
from kaklet.fleet.taking import Customs
from kaklet.fleet.transport import Letter, RefusedError
from kaklet.fleet.wire import Batch
from results.records import Observation, Session
from results.records.rollup import SeriesName

NOW = datetime.now(UTC)
SESSION = Session(id="s", agent="malmo-1", started_at=NOW, software="0", config_sha256="", boot_id="")


class Overheard:
    """A line that notes what is published, and refuses it if it is told to."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.refusing = False

    async def publish(self, letter: Letter) -> bool:
        """Take note of *letter*."""
        if self.refusing:
            raise RefusedError("Not authorized")
        self.letters.append(letter)
        return True

    async def hears(self, *agents: str) -> None:
        """Wait until each of *agents*, and nobody else, has been told once more."""
        until = time.monotonic() + 20
        while (told := sorted(letter.topic.split("/")[3] for letter in self.letters)) != sorted(agents):
            assert time.monotonic() < until, told
            await asyncio.sleep(0.01)
        self.letters.clear()


@asynccontextmanager
async def telling(study: Path) -> AsyncIterator[Overheard]:
    """Let the collector of *study* tell agents meanwhile."""
    line = Overheard()
    work = asyncio.create_task(StudyTelling(load(study), look_seconds=0.02).tell(line))
    try:
        yield line
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def kaklet_publish(fleet: Fleet) -> None:
    """Publish the study, although no broker runs: it is signed, and told by the collector."""
    assert "signed, and not sent" in kaklet("fleet", "publish", fleet.study, code=1)


def batch(task: str) -> Batch:
    """Make a batch with one sample of *task*."""
    seen = Observation(
        agent="malmo-1",
        provider="alpha",
        target="site",
        task=task,
        kind="http",
        slot=NOW.replace(microsecond=0),
        started_at=NOW,
        session="s",
    )
    record = msgspec.Raw(msgspec.msgpack.encode(seen))
    return Batch(epoch="e", batch_id="b", first=1, kept_from=1, sessions=[SESSION], records=[(1, record)], sent_at=NOW)


def test_a_collector_takes_what_was_published_since_it_started(fleet: Fleet) -> None:
    """Records of a task that is new are refused until the study with it is published, and taken at once after that."""
    known = {SeriesName("", "alpha", "site", "page", "http")}
    customs = Customs(known, frozen_after=timedelta(days=14), more=PublishedSeries(fleet.study))

    def refusal(task: str) -> str:
        return customs.parcel("malmo-1", batch(task), NOW).arrivals[0].refused

    assert "does not ask" in refusal("later")
    fleet.study.write_text(fleet.study.read_text().replace('"page"', '"later"'))
    kaklet_publish(fleet)
    assert [refusal(task) for task in ("later", "page")] == ["", ""]
    assert "does not ask" in refusal("never")


def test_what_nobody_signed_teaches_the_collector_nothing(fleet: Fleet) -> None:
    """A document that was altered on disk, or none, adds no series."""
    series = PublishedSeries(fleet.study)
    assert series() == set()
    kaklet_publish(fleet)
    fleet.folder.study.write_bytes(fleet.folder.study.read_bytes().replace(b'"page"', b'"evil"'))
    assert series() == set()


async def test_who_is_enrolled_or_told_something_new_meanwhile_hears_of_it(fleet: Fleet) -> None:
    """Each agent is told once; one that comes later too; all of a new version; one that is revoked of nothing more."""
    await asyncio.to_thread(fleet.enrol, "malmo-1")
    async with telling(fleet.study) as line:
        await line.hears("malmo-1")
        await asyncio.to_thread(fleet.enrol, "oslo-1")
        await line.hears("oslo-1")
        fleet.study.write_text(fleet.study.read_text().replace("every_seconds = 0.5", "every_seconds = 1.0"))
        await asyncio.to_thread(kaklet_publish, fleet)
        await line.hears("malmo-1", "oslo-1")
        await asyncio.to_thread(kaklet, "fleet", "revoke", "malmo-1", "--config", fleet.study)
        fleet.study.write_text(fleet.study.read_text().replace("every_seconds = 1.0", "every_seconds = 2.0"))
        await asyncio.to_thread(kaklet_publish, fleet)
        await line.hears("oslo-1")


async def test_trouble_with_the_telling_is_told_once_and_passes(fleet: Fleet, caplog: pytest.LogCaptureFixture) -> None:
    """A broker that refuses, or a file that is missing, stops nothing; when it is over, the agents are told."""
    await asyncio.to_thread(fleet.enrol, "malmo-1")
    async with telling(fleet.study) as line:
        line.refusing = True
        await asyncio.sleep(0.5)
        line.refusing = False
        await line.hears("malmo-1")
    assert [one.getMessage() for one in caplog.records if one.levelname == "WARNING"] == [
        "Agents are not told of the study: Not authorized."
    ]


async def test_a_study_without_a_fleet_is_told_to_nobody(study: Path) -> None:
    """A collector whose agents were given a study file does not ask for a fleet."""
    async with telling(study) as line:
        await asyncio.sleep(0.2)
    assert line.letters == []
    assert not (study.parent / "fleet").exists()


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (400, ""),
        (59, "The certificate of malmo-1 ends on 2026-07-01: kaklet fleet enrol malmo-1 --renew."),
        (-1, "The certificate of malmo-1 ended on 2026-05-02: kaklet fleet enrol malmo-1 --renew."),
    ],
)
def test_an_agent_warns_of_the_end_of_its_certificate(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, days: int, told: str
) -> None:
    """From two months before it, with what is to be done."""
    now = datetime(2026, 5, 3, tzinfo=UTC)
    authority = Authority(new_authority("x", now=now))
    file = tmp_path / "agent.crt"
    file.write_bytes(authority.for_agent("malmo-1", now=now, days=days).certificate)
    warn_of_end(file, "malmo-1", now)
    assert "".join(one.getMessage() for one in caplog.records) == told
