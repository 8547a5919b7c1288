"""Roll-ups are a cache: they tell what the samples tell, late ones included, and come out the same again."""

import random
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from results.judge.ledger import SeriesLedger, ledgers
from results.judge.rolling import fold, merged, roll_up
from results.keep import Folding, Store
from results.keep.packing import DAY_MS, HOUR_MS
from results.keep.rollups import plan
from results.records import Failure, Observation, Session
from results.records.rollup import Rollup, SeriesName, Timed

Observed = Callable[..., Observation]
FOLDING = Folding(
    roll_up=roll_up,
    merged=merged,
    speeds={"http": "total_seconds", "tcp": "connect_seconds", "dns": "query_seconds", "icmp": "rtt_median_seconds"},
)
DAY = timedelta(days=1)


def add_up(rollups: Iterable[Rollup], edges: Iterable[Observation]) -> list[tuple[object, ...]]:
    """Tell all that judging reads of each series, slot by slot."""

    def spelled_out(one: SeriesLedger) -> tuple[object, ...]:
        slots = [(slot, run.failure) for run in one.runs for slot in run.slots]
        return one.series, slots, one.taken, one.phases, max(span.slowest_us for span in one.spans)

    scheduled = (one for one in edges if not one.attempt)
    return [spelled_out(one) for one in ledgers([*rollups, *fold(scheduled, lambda one: FOLDING.speeds[one.kind])])]


def some_days(observed: Observed, start: datetime, days: int = 3) -> list[Observation]:
    """Make samples of several kinds, ten minutes apart, some failed, some without the metric of their kind."""
    dice = random.Random(7)  # noqa: S311 -- repeatable on purpose
    many = []
    for slot in range(144 * days):
        for kind, metric in FOLDING.speeds.items():
            failure = dice.choice([None] * 9 + [Failure.TIMEOUT, Failure.PROBE_FAULT])
            seconds = dice.lognormvariate(-1.5, 0.8)
            many.append(
                observed(
                    kind=kind,
                    slot=start + timedelta(minutes=10 * slot),
                    duration_seconds=seconds + 0.001,
                    failure=failure,
                    metrics={} if failure or dice.random() < 0.1 else {metric: seconds},
                )
            )
    return many


def rows(path: Path) -> list[tuple[object, ...]]:
    """Read every byte of all roll-ups."""
    with closing(sqlite3.connect(path)) as db:
        tables = ("rollups_hourly", "rollups_daily", "phases_hourly", "phases_daily")
        return [row for table in tables for row in db.execute(f"SELECT * FROM {table} ORDER BY id")]  # noqa: S608


@pytest.fixture
def start(observed: Observed) -> datetime:
    """Return a midnight."""
    return observed().slot.replace(hour=0)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (timedelta(), 3 * DAY),
        (timedelta(minutes=10), 3 * DAY - timedelta(minutes=10)),
        (timedelta(hours=1), timedelta(hours=2)),
        (timedelta(hours=1, minutes=20), timedelta(hours=1, minutes=40)),
        (-DAY, 30 * DAY),
        (DAY, DAY),
    ],
)
def test_a_period_of_roll_ups_and_edges_is_the_period_of_raw(
    store: Store, observed: Observed, start: datetime, since: timedelta, until: timedelta
) -> None:
    """Wherever the period begins and ends, each sample counts once."""
    store.keep(some_days(observed, start))
    store.roll_up(FOLDING)
    rollups, edges = store.rolled(start + since, start + until, phases=True)
    raw = store.observations(start + since, start + until)
    assert add_up(rollups, edges) == add_up([], raw)


def test_whole_days_are_read_as_days(store: Store, observed: Observed, start: datetime) -> None:
    """What is rolled up is not read raw; a long period takes one row for a series and day."""
    store.keep(some_days(observed, start))
    store.roll_up(FOLDING)
    rollups, edges = store.rolled(start, start + 3 * DAY, phases=True)
    assert [one.seconds for one in rollups] == [86_400] * 3 * len(FOLDING.speeds)
    assert list(edges) == []


def test_late_samples_open_their_hour_again(store: Store, observed: Observed, start: datetime) -> None:
    """Until it is rolled up again an hour is read raw, so that no figure misses what came late."""
    many = some_days(observed, start)
    late = [one for number, one in enumerate(many) if number % 50 == 0]
    store.keep([one for one in many if one not in late])
    store.roll_up(FOLDING)
    store.keep(late)
    truth = add_up([], many)
    assert add_up(*store.rolled(start, start + 3 * DAY, phases=True)) == truth
    assert store.roll_up(FOLDING) == len({one.slot.replace(minute=0) for one in late})
    rollups, edges = store.rolled(start, start + 3 * DAY, phases=True)
    assert list(edges) == []
    assert add_up(rollups, []) == truth


