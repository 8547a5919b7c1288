"""How wide samples are on disk, how fast they are stored, and how fast roll-ups tell a long period (bars 4 and 5)."""

import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.widths import BAR, widths
from probes import KINDS
from results.judge.histogram import bucket_of, encode
from results.judge.rolling import add_up, merged, roll_up
from results.keep import Folding, Store
from results.keep.narrow import Encoded, NarrowRow
from results.keep.narrow import encode as encode_observation
from results.keep.packing import DAY_MS, HOUR_MS, SERIES_MASK, pack
from results.keep.samples import Samples
from results.keep.shared import Shared
from results.keep.told_view import TOTAL_US
from results.records import Failure, Hop, Observation

RUNS = 5
SERIES = 120
"""20 providers x 6 checks."""
BATCH = 1_000
START = datetime(2026, 1, 1, tzinfo=UTC)
START_MS = round(START.timestamp() * 1000)
MINUTE_MS = 60_000
FOLDING = Folding(roll_up=roll_up, merged=merged, speeds={kind: probe.speed for kind, probe in KINDS.items()})
DICE = random.Random(11)  # noqa: S311 -- repeatable on purpose


class Sizes(NamedTuple):
    """How much is done; the tests do less of it."""

    wide: int = 200_000
    """Samples of each kind, about a day of 120 series at 60 s."""
    ingested: int = 200_000
    raw: int = 6_000_000
    days: int = 365
    histories: int = 10


FULL = Sizes()


def main(sizes: Sizes = FULL) -> None:
    """Print a line for each bar."""
    with tempfile.TemporaryDirectory(prefix="kaklet-bench-") as folder:
        width(Path(folder), sizes)
        ingest(Path(folder), sizes)
        summary(Path(folder), sizes)
        proof(Path(folder), sizes)


def tell(name: str, ours: float, peer: float | None, bar: float | None, *, met: bool, **more: object) -> None:
    """Print one line."""
    ratio = None if peer is None else round(ours / peer, 3)
    line = {"name": name, "ours": round(ours, 3), "peer": peer and round(peer, 3), "ratio": ratio, "bar": bar}
    sys.stdout.write(json.dumps({**line, "met": met, **more}) + "\n")
    sys.stdout.flush()


def seconds_of(work: Callable[[], object]) -> float:
    """Tell how long *work* takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def width(folder: Path, sizes: Sizes) -> None:
    """Print the bytes per sample of each kind, in commits of a second's worth and in full batches."""
    for one in widths(folder, sizes.wide):
        name = f"bytes per sample of {one.kind}, committed by the second"
        in_full = round(one.by_the_thousand, 1)
        tell(name, one.by_the_second, None, BAR, met=one.by_the_second <= BAR, in_batches_of_1000=in_full)


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


