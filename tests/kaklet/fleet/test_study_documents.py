"""What an agent believes of its study: what is signed, of its own study, and no older than what it knows."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from kaklet.config import ConfigError, Loaded, load
from kaklet.fleet.agent_study import AgentStudy, StudyDocument, for_agents, left_out
from kaklet.fleet.errors import FleetError
from kaklet.fleet.folder import FleetFolder
from kaklet.fleet.publishing import Published, published
from kaklet.fleet.signing import new_signing_key, signed
from kaklet.fleet.study_documents import MOST_BYTES, Accepted, Refused, StudyBook

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
PRIVATE, PUBLIC = new_signing_key()
STRANGERS, _ = new_signing_key()


@pytest.fixture
def publish(study: Path) -> Callable[..., Published]:
    """Return what publishes the study as it stands, or with its words changed."""
    folder = FleetFolder(study)
    with folder.held():
        folder.write("study.key", PRIVATE, private=True)
        folder.write("study.pub", PUBLIC)

    def now(old: str = "", new: str = "", *, after: int = 0) -> Published:
        study.write_text(study.read_text().replace(old, new) if old else study.read_text())
        return published(folder, load(study).study, now=NOW, after=after)

    return now


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., StudyBook]:
    """Return what opens the agent's book, as at a start."""
    key = tmp_path / "study.pub"
    key.write_bytes(PUBLIC)

    def opened(*, first: Path | None = None, of: Path = key) -> StudyBook:
        return StudyBook(tmp_path / "agent-data", key=of, study="small", agent="malmo-1", first=first)

    return opened


def sealed(study: Path, key: bytes = PRIVATE, **changed: object) -> bytes:
    """Sign a document of the study in *study* with *key*, with some of its parts *changed*."""
    content = for_agents(load(study).study)
    made = StudyDocument(study="small", version=1, made_at=NOW, content=content)
    return signed(msgspec.structs.replace(made, **changed).canonical(), key)


def urls(loaded: Loaded | None) -> list[str]:
    """List what is asked."""
    return [one.target.url for one in loaded.study.series()] if loaded else []


def test_a_published_study_is_run_by_the_agent_that_receives_it(
    publish: Callable[..., Published], book: Callable[..., StudyBook], study: Path
) -> None:
    """The series are those of the study file; the agent's name and data folder are its own; it survives restarts."""
    one = book()
    assert one.current() is None
    taken = one.offer(publish().content)
    assert isinstance(taken, Accepted)
    assert (taken.version, taken.changed) == (1, True)
    for found in (taken.loaded, one.current(), book().current()):
        assert found
        assert [
            (series.name, series.target.url, series.task.every_seconds, series.task.probe)
            for series in found.study.series()
        ] == [
            (series.name, series.target.url, series.task.every_seconds, series.task.probe)
            for series in load(study).study.series()
        ]
        assert (found.study.study.id, found.study.study.agent) == ("small", "malmo-1")
        assert found.study.study.data.endswith("agent-data")
    assert book().version == 1


def test_versions_grow_with_changes_alone(publish: Callable[..., Published]) -> None:
    """What agents need not know makes no version; a changed interval does; --after skips those that were lost."""
    assert (publish().version, publish().changed) == (1, False)
    assert publish('"A small study"', '"Another title"').version == 1
    assert publish("every_seconds = 0.5", "every_seconds = 1.0").version == 2
    assert publish(after=7).version == 8
    assert publish(after=7).version == 8
    assert publish().content == publish().content


def test_a_new_version_replaces_the_old_one(publish: Callable[..., Published], book: Callable[..., StudyBook]) -> None:
    """The newest holds; the same once more changes nothing; one that says the same is no change."""
    one = book()
    one.offer(publish().content)
    changed = one.offer(publish("every_seconds = 0.5", "every_seconds = 1.0").content)
    assert isinstance(changed, Accepted)
    assert (changed.version, changed.changed) == (2, True)
    again, more = one.offer(publish().content), one.offer(publish(after=5).content)
    assert [(taken.version, taken.changed) for taken in (again, more) if isinstance(taken, Accepted)] == [
        (2, False),
        (6, False),
    ]


def rewritten(study: Path, old: bytes, new: bytes) -> bytes:
    """Sign version 9 of the document with *new* instead of *old*."""
    document = sealed(study, version=9).partition(b"\n")[2]
    assert old in document
    return signed(document.replace(old, new), PRIVATE)


