"""What agents send is judged and kept once, in whatever order and however late it comes; and it is not believed."""

from __future__ import annotations

import random
import time
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from vantages import EVERY, Collected, proved, rolled

from kaklet.fleet import wire
from kaklet.fleet.topics import ACK, BATCH, MANIFEST, topic
from kaklet.fleet.transport import Letter
from kaklet.fleet.wire import Batch, WireError, packed, read_batch
from kaklet.reporting import compare_study
from kaklet.tables.summary import summary_lines
from results.judge.summary import summarise
from results.keep.fleet import refusals
from results.keep.outbox import Outbox
from results.records import Failure, FormSeen, Heartbeat, Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vantages import Vantage

    from kaklet.config import Loaded

    Study = Callable[..., Loaded]
    Made = Callable[..., Vantage]

DAYS = timedelta(days=1)


def agent_with_a_past(vantage: Made) -> Vantage:
    """Make an agent with two runs, failures, misses and heartbeats."""
    one = vantage(start=datetime(2026, 5, 3, 11, 30, tzinfo=UTC))
    now = one.start + 100 * EVERY
    one.make(40, now=now)
    one.make(10, first=40, failure=Failure.TIMEOUT, now=now)
    one.keep(Heartbeat(session=one.session.id, at=one.start + 50 * EVERY), now=now)
    one.session = msgspec.structs.replace(one.session, id="second", started_at=one.start + 60 * EVERY)
    one.keep(one.session, now=now)
    one.keep(*(one.observed(slot, failure=Failure.MISSED_DOWN, started_at=None) for slot in range(50, 60)), now=now)
    one.make(30, first=60, now=now)
    one.keep(Heartbeat(session="second", at=one.start + 91 * EVERY, ended=True), now=now)
    return one


