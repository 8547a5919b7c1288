"""A campaign without a mail server of its own: Debian's Postfix as the providers' exchanger, and Dovecot behind it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from kaklet.campaign.standing import seed_letters
from kaklet.config import ConfigError, load
from kaklet.daemon import database
from kaklet.mail.mailboxes import SeedRounds, seed_inboxes
from results.judge.seeds import unproven
from results.records import Case, DeliveryAttempt, Failure, Handover, Match, Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from conftest import Campaigning, Dovecot
    from mail_server import Postfix
    from name_server import NameServer

    from kaklet.config import Loaded
    from kaklet.study import Study

_SEED = """
delivery = "direct"
resolver = "{resolver}"
exchanger_port = {port}

[[mail.seed]]
name = "elsewhere"
address = "ours@{seed}.localhost"

[mail.seed.inbox]
kind = "imap"
host = "127.0.0.1"
port = {imap}
security = "none"
user = "{seed}"
password = {{ file = "password" }}
"""


class Greylist:
    """Postfix's policy service: it defers each recipient a number of times, then lets it pass."""

    def __init__(self, port: int) -> None:
        self.defers = 0
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """End it."""
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                talk, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(talk,), daemon=True).start()

    def _answer(self, talk: socket.socket) -> None:
        with talk, talk.makefile("rw", encoding="utf-8", newline="\n") as lines:
            asked: dict[str, str] = {}
            for line in lines:
                if line.strip():
                    name, _, value = line.strip().partition("=")
                    asked[name] = value
                    continue
                self.asked.append(asked["recipient"])
                late = len(self.asked) <= self.defers
                lines.write(f"action={'DEFER_IF_PERMIT greylisted' if late else 'DUNNO'}\n\n")
                lines.flush()


@pytest.fixture(scope="module")
def policy(postfix: Postfix) -> Iterator[Greylist]:
    """Run one policy service: Postfix keeps its connection to it."""
    one = Greylist(postfix.policy)
    yield one
    one.close()


@pytest.fixture
def greylist(policy: Greylist) -> Greylist:
    """Return a greylist that lets everything pass at once."""
    policy.defers = 0
    policy.asked.clear()
    return policy


class World:
    """The campaign, and the accounts behind the exchanger."""

    def __init__(self, one: Campaigning, loaded: Loaded, accounts: dict[str, str]) -> None:
        self.one = one
        self.loaded = loaded
        self.accounts = accounts

    @property
    def database(self) -> Path:
        """Where the records are."""
        return database(Path(self.loaded.study.study.data))

    async def read_seeds(self) -> None:
        """Read the seeds' accounts, as the daemon does."""
        rounds = SeedRounds(
            seed_inboxes(self.loaded), sink=self.one.writer, folder=self.one.evidence, give_up=lambda _: None
        )
        await rounds.read(self.database)
        await self.one.writer.settled()


@pytest.fixture
async def world(
    study_file: Callable[..., Path],
    postfix: Postfix,
    dovecot: Dovecot,
    name_server: NameServer,
    greylist: Greylist,
    carrying_out: Callable[[Study], Awaitable[Campaigning]],
) -> World:
    """Return a campaign whose providers' mail goes to Postfix by DNS."""
    del greylist
    accounts = {"support": dovecot.account(), "seed": dovecot.account()}
    file = study_file(
        providers=1, weeks=2, more="",
        seeds=_SEED.format(
            resolver=name_server.place, port=postfix.ports["grey"], seed=accounts["seed"], imap=dovecot.imap
        ),
    )  # fmt: skip
    text = file.read_text(encoding="utf-8").replace('support@host-1.localhost", server = "smtp://127.0.0.1:9"', 'DOOR"')
    file.write_text(text.replace("DOOR", f"support@{accounts['support']}.localhost"), encoding="utf-8")
    file.with_name("password").write_text("a sound secret", encoding="utf-8")
    name_server.lines = ["mx.localhost A 127.0.0.1"]
    name_server.lines += [f"{account}.localhost MX 10 mx.localhost." for account in accounts.values()]
    loaded = load(file)
    (task,) = loaded.study.task
    quick = msgspec.structs.replace(task, probe=msgspec.structs.replace(task.probe, retry_seconds=(0.1, 0.1)))
    return World(await carrying_out(msgspec.structs.replace(loaded.study, task=(quick,))), loaded, accounts)


def lies_in(dovecot: Dovecot, account: str, count: int) -> bool:
    """Wait until *count* messages lie in *account*, and tell whether they are no more."""
    until = time.monotonic() + 10
    with dovecot.session(account) as client:
        while (found := int(client.select(readonly=True)[1][0])) < count and time.monotonic() < until:
            time.sleep(0.05)
    return found == count


