"""How fast samples are stored (bar 4)."""

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.stored import (
    DICE,
    FULL,
    MINUTE_MS,
    RUNS,
    SERIES,
    START_MS,
    Sizes,
    connected,
    exchange,
    seconds_of,
    tell,
)
from results.keep import Store
from results.keep.narrow import encode as encode_observation
from results.keep.packing import pack
from results.keep.samples import Samples
from results.keep.shared import Shared
from results.records import Observation

BATCH = 1_000


def main(sizes: Sizes = FULL) -> None:
    """Print the line of the bar."""
    with tempfile.TemporaryDirectory(prefix="kaklet-bench-") as folder:
        ingest(Path(folder), sizes)


def ingest(folder: Path, sizes: Sizes) -> None:
    """Bar 4: encoded rows against a bare executemany of integers, both in transactions of a thousand rows."""
    observations = [exchange(*divmod(number, SERIES)) for number in range(sizes.ingested)]
    rates: dict[str, list[float]] = defaultdict(list)
    for run in range(RUNS):
        for name, work in (("ours", ingest_encoded), ("peer", ingest_bare), ("objects", ingest_objects)):
            path = folder / f"{name}-{run}.sqlite3"
            rates[name].append(sizes.ingested / work(path, observations))
            path.unlink()
    ours, peer, objects = (statistics.median(rates[name]) for name in ("ours", "peer", "objects"))
    tell(
        "ingest of encoded rows, rows/s",
        ours,
        peer,
        0.5,
        met=ours / peer >= 0.5,  # noqa: PLR2004 -- the bar
        from_observations=round(objects),
    )


def batches(many: list[Observation]) -> Iterator[list[Observation]]:
    """Yield *many* in batches."""
    return (many[at : at + BATCH] for at in range(0, len(many), BATCH))


def ingest_encoded(path: Path, observations: list[Observation]) -> float:
    """Write rows that have been encoded before, with all that keeping does for them; return the seconds."""
    Store.create(path).close()
    with closing(connected(path)) as db:
        shared = Shared(db)
        samples = Samples(db, shared)
        encoded = [[encode_observation(one, shared) for one in batch] for batch in batches(observations)]

        def write() -> None:
            for batch in encoded:
                db.execute("BEGIN IMMEDIATE")
                samples.insert(batch)
                db.execute("COMMIT")

        return seconds_of(write)


def ingest_objects(path: Path, observations: list[Observation]) -> float:
    """Keep observations as the daemon does; return the seconds."""
    with closing(Store.create(path)) as store:
        started = time.perf_counter()
        for batch in batches(observations):
            store.keep(batch)
        return time.perf_counter() - started


def ingest_bare(path: Path, observations: list[Observation]) -> float:
    """Insert integers into the layout that was found best: one packed key, a status, six timings."""
    rows = [
        (pack(START_MS + slot * MINUTE_MS, series + 1), 200, *(DICE.randrange(200, 200_000) for _ in range(6)))
        for slot, series in (divmod(number, SERIES) for number in range(len(observations)))
    ]
    with closing(connected(path)) as db:
        db.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, status, a, b, c, d, e, f)")

        def write() -> None:
            for at in range(0, len(rows), BATCH):
                db.execute("BEGIN IMMEDIATE")
                db.executemany("INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows[at : at + BATCH])
                db.execute("COMMIT")

        return seconds_of(write)


if __name__ == "__main__":
    main()