Offer = Callable[[Path], bytes]
UNSIGNED, UNKNOWN = "was not signed by the study's key", "cannot be understood by this version of Kaklet"
REFUSED: dict[str, tuple[Offer, str]] = {
    "another key": (lambda study: sealed(study, STRANGERS, version=9), UNSIGNED),
    "another study": (lambda study: rewritten(study, b'"small"', b'"other"'), "is of another study, 'other'"),
    "older": (lambda study: sealed(study, version=2), "is version 2, and version 3 is known already"),
    "the same number": (
        lambda study: sealed(study, version=3, made_at=NOW.replace(year=2027)),
        "is version 3, and another version 3 is known already",
    ),
    "100 MB": (lambda _: bytes(100_000_000), "is 100,000,000 bytes long, and 1,000,000 are the most"),
    "signed and too big": (lambda _: signed(b"x" * MOST_BYTES, PRIVATE), "are the most"),
    "empty": (lambda _: b"", "is no signed study"),
    "unsigned": (lambda _: b"{}", "is no signed study"),
    "no text": (lambda _: b"kaklet-study-1 \xff\xfe\n{}", UNSIGNED),
    "cut": (lambda study: sealed(study)[:-1], UNSIGNED),
    "added to": (lambda study: sealed(study) + b" ", UNSIGNED),
    "signed garbage": (lambda _: signed(b"garbage", PRIVATE), UNKNOWN),
    "nested": (lambda _: signed(b"[" * 500_000, PRIVATE), UNKNOWN),
    "incomplete": (lambda _: signed(b'{"version": 4, "study": "small"}', PRIVATE), UNKNOWN),
    "unknown kind": (lambda study: rewritten(study, b'"http"', b'"later"'), UNKNOWN),
    "no task": (
        lambda study: sealed(study, version=9, content=AgentStudy(task=(), provider=())),
        "holds no task that an agent runs",
    ),
    "too often": (
        lambda study: rewritten(study, b'"every_seconds":0.5', b'"every_seconds":0.1'),
        "is not right: task[0].every_seconds must be at least 0.4",
    ),
}


