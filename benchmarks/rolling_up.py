"""What building roll-ups takes, and the proof on raw rows that they are what the rows add up to (of bar 5)."""

import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from benchmarks.stored import (
    DICE,
    FULL,
    MINUTE_MS,
    SERIES,
    START,
    START_MS,
    Sizes,
    connected,
    exchange,
    seconds_of,
    tell,
)
from kaklet.rolling import FOLDING
from results.judge.histogram import bucket_of
from results.judge.ledger import ledgers
from results.judge.rolling import fold
from results.keep import Store
from results.keep.narrow import Encoded, NarrowRow
from results.keep.narrow import encode as encode_observation
from results.keep.packing import SERIES_MASK, pack
from results.keep.samples import Samples
from results.keep.shared import Shared
from results.keep.told_view import TOTAL_US
from results.records import Failure, Observation


def main(sizes: Sizes = FULL) -> None:
    """Print the line."""
    with tempfile.TemporaryDirectory(prefix="kaklet-bench-") as folder:
        proof(Path(folder), sizes)


def proof(folder: Path, sizes: Sizes) -> None:
    """Show on raw rows that what roll-ups tell is what the rows tell, counted one by one, and that it comes again."""
    path = folder / "raw.sqlite3"
    slots = sizes.raw // SERIES
    fill(path, slots)
    with closing(Store.create(path)) as store:
        ours = seconds_of(lambda: store.roll_up(FOLDING))
        digest = store.rollups_sha256()
        rollups, edges = store.rolled(START, START + timedelta(minutes=slots))
        rolled = ledgers([*rollups, *fold(edges, lambda _: "total_seconds")])
        found = sorted(
            (sum(one.taken.values()), one.count - sum(one.taken.values()), sorted(one.taken.items())) for one in rolled
        )
        started = time.perf_counter()
        same = found == counted_one_by_one(path)
        peer = time.perf_counter() - started
        store.drop_rollups()
        store.roll_up(FOLDING)
        again = store.rollups_sha256() == digest
    name = "roll-ups are what raw rows add up to, and come out the same again; seconds to build"
    tell(name, ours, peer, None, met=same and again, rows=slots * SERIES)
    path.unlink()


def fill(path: Path, slots: int) -> None:
    """Write *slots* of samples of every series, one in fifty a failure."""
    with closing(Store.create(path)), closing(connected(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        shared = Shared(db)
        samples = Samples(db, shared)
        db.execute("BEGIN IMMEDIATE")
        good = [encode_observation(exchange(number // SERIES, number % SERIES), shared) for number in range(6_000)]
        bad = encode_observation(
            Observation(
                agent="bench",
                provider="host-0",
                target="site",
                task="check-0",
                kind="http",
                slot=START,
                failure=Failure.TIMEOUT,
            ),
            shared,
        )
        rows = [one.row[1:] for one in (*good, *[bad] * (len(good) // 50))]
        for slot in range(slots):
            samples.insert([Encoded(row, 0) for row in moved(slot, DICE.choices(rows, k=SERIES))])
        db.execute("COMMIT")


def moved(slot: int, rows: list[NarrowRow]) -> Iterator[NarrowRow]:
    """Give *rows* the keys of a slot."""
    return ((pack(START_MS + slot * MINUTE_MS, series), *row) for series, row in enumerate(rows, 1))


def counted_one_by_one(path: Path) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """Count the raw rows of each series without any roll-up: successes, failures, successes by bucket."""
    buckets: dict[int, Counter[int]] = defaultdict(Counter)
    failed: Counter[int] = Counter()
    with closing(connected(path)) as db:
        query = f"SELECT samples.id, failure, {TOTAL_US} FROM samples JOIN answers ON answers.id = answer"  # noqa: S608
        for key, failure, total_us in db.execute(query):
            if failure is None:
                buckets[key & SERIES_MASK][bucket_of(total_us)] += 1
            else:
                failed[key & SERIES_MASK] += 1
    return sorted((sum(found.values()), failed[series], sorted(found.items())) for series, found in buckets.items())


if __name__ == "__main__":
    main()
