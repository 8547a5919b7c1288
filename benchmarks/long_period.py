"""How fast a long period is told from roll-ups (bar 5), through the door that `kaklet summary --json` uses."""

import statistics
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec

from benchmarks.stored import (
    CHECKS,
    DICE,
    FULL,
    MINUTE_MS,
    PROVIDERS,
    RUNS,
    SERIES,
    START,
    START_MS,
    Sizes,
    connected,
    exchange,
    seconds_of,
    tell,
)
from benchmarks.study_files import study_text
from kaklet.config import Loaded, load
from kaklet.daemon import database
from kaklet.reporting import compare_study
from results.judge.histogram import bucket_of, encode
from results.judge.rolling import in_runs
from results.judge.summary import summarise
from results.keep import Store
from results.keep.packing import DAY_MS, HOUR_MS, pack
from results.keep.rolled import slots_text
from results.records import Failure, Observation

OUTAGES = 20
"""Of each series in a year."""
RESTARTS = 12
"""Of the daemon in a year; each costs all series three slots."""
DAY = DAY_MS // MINUTE_MS
Failed = dict[int, Failure]
"""The minutes of one series that failed."""


def main(sizes: Sizes = FULL) -> None:
    """Print the lines of the bar: a year of history, then ten times as much. The period begins and ends at noon."""
    with tempfile.TemporaryDirectory(prefix="kaklet-bench-") as folder:
        pool = {span: [histogram_of(span // MINUTE_MS) for _ in range(300)] for span in (HOUR_MS, DAY_MS)}
        short = study(Path(folder) / "one", sizes.days + 1, sizes.days, pool)
        long = study(Path(folder) / "ten", sizes.histories * sizes.days + 1, sizes.days, pool)
        ours, peer = [], []
        for _ in range(RUNS):
            peer.append(seconds_of(lambda: told(short, sizes.days + 1, sizes.days)))
            ours.append(seconds_of(lambda: told(long, sizes.histories * sizes.days + 1, sizes.days)))
    one, ten = statistics.median(peer), statistics.median(ours)
    tell("a year's summary, seconds", one, None, 3.0, met=one < 3.0, samples=sizes.days * DAY * SERIES)  # noqa: PLR2004
    tell("the same with ten times the history, seconds", ten, one, 1.5, met=ten / one <= 1.5)  # noqa: PLR2004


def told(loaded: Loaded, days: int, told_days: int) -> None:
    """Make the summary of the last *told_days* in JSON, from noon to noon."""
    end = START + timedelta(days=days, hours=-12)
    found = summarise(compare_study(loaded, start=end - timedelta(days=told_days), end=end, phases=False))
    checks = [check for provider in found.providers for check in provider.checks]
    msgspec.json.encode(found)
    # A benchmark that told less than it says would be worth nothing.
    whole = [one for one in checks if one.measured + one.missed == one.due == told_days * DAY]
    if len(whole) != SERIES:
        raise RuntimeError(f"{len(checks)} checks were told, the first of {checks[:1]}")


def study(
    folder: Path, days: int, told_days: int, pool: dict[int, list[bytes]], *, of_provider: str = "", more: str = ""
) -> Loaded:
    """
    Make a study with roll-ups of *days*, those of hours for the last two *told_days*.

    *more* and *of_provider* are written into its file (see `study_text`).

    Of the last *told_days* there are outages, whose samples are there, and those beside them.
    """
    folder.mkdir()
    config = folder / "study.toml"
    text = study_text(checks=CHECKS, providers=PROVIDERS, of_provider=of_provider, more=more)
    config.write_text(text, encoding="utf-8")
    loaded = load(config)
    path = database(Path(loaded.study.study.data))
    first = (days - told_days - 1) * DAY
    failed = failures(first, days * DAY)
    with closing(Store.create(path)) as store:
        store.keep([exchange(0, series) for series in range(SERIES)])
        for series in range(SERIES):
            store.keep(list(samples(series, failed[series], days * DAY)))
    synthesise(path, days, first, failed, pool)
    return loaded


def failures(first: int, end: int) -> dict[int, Failed]:
    """Throw what failed in the minutes [*first*, *end*), by series: outages, and restarts of the daemon for all."""
    years = (end - first) / (365 * DAY)
    found: dict[int, Failed] = defaultdict(dict)
    for _ in range(round(RESTARTS * years)):
        at = DICE.randrange(first + 10, end - 10)
        for series in range(SERIES):
            found[series].update(dict.fromkeys(range(at, at + 3), Failure.MISSED_DOWN))
    for series in range(SERIES):
        for _ in range(round(OUTAGES * years)):
            at = DICE.randrange(first + 10, end - 2_000)
            length = min(1_000, 1 + int(DICE.lognormvariate(1.6, 1.2)))
            failure = DICE.choice((Failure.TIMEOUT, Failure.CONNECTION_REFUSED, Failure.UNEXPECTED_STATUS))
            found[series].update(dict.fromkeys(range(at, at + length), failure))
    return found


def samples(series: int, failed: Failed, end: int) -> Iterator[Observation]:
    """Yield the samples that failed and those beside them, and the last of all."""
    near = {minute for at in failed for minute in range(at - 5, at + 6)} | {end - 1}
    for minute in sorted(near):
        sample = exchange(minute, series)
        failure = failed.get(minute)
        yield msgspec.structs.replace(sample, failure=failure, metrics={}, hops=()) if failure else sample


def histogram_of(count: int) -> bytes:
    """Make the histogram of *count* response times, one in a thousand of them slow."""
    return encode(
        Counter(
            bucket_of(int(DICE.lognormvariate(12, 0.5) * (30 if DICE.random() < 0.001 else 1)))  # noqa: PLR2004
            for _ in range(count)
        )
    )


def synthesise(path: Path, days: int, first: int, failed: dict[int, Failed], pool: dict[int, list[bytes]]) -> None:
    """Write the roll-ups of *days*, by days for all and by hours since the minute *first*; then nothing is open."""
    with closing(connected(path)) as db:
        query = "SELECT id FROM series WHERE provider = ? AND task = ?"
        names = [(f"host-{series % PROVIDERS}", f"check-{series // PROVIDERS}") for series in range(SERIES)]
        numbers = [db.execute(query, name).fetchone()[0] for name in names]
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN IMMEDIATE")
        for table, span_ms, since in (("rollups_daily", DAY_MS, 0), ("rollups_hourly", HOUR_MS, first)):
            length = span_ms // MINUTE_MS
            by_span = [spans(failed[series], length) for series in range(SERIES)]
            rows = (
                (pack(START_MS + at * MINUTE_MS, number), *columns(at, length, by_span[series].get(at), pool[span_ms]))
                for at in range(since // length * length, days * DAY, length)
                for series, number in enumerate(numbers)
            )
            db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?)", rows)  # noqa: S608 -- our own name
        for table in ("open_hours", "open_days"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608 -- our own names
        db.execute("COMMIT")


def spans(failed: Failed, length: int) -> dict[int, Failed]:
    """Sort what *failed* by the hour or day that it lies in."""
    found: dict[int, Failed] = defaultdict(dict)
    for minute, failure in failed.items():
        found[minute - minute % length][minute] = failure
    return found


def columns(start: int, length: int, failed: Failed | None, plain: Sequence[bytes]) -> tuple[object, ...]:
    """Make a roll-up's columns after its key: the histogram is one of *plain* where nothing failed."""
    if failed is None:
        runs, histogram = in_runs([(0, MINUTE_MS, length, None)]), DICE.choice(plain)
    else:
        minutes = range(start, start + length)
        runs = in_runs(((minute - start) * MINUTE_MS, 0, 1, failed.get(minute)) for minute in minutes)
        histogram = histogram_of(length - len(failed))
    return slots_text(runs), 5_000_000, 2_000, histogram


if __name__ == "__main__":
    main()
