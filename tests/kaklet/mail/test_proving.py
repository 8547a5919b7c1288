"""A real daemon opens the link that a form's software mails: on record before it is asked, once, and never again."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from contextlib import closing
from datetime import timedelta
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, TypeVar

import pytest
from patience import wait_until
from serving import Pages, serving
from small_study import (
    ANSWERED,
    TEN_DAYS_SECONDS,
    empty_maildir,
    mail,
    provider,
    question,
    small_study,
    task,
)

from kaklet.config import ConfigError, load
from kaklet.daemon import database, evidence
from kaklet.mail.proving import Proving
from kaklet.reporting import compare_study
from probes.probe import utc_now
from results.judge.story import State
from results.judge.verification import Proof, Verifications
from results.keep import EvidenceFolder, Store
from results.records import Case, Channel, Handover, Message, Verification, VerificationOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Daemon

    from results.records import Record

Kept = TypeVar("Kept")
DOOR = 'form = { submit = true, verification = "open_once", verification_hosts = ["127.0.0.1"] }'


def form_study(port: int, door: str) -> str:
    """Return a study that asks by the form at *port*, of which *door* tells what may be done there."""
    return small_study(
        task("ask", "contact", "support_form", every_seconds=86400),
        provider("alpha", f'target.contact = {{ url = "http://127.0.0.1:{port}/contact", {door} }}'),
        mail("poll_seconds = 0.2"),
        question(),
        judged=ANSWERED,
        answer_window_seconds=TEN_DAYS_SECONDS,
    )


class HelpDesk(ThreadingHTTPServer):
    """Gives a page to whoever opens a link, and notes what was on record when it was asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.folder = folder
        self.asked: list[tuple[str, int]] = []
        """Paths, and how many links were on record then."""
        self.held = threading.Event()
        """Unset, no answer comes."""
        self.held.set()
        self.file = folder / "study.toml"

    def study(self, door: str = DOOR) -> Path:
        """Write a study of which a question went by this desk's form, ten minutes ago."""
        empty_maildir(self.folder / "maildir")
        self.file.write_text(form_study(self.server_port, door), encoding="utf-8")
        data = self.folder / "data"
        then = utc_now() - timedelta(minutes=10)
        case = Case(
            id="c0ffee0001", agent="here", provider="alpha", target="contact", task="ask", channel=Channel.FORM,
            slot=then, opened_at=then, question="php", persona="Maja Lind", address="maja@brevlada.localhost",
            subject="PHP versions", evidence=EvidenceFolder(evidence(data)).put(b"message=Which+versions"),
        )  # fmt: skip
        with closing(Store.create(database(data))) as store:
            store.keep([case, Handover(case=case.id, at=then)])
        return self.file

    def mail(self, *links: str, words: str = "to verify your email address and submit your request") -> None:
        """Put a mail with *links* into the mailbox."""
        raw = (
            "From: Support <support@host.example>\r\nTo: maja@brevlada.localhost\r\n"
            "Delivered-To: maja@brevlada.localhost\r\nAuto-Submitted: auto-generated\r\n"
            "Subject: Please verify your email address\r\nMessage-ID: <V9@host.example>\r\n\r\nHello,\r\n\r\n"
            "We received your request, but we need to confirm that it came from you. Please click the link below "
            f"{words}:\r\n\r\n" + "\r\n".join(links) + "\r\n"
        )
        (self.folder / "maildir" / "new" / f"{time.time_ns()}.one").write_bytes(raw.encode())

    def link(self, name: str = "abc12345") -> str:
        """Return a link to this desk."""
        return f"http://127.0.0.1:{self.server_port}/verification/email/{name}"

    def all(self, kind: type[Kept]) -> list[Kept]:
        """Return the records of *kind*."""
        with closing(Store.read(database(self.folder / "data"))) as store:
            return store.all(kind)

    def wait_for(self, kind: type[Kept]) -> Kept:
        """Return the first record of *kind*, as soon as it is there."""
        return wait_until(lambda: self.all(kind), lambda: kind.__name__)[0]

    def told(self) -> tuple[State, Proof | None, Verifications | None]:
        """Return what the report says of the question, and of all links."""
        (provider,) = compare_study(load(self.file)).providers
        (support,) = provider.support
        (story,) = support.stories
        return story.state, story.proof, support.verification


class _Page(Pages):
    server: HelpDesk

    def get(self) -> None:
        """Give a page, when it is time."""
        self.server.asked.append((self.path, len(self.server.all(Verification))))
        self.server.held.wait(30)
        self.give(b"")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[HelpDesk]:
    """Yield a running help desk."""
    one = HelpDesk(tmp_path)
    with serving(one):
        yield one
        one.held.set()


