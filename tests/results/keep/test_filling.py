"""Pages of samples are full in the end, whatever order the samples came in, and not one row is lost for it."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from results.keep import Store, StoreError, filling
from results.records import Observation

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
SERIES = 120

Observed = Callable[..., Observation]


def shuffled(observed: Observed, slots: int) -> Iterator[Observation]:
    """Yield the samples of *slots*, within each in an order of its own."""
    dice = random.Random(5)  # noqa: S311 -- repeatable on purpose
    for slot in range(slots):
        for number in dice.sample(range(SERIES), SERIES):
            at = observed().slot + slot * timedelta(minutes=1)
            yield observed(
                slot=at, started_at=at, provider=f"p{number}", hops=(), metrics={"ttfb_seconds": dice.random()}
            )


def kept(path: Path, many: list[Observation], *, batch: int) -> float:
    """Keep *many* in small batches; tell how full the pages of samples are."""
    with closing(Store.create(path)) as store:
        for at in range(0, len(many), batch):
            store.keep(many[at : at + batch])
    with closing(sqlite3.connect(path)) as db:
        query = "SELECT 1.0 - 1.0 * sum(unused) / sum(pgsize) FROM dbstat WHERE name = 'samples' AND pagetype = 'leaf'"
        try:
            return float(db.execute(query).fetchone()[0])
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no dbstat")


def test_pages_are_full_although_samples_come_in_any_order(
    tmp_path: Path, observed: Observed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine tenths without, nearly all with it; and each sample comes back once."""
    many = list(shuffled(observed, 60))
    with monkeypatch.context() as patched:
        patched.setattr(filling, "PACK_AFTER", 1_000_000)
        before = kept(tmp_path / "as-they-come.sqlite3", many, batch=10)
    monkeypatch.setattr(filling, "PACK_AFTER", 1_000)
    after = kept(tmp_path / "packed.sqlite3", many, batch=10)
    assert before < 0.92
    assert after > 0.94  # of so few rows, the last thousand still wait
    with closing(Store.read(tmp_path / "packed.sqlite3")) as store:
        found = {one.key: one for one in store.observations(*ALWAYS)}
        assert len(found) == store.count("observations") == len(many)
    with closing(Store.read(tmp_path / "as-they-come.sqlite3")) as store:
        assert found == {one.key: one for one in store.observations(*ALWAYS)}


def test_a_batch_taken_back_after_packing_loses_nothing(
    store: Store, observed: Observed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows that were moved in a transaction that failed are where they were."""
    monkeypatch.setattr(filling, "PACK_AFTER", 100)
    many = list(shuffled(observed, 3))
    first, second = many[: 2 * SERIES], many[2 * SERIES :]
    for at in range(0, 2 * SERIES, 10):
        store.keep(first[at : at + 10])
    done: list[bool] = []
    monkeypatch.setattr(store._samples, "_open_hours", lambda _: done.append(_moved(store)) or _fail())  # noqa: SLF001 -- fails after the packing
    with pytest.raises(StoreError):
        store.keep(second[:10])
    monkeypatch.undo()
    assert done == [True]
    assert {one.key for one in store.observations(*ALWAYS)} == {one.key for one in first}
    store.keep(second)
    assert store.count("observations") == 3 * SERIES


def _moved(store: Store) -> bool:
    """Tell whether the stretch was written anew: its table is there."""
    return bool(store._db.execute("SELECT count(*) FROM sqlite_temp_master WHERE name = 'stretch'").fetchone()[0])  # noqa: SLF001 -- looks inside


def _fail() -> None:
    raise sqlite3.OperationalError("disk I/O error")


def test_packing_does_not_mind_a_reader_of_the_same_store(
    store: Store, observed: Observed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is in the middle of reading gets each sample once, and writing goes on."""
    monkeypatch.setattr(filling, "PACK_AFTER", 100)
    many = list(shuffled(observed, 6))
    store.keep(many[:SERIES])
    reading = store.observations(*ALWAYS)
    found = [next(reading)]
    for at in range(SERIES, len(many), 10):
        store.keep(many[at : at + 10])
    found.extend(reading)
    assert len({one.key for one in found}) == len(found)
    assert store.count("observations") == len(many)


def test_a_late_sample_does_not_move_all_that_came_after_it(
    store: Store, observed: Observed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written anew is bounded by how much came out of order."""
    monkeypatch.setattr(filling, "PACK_AFTER", 2)
    at = observed().slot
    store.keep([observed(slot=at + n * timedelta(minutes=1)) for n in range(1, 300)])
    moved: list[str] = []
    store._db.conn.set_trace_callback(moved.append)  # noqa: SLF001 -- hears what SQLite is told
    store.keep([observed(slot=at), observed(slot=at + timedelta(milliseconds=1))])
    store.keep([observed(slot=at + timedelta(hours=9))])
    (since,) = [int(line.rsplit("id >= ", 1)[1]) for line in moved if line.startswith("DELETE FROM samples")]
    with closing(sqlite3.connect(store._path())) as db:  # noqa: SLF001 -- where it is
        assert db.execute("SELECT count(*) FROM samples WHERE id >= ?", (since,)).fetchone()[0] <= 2 * 4 + 1
