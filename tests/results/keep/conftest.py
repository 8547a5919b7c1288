"""Records of every kind with sound contents, and folders that refuse to be written."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from results.keep import Store
from results.records import (
    Approval,
    Assignment,
    CallBack,
    Case,
    Channel,
    Followed,
    FollowUp,
    Forgotten,
    Handover,
    Hop,
    Match,
    Message,
    Observation,
    Plan,
    Record,
    Review,
    Session,
    Sighting,
    Step,
    Verdict,
)

SLOT = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@pytest.fixture
def observed() -> Callable[..., Observation]:
    """Make an observation; what is named is changed."""
    usual = Observation(
        agent="loopback",
        provider="bjorkhost",
        target="site",
        task="front-page",
        kind="http",
        slot=SLOT,
        started_at=SLOT + 123 * MILLISECOND,
        duration_seconds=0.25,
        address="127.0.0.1",
        metrics={"ttfb_seconds": 0.125, "status": 200.0},
        hops=(
            Hop(url="http://localhost/", address="127.0.0.1", status=301, clock="kernel", metrics={"hop": 0.5}),
            Hop(url="https://localhost/"),
        ),
    )

    def make(**changes: object) -> Observation:
        return msgspec.structs.replace(usual, **changes)

    return make


@pytest.fixture
def session() -> Session:
    """Return a session."""
    return Session(
        id="s1",
        agent="loopback",
        started_at=SLOT,
        software="0.1.0",
        config_sha256="ab" * 32,
        boot_id="b",
        method="7",
    )


@pytest.fixture
def case() -> Case:
    """Return a case by mail."""
    return Case(
        id="c1",
        agent="loopback",
        provider="bjorkhost",
        target="support",
        task="ask-by-mail",
        channel=Channel.EMAIL,
        slot=SLOT,
        opened_at=SLOT + 7 * MILLISECOND,
        question="php",
        persona="Maja Öberg",
        address="maja.oberg0000001@brevlada.localhost",
        message_id="<m1@brevlada.localhost>",
        subject="PHP versions",
        evidence="cd" * 32,
    )


@pytest.fixture
def records(observed: Callable[..., Observation], session: Session, case: Case) -> list[Record]:
    """Return one record of each kind that has a table, in an order that the store takes."""
    by, at = "editor", SLOT + timedelta(days=2)
    return [
        session,
        observed(session="s1"),
        Plan(sha256="aa" * 32, made_at=SLOT - timedelta(days=9), document='{"contacts": []}'),
        Approval(plan="aa" * 32, at=SLOT - timedelta(days=8), by=by),
        case,
        msgspec.structs.replace(case, id="c2", provider="seed-1", message_id=None, plan="aa" * 32, seed=True),
        FollowUp(
            case="c1",
            number=1,
            step=Step.REMINDER,
            slot=SLOT + timedelta(days=1),
            opened_at=SLOT + timedelta(days=1, seconds=1),
            message_id="<m2@brevlada.localhost>",
            subject="Re: PHP versions",
            evidence="23" * 32,
        ),
        Handover(case="c1", at=SLOT + 999 * MILLISECOND, detail="250 ok", evidence="ef" * 32),
        Handover(case="c1", number=1, at=SLOT + timedelta(days=1, seconds=2)),
        Message(
            id="maildir:1",
            case="c1",
            matched_by=Match.ADDRESS,
            received_at=SLOT + timedelta(hours=3, milliseconds=1),
            folder="new",
            evidence="01" * 32,
        ),
        Sighting(id="maildir:2", message="maildir:1", folder="Junk", received_at=SLOT + timedelta(hours=4)),
        Followed(case="c1", until=SLOT + timedelta(days=10)),
        Review(message="maildir:1", by=by, at=at, why="answers all of it", verdict=Verdict.HUMAN, useful=True),
        Review(message="maildir:1", by="second editor", at=at, promised_until=at + timedelta(days=1)),
        Assignment(message="maildir:1", case="c1", by=by, at=at, why="the domain name in it"),
        CallBack(message="maildir:1", kept_at=at + timedelta(hours=5), by=by, at=at),
        CallBack(message="maildir:1", kept_at=None, by=by, at=at + timedelta(days=3), why="nobody rang"),
        Forgotten(
            message="maildir:1",
            at=at + timedelta(days=700),
            verdict=Verdict.HUMAN,
            rules="1",
            reasons="vendor:rt:person\nno-sign-of-a-machine",
            template="45" * 32,
        ),
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Yield a new store, open for writing."""
    store = Store.create(tmp_path / "kaklet.sqlite3")
    yield store
    store.close()


@pytest.fixture
def sealed_folder(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder that nothing can be written into, not even by root."""
    folder = tmp_path / "sealed"
    folder.mkdir(mode=0o555)
    mounted = os.geteuid() == 0
    if mounted and not _mount(folder, "size=64k,ro"):
        pytest.skip("root may write anywhere here, and no read-only folder can be mounted")
    yield folder
    if mounted:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk of 16 MiB, where the machine lets the test mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or not _mount(folder, "size=16m"):
        pytest.skip("only root can mount a small disk, and not on every machine")
    yield folder
    subprocess.run(["umount", folder], check=True)


def _mount(folder: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