def test_a_link_is_opened_once_and_on_record_before(desk: HelpDesk, daemon: Callable[[Path], Daemon]) -> None:
    """A second mail with another link, and another daemon, open nothing more."""
    running = daemon(desk.study())
    desk.mail(desk.link())
    outcome = desk.wait_for(VerificationOutcome)
    desk.mail(desk.link("another1"))
    time.sleep(1.0)
    assert running.end() == 0
    running = daemon(desk.file)
    time.sleep(1.0)
    assert running.end() == 0
    assert desk.asked == [("/verification/email/abc12345", 1)]
    assert (outcome.status, outcome.host, outcome.failure) == (200, "127.0.0.1", None)
    (begun,) = desk.all(Verification)
    assert (begun.case, begun.host, len(begun.url_sha256)) == ("c0ffee0001", "127.0.0.1", 64)
    assert begun.message in {one.id for one in desk.all(Message)}
    assert desk.told() == (State.WAITING, Proof.OPENED, Verifications(asked=1, opened=1, left=0, unclear=0))


def test_a_killed_daemon_opens_no_link_again(desk: HelpDesk, daemon: Callable[[Path], Daemon]) -> None:
    """Killed while it asks: nobody knows whether the link was opened, and it stays so."""
    desk.held.clear()
    running = daemon(desk.study())
    desk.mail(desk.link())
    wait_until(lambda: desk.asked, lambda: running.words)
    running.end(signal.SIGKILL)
    desk.held.set()
    running = daemon(desk.file)
    time.sleep(1.5)
    assert running.end() == 0
    assert (len(desk.asked), len(desk.all(Verification)), desk.all(VerificationOutcome)) == (1, 1, [])
    assert desk.told() == (State.UNKNOWN, Proof.UNCLEAR, Verifications(asked=1, opened=0, left=0, unclear=1))


@pytest.mark.parametrize("why", ["report", "ten links", "another mail"])
def test_what_is_not_to_be_opened_is_left(desk: HelpDesk, daemon: Callable[[Path], Daemon], why: str) -> None:
    """Where the study says nothing, where it is not plain which link, and in any mail that asks for no such thing."""
    running = daemon(desk.study("form = { submit = true }" if why == "report" else DOOR))
    if why == "another mail":
        desk.mail(desk.link(), words="for our new offers to all customers")
    else:
        desk.mail(*(desk.link(f"token{n:03}") for n in range(10 if why == "ten links" else 1)))
    desk.wait_for(Message)
    time.sleep(1.0)
    assert running.end() == 0
    assert (desk.asked, desk.all(Verification)) == ([], [])
    if why != "another mail":
        assert desk.told() == (State.UNDELIVERABLE, Proof.LEFT, Verifications(asked=1, opened=0, left=1, unclear=0))


@pytest.mark.parametrize(
    ("door", "key"),
    [
        ('form = { verification = "open_once" }', "verification_hosts"),
        ('form = { verification_hosts = ["a.example.com"] }', "verification_hosts"),
        ('form = { verification = "open_once", verification_hosts = ["10.0.0.1"] }', "verification_hosts[0]"),
        ('form = { verification = "open_once", verification_hosts = ["https://a.example"] }', "verification_hosts[0]"),
        ('form = { verification = "always" }', "verification"),
    ],
)
def test_mistakes_are_told_by_their_keys(desk: HelpDesk, door: str, key: str) -> None:
    """No host, no leave, a host in a private network, no host's name, and a policy that there is not."""
    with pytest.raises(ConfigError) as wrong:
        load(desk.study(door))
    assert key in str(wrong.value)


def test_a_form_elsewhere_leads_to_no_host_of_this_machine(desk: HelpDesk) -> None:
    """This machine may be named only where the form is on it."""
    file = desk.study()
    file.write_text(file.read_text().replace("http://127.0.0.1", "https://www.example.com"))
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1 is on this machine"):
        load(file)


def test_records_that_nothing_was_added_to(desk: HelpDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked each minute for months: where nothing is new, no record is read again."""
    study, path = load(desk.study()).study, desk.file.with_name("data") / "kaklet.sqlite3"
    read: list[type] = []
    whole = Store.all
    monkeypatch.setattr(Store, "all", lambda store, kind: (read.append(kind), whole(store, kind))[1])
    with closing(Store.create(path)) as store:
        proving = Proving(study, path, EvidenceFolder(path.with_name("evidence")), _NoSink())
        asyncio.run(proving.turn())
        assert Case in read
        read.clear()
        asyncio.run(proving.turn())
        assert read == []
        store.keep(
            [
                Case(
                    id="a", agent="here", provider="alpha", target="contact", task="ask", channel=Channel.FORM,
                    slot=utc_now(), opened_at=utc_now(), question="php", persona="Maja",
                    address="a@study.localhost", message_id=None, subject="PHP", evidence="",
                )
            ]
        )  # fmt: skip
        asyncio.run(proving.turn())
        assert Case in read


class _NoSink:
    """Takes nothing: nothing is due."""

    def keep(self, record: Record) -> None:
        """Fail."""
        raise AssertionError(record)

    async def settled(self) -> None:
        """Return at once."""