async def test_letter_reaches_the_provider_through_its_own_exchanger(
    world: World, dovecot: Dovecot, greylist: Greylist
) -> None:
    """A question passes a greylisting Postfix at the second try, arrives once, and was sent when Postfix said 250."""
    greylist.defers = 1
    contact = world.one.document.contacts[0]
    await world.one.at(contact.at)
    (handover,) = world.one.kept(Handover)
    attempts = world.one.kept(DeliveryAttempt)
    assert world.one.document.server is None
    assert [one.failure for one in attempts] == [Failure.MAIL_DEFERRED, None]
    assert "greylisted" in attempts[0].detail
    assert (handover.failure, handover.at) == (None, contact.at + timedelta(seconds=2))
    assert handover.detail.startswith("250 2.0.0 Ok: queued as")
    assert len(world.one.kept(Case)) == 1
    assert await asyncio.to_thread(lies_in, dovecot, world.accounts["support"], 1)


async def test_unknown_mailbox(world: World, name_server: NameServer) -> None:
    """What the provider's own exchanger refuses for good is the provider's finding, and nothing is sent again."""
    name_server.lines.append("relay.localhost MX 5 mx.localhost.")
    contact = msgspec.structs.replace(world.one.document.contacts[0], url="mailto:support@relay.localhost")
    document = msgspec.structs.replace(world.one.document, contacts=(contact,), seeds=())
    world.one.document = document
    world.one.approve()
    await world.one.stop()
    await world.one.start()
    await world.one.at(contact.at)
    (handover,) = world.one.kept(Handover)
    assert handover.failure is Failure.MAIL_REJECTED
    assert len(world.one.kept(DeliveryAttempt)) == 1


async def test_seed_at_another_house_proves_delivery(world: World, dovecot: Dovecot) -> None:
    """A seed's letter is found by its own account's reader; until then the day's questions are not proven."""
    contact, seed = world.one.document.contacts[0], world.one.document.seeds[0]
    await world.one.at(contact.at)
    await world.one.at(seed.at)
    later = seed.at + timedelta(hours=2)
    cases = world.one.kept(Case)
    assert unproven(cases, world.one.kept(Message), later) == {contact.case}
    assert await asyncio.to_thread(lies_in, dovecot, world.accounts["seed"], 1)
    await asyncio.to_thread(dovecot.deliver, world.accounts["seed"], b"From: bank@x.example\nSubject: private\n\nx\n")
    await world.read_seeds()
    await world.read_seeds()
    (message,) = world.one.kept(Message)
    assert (message.case, message.matched_by) == (seed.case, Match.REFERENCE)
    assert message.id.startswith("seed:elsewhere:imap:INBOX:")
    assert abs(message.received_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert unproven(cases, [message], later) == frozenset()
    (standing,) = seed_letters(cases, world.one.kept(Handover), [message])
    assert standing.came_at == message.received_at


async def test_seed_account_that_cannot_be_read(world: World, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Trouble with a seed's account is told once, naming its key, and harms nothing else."""
    (tmp_path / "password").write_text("wrong", encoding="utf-8")
    rounds = SeedRounds(
        seed_inboxes(world.loaded), sink=world.one.writer, folder=world.one.evidence, give_up=lambda _: None
    )
    await rounds.read(world.database)
    await rounds.read(world.database)
    told = [record.getMessage() for record in caplog.records if "seed" in record.getMessage()]
    assert len(told) == 1
    assert told[0].endswith("Until then nothing proves that letters reach the seed elsewhere.")


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ('resolver = "dns.example"', "mail.resolver must be an address, or ADDRESS:PORT, not 'dns.example'"),
        ("exchanger_port = 0", "mail.exchanger_port must be between 1 and 65535"),
        (
            'delivery = "direct"\nuser = "u"\npassword = { env = "X" }',
            "mail.user is for mail.server: letters that go straight to a provider need no account",
        ),
    ],
)
def test_mistakes_of_delivery(study_file: Callable[..., Path], keys: str, told: str) -> None:
    """What cannot be delivered by is told by its key before anything runs."""
    with pytest.raises(ConfigError) as caught:
        load(study_file(seeds=keys))
    assert told in str(caught.value)


def test_a_relay_that_is_not_named(study_file: Callable[..., Path]) -> None:
    """A study that wants a relay must name it."""
    file = study_file(seeds='delivery = "relay"')
    text = "\n".join(line for line in file.read_text("utf-8").splitlines() if not line.startswith("server = "))
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r'mail.delivery is "relay", and there is none'):
        load(file)