def connected(path: Path) -> sqlite3.Connection:
    """Open *path* as the store does."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    return db


def exchange(slot: int, series: int) -> Observation:
    """Make a sample of HTTPS with all phases."""
    at = START + timedelta(minutes=slot)
    names = ("resolve_seconds", "connect_seconds", "tls_seconds", "ttfb_seconds", "transfer_seconds", "rtt_seconds")
    metrics = {name: DICE.lognormvariate(-4, 0.8) for name in names}
    metrics["total_seconds"] = sum(metrics.values()) - metrics["rtt_seconds"]
    metrics["server_seconds"] = max(metrics["ttfb_seconds"] - metrics["rtt_seconds"], 0.0)
    metrics |= {"body_bytes": 24_000.0 + DICE.randrange(400), "wire_bytes": 29_000.0, "retransmits": 0.0}
    address = f"192.0.2.{series}"
    of_hop = {name: value for name, value in metrics.items() if name != "total_seconds"}
    hop = Hop(url=f"https://{series}.example/", address=address, status=200, clock="kernel", metrics=of_hop)
    return Observation(
        agent="bench",
        provider=f"host-{series % 20}",
        target="site",
        task=f"check-{series // 20}",
        kind="http",
        slot=at,
        started_at=at + timedelta(milliseconds=DICE.randrange(12_000)),
        duration_seconds=metrics["total_seconds"] + 0.004,
        address=address,
        metrics={**metrics, "status": 200.0, "redirects": 0.0},
        hops=(hop,),
        loop_lag_seconds=DICE.expovariate(1_000),
        clock_synchronised=True,
    )


def summary(folder: Path, sizes: Sizes) -> None:
    """Bar 5: a year told from roll-ups, with one year on disk and with ten. The period begins and ends at noon."""
    short, long = folder / "one.sqlite3", folder / "ten.sqlite3"
    pool = {span: [histogram_of(span // MINUTE_MS) for _ in range(300)] for span in (HOUR_MS, DAY_MS)}
    synthesise(short, sizes.days + 1, sizes.days, pool)
    synthesise(long, sizes.histories * sizes.days + 1, sizes.days, pool)
    ours, peer = [], []
    for _ in range(RUNS):
        peer.append(seconds_of(lambda: told(short, sizes.days)))
        ours.append(seconds_of(lambda: told(long, sizes.days)))
    one, ten = statistics.median(peer), statistics.median(ours)
    samples = sizes.days * DAY_MS // MINUTE_MS * SERIES
    tell("a year from roll-ups, seconds", one, None, 3.0, met=one < 3.0, samples=samples)  # noqa: PLR2004 -- the bar
    tell("the same with ten times the history, seconds", ten, one, 1.5, met=ten / one <= 1.5)  # noqa: PLR2004 -- the bar
    short.unlink()
    long.unlink()


def histogram_of(count: int) -> bytes:
    """Make the histogram of *count* response times, one in a thousand of them slow."""
    return encode(
        Counter(
            bucket_of(int(DICE.lognormvariate(12, 0.5) * (30 if DICE.random() < 0.001 else 1)))  # noqa: PLR2004
            for _ in range(count)
        )
    )


def synthesise(path: Path, days: int, told_days: int, pool: dict[int, list[bytes]]) -> None:
    """Make a store with roll-ups of *days*, those of hours for the last *told_days* and one more, and no samples."""
    with closing(Store.create(path)) as store:
        store.keep([exchange(0, series) for series in range(SERIES)])
        store.roll_up(FOLDING)
        store.keep([exchange(days * 1_440 - 1, series) for series in range(SERIES)])
        store.roll_up(FOLDING)
    with closing(connected(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN IMMEDIATE")
        for table, span_ms, since in (
            ("rollups_daily", DAY_MS, 0),
            ("rollups_hourly", HOUR_MS, (days - told_days - 1) * 24),
        ):
            rows = (
                (pack(START_MS + turn * span_ms, series), span_ms // MINUTE_MS - 1, '{"timeout":1}', blob)
                for turn in range(since, days * DAY_MS // span_ms)
                for series, blob in enumerate(DICE.choices(pool[span_ms], k=SERIES), 1)
            )
            db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?)", rows)  # noqa: S608 -- our own names
        db.execute("COMMIT")


def told(path: Path, days: int) -> None:
    """Tell counts and quantiles of every series over the last *days*, from noon to noon."""
    with closing(Store.read(path)) as store:
        last = store.last_slot() or START
        end = last.replace(hour=12, minute=0)
        counts = add_up(*store.rolled(end - timedelta(days=days), end), FOLDING.speeds)
        figures = [one.quantiles(timeout_seconds=10.0) for one in counts.values()]
    # A benchmark that told less than it says would be worth nothing.
    if len(figures) != SERIES or any(one.n != days * 1_440 for one in figures):
        raise RuntimeError(f"{len(figures)} series were told, the first of {figures[:1]}")


def proof(folder: Path, sizes: Sizes) -> None:
    """Show on raw rows that what roll-ups tell is what the rows tell, counted one by one, and that it comes again."""
    path = folder / "raw.sqlite3"
    slots = sizes.raw // SERIES
    fill(path, slots)
    with closing(Store.create(path)) as store:
        ours = seconds_of(lambda: store.roll_up(FOLDING))
        digest = store.rollups_sha256()
        rolled = add_up(*store.rolled(START, START + timedelta(minutes=slots)), FOLDING.speeds)
        found = sorted((one.up, sum(one.failures.values()), sorted(one.latency.items())) for one in rolled.values())
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