def test_roll_ups_made_again_are_byte_for_byte_the_same(
    store: Store, tmp_path: Path, observed: Observed, start: datetime
) -> None:
    """From samples that came out of order and in several deliveries, or all at once from raw."""
    many = some_days(observed, start)
    random.Random(8).shuffle(many)  # noqa: S311 -- repeatable on purpose
    for at in range(0, len(many), 100):
        store.keep(many[at : at + 100])
        store.roll_up(FOLDING)
    before, digest = rows(tmp_path / "kaklet.sqlite3"), store.rollups_sha256()
    store.drop_rollups()
    assert rows(tmp_path / "kaklet.sqlite3") == []
    assert store.roll_up(FOLDING) == 72
    assert rows(tmp_path / "kaklet.sqlite3") == before
    assert store.rollups_sha256() == digest


def test_a_second_delivery_and_a_confirmation_change_no_roll_up(
    store: Store, tmp_path: Path, observed: Observed, start: datetime
) -> None:
    """What adds no weight leaves every byte as it is."""
    many = some_days(observed, start, days=1)
    store.keep(many)
    store.roll_up(FOLDING)
    before = rows(tmp_path / "kaklet.sqlite3")
    store.keep([*many[:10], observed(slot=many[0].slot, attempt=1)])
    store.roll_up(FOLDING)
    assert rows(tmp_path / "kaklet.sqlite3") == before


def test_rolling_up_leaves_the_samples_alone(store: Store, observed: Observed, start: datetime) -> None:
    """Raw stays: roll-ups are made beside it."""
    many = some_days(observed, start, days=1)
    store.keep(many)
    store.roll_up(FOLDING)
    assert store.count("observations") == len(many)


def test_an_empty_store_has_nothing_to_roll_up(store: Store, start: datetime) -> None:
    """No samples, no roll-ups, no edges."""
    assert store.roll_up(FOLDING) == 0
    assert list(store.rollups(start, start + DAY)) == []


def test_a_plan_covers_each_moment_once() -> None:
    """Days, hours and raw spans together are the period, with the open hours raw."""
    start, end = 3 * HOUR_MS + 7, 3 * DAY_MS + 5 * HOUR_MS + 11
    found = plan(start, end, {DAY_MS + 2 * HOUR_MS})
    spans = sorted([*found.days, *found.hours, *found.raw])
    assert [spans[0][0], *(end for _, end in spans)] == [*(begin for begin, _ in spans), end]
    assert (spans[0][0], found.days) == (start, [(2 * DAY_MS, 3 * DAY_MS)])
    assert (DAY_MS + 2 * HOUR_MS, DAY_MS + 3 * HOUR_MS) in found.raw


def test_the_newest_observations_are_found_in_roll_ups(store: Store, observed: Observed, start: datetime) -> None:
    """A series that ended long ago needs no search of all samples, and one that came late is not forgotten."""
    old = [observed(provider="gone", slot=start + timedelta(minutes=10 * place)) for place in range(9)]
    store.keep([*old, observed(slot=start + 90 * DAY)])
    store.roll_up(FOLDING)
    late = observed(provider="late", slot=start + DAY)
    store.keep([late])
    newest = {one.provider: one.slot for one in store.newest_observations()}
    assert newest == {"gone": old[-1].slot, "late": late.slot, "bjorkhost": start + 90 * DAY}


def test_it_is_noted_until_when_records_were_imported(
    store: Store, observed: Observed, session: Session, start: datetime
) -> None:
    """By task, whatever order they came in; what a daemon measured itself is no import."""
    imported = [observed(slot=start + place * DAY) for place in (1, 3, 2)]
    store.keep([session, *imported, observed(slot=start + 9 * DAY, session="s1")])
    assert store.imported_until() == {"front-page": start + 3 * DAY}


def test_samples_that_come_while_an_hour_is_counted_leave_it_open(
    store: Store, tmp_path: Path, observed: Observed, start: datetime
) -> None:
    """Counting keeps nobody from writing, and what came meanwhile is not lost from the counts."""
    store.keep([observed(slot=start)])
    late = observed(slot=start + timedelta(minutes=1))

    def disturbed(series: SeriesName, at: datetime, seconds: int, samples: Iterable[Timed]) -> Rollup:
        with closing(Store.create(tmp_path / "kaklet.sqlite3")) as other:
            other.keep([late])
        return roll_up(series, at, seconds, samples)

    assert store.roll_up(FOLDING._replace(roll_up=disturbed)) == 0
    assert store.roll_up(FOLDING) == 1
    (day,) = store.rollups(start, start + DAY)
    assert day.up == 2


def test_what_is_not_over_stays_open(store: Store, observed: Observed, start: datetime) -> None:
    """Only hours and days that ended before the given time are rolled up; the rest of the day is told by its hours."""
    store.keep([observed(slot=start + timedelta(hours=hour)) for hour in range(5)])
    assert store.roll_up(FOLDING, before=start + timedelta(hours=3, minutes=59)) == 3
    assert [one.seconds for one in store.rollups(start, start + DAY)] == [3_600] * 3