@pytest.mark.parametrize(("offer", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_believed_changes_nothing_and_is_told(
    study: Path, book: Callable[..., StudyBook], offer: Offer, reason: str
) -> None:
    """The agent keeps what it had, also over a restart, and says why it did not take what came."""
    one = book()
    good = one.offer(sealed(study, version=3))
    assert isinstance(good, Accepted)
    refused = one.offer(offer(study))
    assert isinstance(refused, Refused)
    assert reason in refused.reason
    assert refused.reason.startswith("The study that came ")
    assert one.trouble == refused.reason
    assert len(refused.reason) < 400
    for still in (one, book()):
        assert urls(still.current()) == urls(good.loaded)
        assert still.version == 3
    assert isinstance(one.offer(sealed(study, version=4)), Accepted)
    assert one.trouble == ""


def test_no_single_flipped_bit_is_believed(study: Path, book: Callable[..., StudyBook]) -> None:
    """Wherever in the document a bit is turned over, the agent keeps what it had."""
    one, document = book(), sealed(study)
    dice = random.Random(1)  # noqa: S311 -- repeatable on purpose, not secret
    for place in range(len(document)):
        flipped = bytearray(document)
        flipped[place] ^= 1 << dice.randrange(8)
        taken = one.offer(bytes(flipped))
        # The last letter of the signature in base64 has bits that stand for nothing.
        assert isinstance(taken, Refused) or document.index(b"=") - 1 == place
    assert isinstance(one.offer(document), Accepted)


def test_an_agent_sends_nothing_to_people_whoever_signed_it(
    asking_study: Callable[..., Path], book: Callable[..., StudyBook]
) -> None:
    """A document that holds a question to people is refused, although the signature is right."""
    file = asking_study()
    head = for_agents(load(file).study)
    (ask,) = [task for task in load(file).study.task if task.name == "ask"]
    places = [
        msgspec.structs.replace(one, target={**one.target, "support": "mailto:a@localhost"}) for one in head.provider
    ]
    asked = msgspec.structs.replace(head.task[0], name="ask", target="support", probe=ask.probe)
    content = msgspec.structs.replace(head, task=(*head.task, asked), provider=tuple(places))
    refused = book().offer(sealed(file, content=content))
    assert refused == Refused(
        reason="The study that came holds ask, which writes to people: that is nothing for agents."
    )


SECRETIVE = """
[[task]]
name = "post"
target = "mail"
every_seconds = 600

[task.probe]
kind = "imap"
accounts.alpha = {{ user = "reader@shop.example", password = {{ env = "ALPHA_PASSWORD" }} }}

[[task]]
name = "inside"
target = "inside"
every_seconds = 600
probe = {{ kind = "http", ca_file = "private.pem" }}

[[control]]
id = "neutral"
target.site = {{ url = "http://user:hunter2@127.0.0.1:{port}/" }}
"""
MORE_TARGETS = """
target.mail = { url = "imaps://127.0.0.1:993" }
target.inside = { url = "https://127.0.0.1/x" }
target.support ="""


def test_neither_mail_nor_people_nor_secrets_leave_the_collector(asking_study: Callable[..., Path]) -> None:
    """What agents are told holds tasks that measure, and addresses that these ask; the rest is told by name."""
    file = asking_study()
    words = file.read_text().replace("target.support =", MORE_TARGETS)
    file.write_text(words + SECRETIVE.format(port=8080))
    loaded = load(file)
    told = for_agents(loaded.study).canonical().decode()
    for secret in (
        *("brevlada", "Maja", "maildir", "versions", "support", "smtp:", "mailto:", "reader@shop", "ALPHA_PASSWORD"),
        *("hunter2", "private.pem", "Nobody pays", "thresholds", "data", "here", str(file.parent)),
    ):
        assert secret not in told
    assert dict(left_out(loaded.study)) == {
        "ask": "writes to people",
        "post": "logs in, and passwords stay here",
        "inside": "needs a file of this machine (ca_file)",
        "neutral.target.site": "holds a password in its address",
    }


def test_until_a_document_comes_the_study_file_holds(
    study: Path, publish: Callable[..., Published], book: Callable[..., StudyBook]
) -> None:
    """A first start can have a study file; what was published takes its place for good."""
    one = book(first=study)
    assert one.version is None
    assert len(urls(one.current())) == 1
    one.offer(publish("every_seconds = 0.5", "every_seconds = 1.0").content)
    assert one.version == 1
    study.write_text("nonsense")
    assert book(first=study).version == 1


def test_a_first_study_that_is_not_right_is_told(study: Path, book: Callable[..., StudyBook]) -> None:
    """One of another study, or one with mistakes, ends in a sentence."""
    study.write_text(study.read_text().replace('id = "small"', 'id = "other"'))
    with pytest.raises(FleetError, match="is the study 'other', and this agent is of 'small'"):
        book(first=study)
    study.write_text("[study")
    with pytest.raises(ConfigError, match="is not TOML"):
        book(first=study)


@pytest.mark.parametrize("damage", [b"", b"garbage", b"kaklet-study-1 AAAA\n{}"], ids=["empty", "garbage", "another"])
def test_a_kept_document_that_was_damaged_is_as_good_as_none(
    study: Path, book: Callable[..., StudyBook], tmp_path: Path, damage: bytes
) -> None:
    """A broken card costs the study until it comes again, which it does with the next connection."""
    book().offer(sealed(study))
    (tmp_path / "agent-data/study.signed").write_bytes(damage)
    one = book()
    assert one.current() is None
    assert one.trouble.startswith("The study that was kept ")
    assert isinstance(one.offer(sealed(study)), Accepted)


def test_a_disk_that_is_full_keeps_the_old_study(
    study: Path, book: Callable[..., StudyBook], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be kept is not run either: after a restart it would be gone."""
    one = book()
    one.offer(sealed(study))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    refused = one.offer(sealed(study, version=2))
    assert refused == Refused(reason="The study that came could not be kept on disk (No space left on device).")
    monkeypatch.undo()
    assert (one.version, book().version) == (1, 1)


@pytest.mark.parametrize("content", [None, b"", PRIVATE], ids=["missing", "empty", "the private one"])
def test_a_key_that_verifies_nothing_is_told(
    book: Callable[..., StudyBook], tmp_path: Path, content: bytes | None
) -> None:
    """An agent without the study's public key does not start, and says what it needs."""
    key = tmp_path / "odd.pub"
    if content is not None:
        key.write_bytes(content)
    with pytest.raises(FleetError, match="from the agent's folder") as caught:
        book(of=key)
    assert "PRIVATE" not in str(caught.value)


def test_what_is_damaged_at_the_collector_is_told(publish: Callable[..., Published], study: Path) -> None:
    """Without the last version no number is made up: the sentence says how to go on, and that works."""
    publish()
    file = FleetFolder(study).study
    file.write_bytes(b"garbage")
    with pytest.raises(FleetError, match="publish with --after and the highest version that an agent has"):
        publish()
    file.unlink()
    assert publish(after=1).version == 2
