"""Where one machine ends (docs/scaling.md): what a day of samples, and a look for alerts, cost in CPU and bytes.

CPU seconds of this process are told, not seconds, so that the figures hold on a machine that others use as well.
"""

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.stored import CHECKS, FULL, MINUTE_MS, PROVIDERS, SERIES, START, Sizes, connected, exchange, tell
from benchmarks.study_files import study_text
from kaklet.alerts.watching import Watch
from kaklet.config import load
from kaklet.daemon import database
from kaklet.rolling import FOLDING
from results.keep import AlertLog, Store
from results.keep.packing import DAY_MS

TOGETHER = 9
"""Minutes of all series in one transaction: about a thousand samples, as the daemon's writer has at most."""


def main(sizes: Sizes = FULL) -> None:
    """Print the lines."""
    minutes = min(DAY_MS // MINUTE_MS, sizes.wide // SERIES)
    with tempfile.TemporaryDirectory(prefix="kaklet-bench-") as folder:
        config = Path(folder) / "study.toml"
        config.write_text(study_text(checks=CHECKS, providers=PROVIDERS), encoding="utf-8")
        loaded = load(config)
        path = database(Path(loaded.study.study.data))
        with closing(Store.create(path)) as store:
            keep(store, path, minutes)
            rolled_up(store, path, minutes)
        watch = Watch(loaded, AlertLog(path), now=lambda: START + timedelta(minutes=minutes))
        watch.look()  # the first one reads what waits for a person too
        took = min(_cpu(watch.look) for _ in range(3))
        tell("a look for alerts, ms of CPU a series", 1000 * took / SERIES, None, None, met=True, series=SERIES)


def keep(store: Store, path: Path, minutes: int) -> None:
    """Keep *minutes* of all series as the writer does."""
    empty, took, count = size(path), 0.0, 0
    for first in range(0, minutes, TOGETHER):
        slots = range(first, min(first + TOGETHER, minutes))
        batch = [exchange(slot, series) for slot in slots for series in range(SERIES)]
        took += _cpu(partial(store.keep, batch))
        count += len(batch)
    each = (size(path) - empty) / count
    tell("samples kept, of a second of CPU", count / took, None, None, met=True, bytes_each=round(each, 1))


def rolled_up(store: Store, path: Path, minutes: int) -> None:
    """Count them by hour and day as the daemon has it done."""
    before = size(path)
    took = _cpu(partial(store.roll_up, FOLDING))
    days = minutes * MINUTE_MS / DAY_MS
    bytes_each = round((size(path) - before) / SERIES / days)
    tell(
        "samples counted, of a second of CPU",
        minutes * SERIES / took,
        None,
        None,
        met=True,
        bytes_a_series_a_day=bytes_each,
    )


def size(path: Path) -> int:
    """Tell how large the database is, once its log is written into it."""
    with closing(connected(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def _cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


if __name__ == "__main__":
    main()