@pytest.mark.parametrize("seed", range(3))
def test_order_and_number_of_deliveries_change_nothing(
    fleet_study: Study, vantage: Made, tmp_path: Path, seed: int
) -> None:
    """Out of order, twice and two days late: the store says the same, and its roll-ups are the same bytes."""
    loaded, one = fleet_study(), agent_with_a_past(vantage)
    letters = one.letters()
    in_order = Collected(loaded, tmp_path / "in-order.sqlite3")
    for letter in letters:
        in_order.take([letter], one.start + 92 * EVERY)
    dice = random.Random(seed)  # noqa: S311 -- repeatable on purpose
    mixed = letters + dice.sample(letters, len(letters) // 2)
    dice.shuffle(mixed)
    late = Collected(loaded)
    half = len(mixed) // 2
    late.take(mixed[:half], one.start + 92 * EVERY)
    rolled(late.path)  # what was rolled up is opened again by what comes later
    late.take(mixed[half:], one.start + 2 * DAYS)
    proved([one], in_order)
    proved([one], late)
    assert rolled(late.path) == rolled(in_order.path)
    with late.store() as store, in_order.store() as other:
        assert store.heartbeats() == other.heartbeats()
        assert sorted(map(str, store.all(Session))) == sorted(map(str, other.all(Session)))
    assert late.complete()[one.agent].late > 0
    assert in_order.complete()[one.agent].frozen == 0


def test_a_batch_is_answered_each_time_and_kept_once(fleet_study: Study, vantage: Made) -> None:
    """A collector that dies between its commit and its answer is asked again, and answers."""
    loaded, one = fleet_study(), vantage()
    one.make(10)
    collected = Collected(loaded)
    first, second = (collected.take(one.letters(most=100)) for _ in range(2))
    assert [letter.topic for letter in (*first, *second)] == [topic("small", one.agent, ACK)] * 2
    ack = msgspec.json.decode(second[0].payload, type=wire.Ack)
    assert (ack.first, ack.last, ack.refused) == (1, len(one.made), ())
    proved([one], collected)


def test_what_comes_after_two_weeks_changes_no_period(fleet_study: Study, vantage: Made) -> None:
    """It is kept apart and counted, acknowledged, and no sample, roll-up or run of it is in the store."""
    loaded, one = fleet_study(), vantage(start=datetime(2026, 5, 3, 11, 30, tzinfo=UTC))
    one.make(20)
    collected = Collected(loaded)
    before = rolled(collected.path)
    answers = collected.take(one.letters(most=100), one.start + 15 * DAYS)
    assert len(answers) == 1
    assert collected.observations() == []
    assert rolled(collected.path) == before
    told = collected.complete()[one.agent]
    assert (told.produced, told.collected, told.frozen, told.late, told.lost) == (41, 0, 41, 0, 0)
    with collected.store() as store:
        assert store.all(Session) == []


def test_a_clock_that_is_ahead_moves_no_period(fleet_study: Study, vantage: Made) -> None:
    """Samples of tomorrow are kept apart: they would make the study end tomorrow."""
    loaded, one = fleet_study(), vantage(start=datetime(2026, 5, 3, 11, 30, tzinfo=UTC))
    one.make(5)
    collected = Collected(loaded)
    collected.take(one.letters(), one.start - DAYS)
    assert collected.observations() == []
    assert collected.complete()[one.agent].frozen == len(one.made)


def test_a_memory_that_was_written_anew_is_another_epoch(fleet_study: Study, vantage: Made) -> None:
    """Sequence 1 comes again, of another epoch, and is another record; what the old one still held is lost."""
    loaded, one = fleet_study(), vantage()
    one.make(10)
    collected = Collected(loaded)
    letters = one.letters(most=5)
    collected.take([letters[0], letters[2]])
    assert collected.complete()[one.agent].under_way == 5
    for file in one.path.parent.iterdir():
        file.unlink()
    known = one.made[:5] + one.made[10:15]
    one.made = []
    one.session = msgspec.structs.replace(one.session, id="anew")
    one.make(10, first=100)
    collected.take(one.letters())
    told = collected.complete()[one.agent]
    assert (told.epochs, told.produced, told.collected, told.lost, told.under_way) == (2, 36, 31, 5, 0)
    assert len(collected.observations()) == len(known) + len(one.made) - 2


def test_an_agent_is_who_the_topic_says(fleet_study: Study, vantage: Made) -> None:
    """A record that names another agent is refused and counted, and costs no other; so is another agent's run."""
    loaded, one, other = fleet_study(), vantage(), vantage("lund-2")
    other.make(3)
    collected = Collected(loaded)
    collected.take(other.letters())
    one.make(3)
    one.keep(one.observed(50, agent="lund-2"))
    one.keep(one.observed(51, session=other.session.id))
    answers = collected.take(one.letters(most=100))
    ack = msgspec.json.decode(answers[0].payload, type=wire.Ack)
    assert ack.refused == ((8, "names another agent"), (9, "names a run that its batch does not tell of"))
    told = collected.complete()
    assert (told[one.agent].collected, told[one.agent].refused, told[one.agent].lost) == (7, 2, 0)
    assert told["lund-2"].collected == len(other.made)
    assert {one.agent for one in collected.observations() if one.session == other.session.id} == {"lund-2"}


def test_a_run_belongs_to_whoever_named_it_first(fleet_study: Study, vantage: Made) -> None:
    """A batch that claims another agent's run for itself keeps nothing of it."""
    loaded, one, thief = fleet_study(), vantage(), vantage("lund-2")
    one.make(3)
    thief.session = msgspec.structs.replace(thief.session, id=one.session.id)
    thief.make(3)
    collected = Collected(loaded)
    collected.take([*one.letters(), *thief.letters()])
    assert {sample.agent for sample in collected.observations()} == {one.agent}
    assert collected.complete()["lund-2"].refused == len(thief.made)


def batch_of(one: Vantage, *records: bytes) -> bytes:
    """Make a batch of *records* as they are."""
    return packed(
        Batch(
            epoch="e",
            batch_id="b",
            first=1,
            kept_from=1,
            sessions=[one.session],
            records=list(enumerate(records, 1)),
            sent_at=datetime.now(UTC),
        )
    )


def test_a_bad_record_costs_no_other(fleet_study: Study, vantage: Made) -> None:
    """What is no record, cannot be or is not asked is named in the answer and counted; its neighbours are kept."""
    loaded, one = fleet_study(), vantage()
    collected = Collected(loaded)
    encode = msgspec.msgpack.encode
    form = FormSeen(provider="x", target="site", signature="s", at=one.start, description="{}", evidence="e")
    bad = [
        encode({"type": "nonsense"}),
        b"\x91" * 3_000 + b"\xc0",
        encode(one.observed(1, slot=datetime(2026, 5, 3))),  # noqa: DTZ001 -- without a zone on purpose
        encode(one.observed(1, slot=datetime(9999, 5, 3, tzinfo=UTC))),
        encode(one.observed(1, metrics={"total_seconds": float("nan")})),
        encode(one.observed(1, metrics={f"m{number}": 1.0 for number in range(200)})),
        encode(one.observed(1, duration_seconds=-5.0)),
        encode(one.observed(1, attempt=10**9)),
        encode(one.observed(1, detail="x" * 30_000)),
        encode(one.observed(1, started_at=None)),
        encode(one.observed(1, provider="gamma")),
        encode(one.observed(1, task="x" * 10_000)),
        encode(one.observed(1, session=None)),
        encode(Heartbeat(session=one.session.id, at=one.start, mailbox_read_at=one.start)),
        encode(form),
        encode(msgspec.structs.replace(one.session, started_at=datetime(2026, 5, 3))),  # noqa: DTZ001 -- as above
        encode(msgspec.structs.replace(one.session, software="x" * 300)),
    ]
    good = encode(one.session), encode(one.observed(1)), encode(one.observed(2, "beta", Failure.TIMEOUT))
    payload = batch_of(one, good[0], *bad, *good[1:])
    answers = collected.take([Letter(topic("small", one.agent, BATCH), payload)])
    ack = msgspec.json.decode(answers[0].payload, type=wire.Ack)
    assert [seq for seq, _ in ack.refused] == list(range(2, 2 + len(bad)))
    assert len(collected.observations()) == 2
    told = collected.complete()[one.agent]
    assert (told.produced, told.collected, told.refused) == (3 + len(bad), 3, len(bad))
    with collected.store() as store:
        assert sum(refusal.count for refusal in refusals(store)) == len(bad)


HOSTILE = {
    "empty": b"",
    "garbage": random.Random(1).randbytes(100_000),  # noqa: S311 -- as above
    "a bomb": zlib.compress(bytes(40_000_000), 9),
    "too long": bytes(wire.COMPRESSED_BYTES + 1),
    "cut off": zlib.compress(b"x" * 1_000)[:-5],
    "followed by something": zlib.compress(msgspec.msgpack.encode({})) + b"x",
    "deep": zlib.compress(b"\x91" * 15_000_000),
    "wide": zlib.compress(b"\xdd\x00\xe4\xe1\xc0" + bytes(15_000_000)),
    "no map": zlib.compress(msgspec.msgpack.encode([1, 2, 3])),
    "many records": zlib.compress(
        msgspec.msgpack.encode(
            {
                "v": 1,
                "epoch": "e",
                "batch_id": "b",
                "first": 1,
                "kept_from": 1,
                "sessions": [],
                "sent_at": datetime(2026, 5, 3, tzinfo=UTC),
                "records": [(seq, b"") for seq in range(1, 1_000_000)],
            }
        )
    ),
    "a sequence that cannot be": zlib.compress(
        msgspec.msgpack.encode(
            {
                "v": 1,
                "epoch": "e",
                "batch_id": "b",
                "first": 1,
                "kept_from": 1,
                "sessions": [],
                "sent_at": datetime(2026, 5, 3, tzinfo=UTC),
                "records": [(2**63, b"")],
            }
        )
    ),
}


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_a_hostile_batch_is_counted_and_costs_little(fleet_study: Study, vantage: Made, what: str) -> None:
    """It is refused within a moment, and what came with it is kept."""
    loaded, one = fleet_study(), vantage()
    one.make(3)
    collected = Collected(loaded)
    started = time.process_time()
    with pytest.raises(WireError):
        read_batch(HOSTILE[what])
    assert time.process_time() - started < 1
    place = topic("small", one.agent, BATCH)
    collected.take([Letter(place, HOSTILE[what]), *one.letters(), Letter("kaklet/v1/small/x y/up/batch", b"")])
    proved([one], collected)
    with collected.store() as store:
        ((agent, count),) = [(refusal.agent, refusal.count) for refusal in refusals(store)]
    assert (agent, count) == (one.agent, 1)


def manifests(one: Vantage) -> list[Letter]:
    """Return the manifests of the days that are over."""
    with closing(Outbox.create(one.path)) as outbox:
        return [Letter(topic("small", one.agent, MANIFEST), msgspec.json.encode(told)) for told in outbox.manifests()]


def test_the_manifest_of_a_day_is_what_was_collected(fleet_study: Study, vantage: Made) -> None:
    """Count and digest agree, in whatever order things came; a record that was altered on the way shows."""
    loaded, one = fleet_study(), vantage(start=datetime(2026, 5, 3, 23, 30, tzinfo=UTC))
    one.make(20, now=one.start)
    one.make(20, first=40, now=one.start + timedelta(hours=1))
    told, letters = manifests(one), one.letters()
    assert len(told) == 1
    collected = Collected(loaded)
    answers = collected.take([*told, *reversed(letters)], one.start + timedelta(hours=2))
    assert msgspec.json.decode(answers[0].payload)["type"] == "manifest"
    found = collected.complete()[one.agent]
    assert (found.days, found.days_unlike, found.lost) == (1, 0, 0)

    manifest = msgspec.json.decode(told[0].payload)
    altered = msgspec.json.encode({**manifest, "digest": "0" * 32})
    collected.take([told[0]._replace(payload=altered)])
    assert collected.complete()[one.agent].days_unlike == 1


def test_what_a_manifest_names_and_never_came_is_lost(fleet_study: Study, vantage: Made) -> None:
    """A batch that the agent no longer has, and the collector never had, is counted."""
    loaded, one = fleet_study(), vantage(start=datetime(2026, 5, 3, 23, 30, tzinfo=UTC))
    one.make(20, now=one.start)
    letters = one.letters(most=10)
    with closing(Outbox.create(one.path)) as outbox:
        outbox.forget(range(1, 42))
    one.make(1, first=40, now=one.start + timedelta(hours=1))
    collected = Collected(loaded)
    now = one.start + timedelta(hours=2)
    collected.take([letters[0], *letters[2:], *manifests(one), *one.letters()], now)
    found = collected.complete()[one.agent]
    assert (found.produced, found.collected, found.lost, found.under_way) == (43, 33, 10, 0)


def test_one_of_three_that_is_cut_off_is_never_down(fleet_study: Study, vantage: Made) -> None:
    """Where one vantage sees nothing, the places differ; where it says nothing, two are enough. Nothing is down."""
    loaded = fleet_study()
    start = datetime(2026, 5, 3, 11, 0, tzinfo=UTC)
    agents = [vantage(name, start) for name in ("malmo-1", "lund-2", "ystad-3")]
    for one in agents[:2]:
        one.make(60)
    agents[2].make(20)
    agents[2].make(20, first=20, failure=Failure.TIMEOUT)
    agents[0].keep(Heartbeat(session=agents[0].session.id, at=start + timedelta(hours=1)))
    collected = Collected(loaded)
    collected.take([letter for one in agents for letter in one.letters()], start + timedelta(hours=2))
    found = summarise(compare_study(loaded))
    told = "\n".join(summary_lines(found))
    assert f"{'ystad-3':<14} {81:>9} {81:>9} {81:>9} {0:>9}" in told
    assert [one.lost for one in found.agents] == [0, 0, 0]
    for provider in found.providers:
        (check,) = provider.checks
        assert (check.down, check.outages) == (0, ())
        assert check.disagree == 20
        assert check.up == check.due - check.disagree
