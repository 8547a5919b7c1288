"""
Records per second into a spool, beside a bare append of the same bytes with fsync, and from it into the store.

Nothing of this needs a broker: what `benchmarks.fleet` measures as a whole is here told apart. The peer of gathering is
a bare insert of as many rows (see `benchmarks.ingest`), which an SQLite file takes at best.
"""

import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from benchmarks.fleet import made_study, of_run
from benchmarks.ingest import BATCH, ingest_bare
from benchmarks.stored import PROVIDERS, RUNS, SERIES, exchange, seconds_of, tell
from kaklet.config import load
from kaklet.fleet.brokers import broker_at
from kaklet.fleet.gathering import Gatherer
from kaklet.fleet.spooling import Spooling
from kaklet.fleet.topics import BATCH as UP_BATCH
from kaklet.fleet.topics import topic
from kaklet.fleet.transport import Letter
from kaklet.fleet.wire import Batch, packed
from probes.probe import utc_now
from results.keep.outbox import Outbox
from results.keep.spool import Spool
from results.records import Observation, Session

RECORDS = 40_000
TOGETHER = 8
"""So many batches come at once: as many as an agent has on their way."""
_SPOOLED_BAR, _GATHERED_BAR = 0.1, 0.05


def main(records: int = RECORDS) -> None:
    """Print the lines of the two."""
    observations = [exchange(*divmod(number, SERIES)) for number in range(records)]
    spooled, appended, gathered, inserted = (_Rates(records) for _ in range(4))
    with tempfile.TemporaryDirectory(prefix="kaklet-bench-") as place:
        for run in range(RUNS):
            folder = Path(place) / str(run)
            folder.mkdir()
            made_study(
                folder, "mqtt://127.0.0.1:1883", tasks=SERIES // PROVIDERS, providers=PROVIDERS, every=60, port=1
            )
            letters = _letters(folder, [of_run(one, f"run-{run}") for one in observations], f"run-{run}")
            appended.measure(partial(_append, folder / "bare", letters))
            spooled.measure(partial(_spool, folder / "spool", letters))
            inserted.add(ingest_bare(folder / "bare.sqlite3", observations))
            gathered.measure(partial(_gather, folder))
    _tell("records/s into a spool", spooled, appended, _SPOOLED_BAR)
    _tell("records/s gathered", gathered, inserted, _GATHERED_BAR)


class _Rates:
    """How fast one thing was done with so many *records*, and what it took of the processor."""

    def __init__(self, records: int) -> None:
        self._records = records
        self._seconds: list[float] = []
        self._cpu: list[float] = []

    def measure(self, work: Callable[[], object]) -> None:
        cpu = time.process_time()
        self.add(seconds_of(work))
        self._cpu.append(time.process_time() - cpu)

    def add(self, seconds: float) -> None:
        self._seconds.append(seconds)

    @property
    def per_second(self) -> float:
        return self._records / statistics.median(self._seconds)

    @property
    def cpu_microseconds(self) -> float:
        return round(1e6 * statistics.median(self._cpu) / self._records, 1)


def _tell(name: str, ours: _Rates, peer: _Rates, bar: float) -> None:
    """Print a line; *bar* is what the ratio must reach."""
    met = ours.per_second / peer.per_second >= bar
    tell(name, ours.per_second, peer.per_second, bar, met=met, cpu_us_per_record=ours.cpu_microseconds)


def _letters(folder: Path, records: Sequence[Observation], session: str) -> list[Letter]:
    """Cut *records* into letters as an agent does."""
    found: list[Letter] = []
    with closing(Outbox.create(folder / "outbox.sqlite3")) as outbox:
        run = Session(id=session, agent="bench", started_at=utc_now(), software="0", config_sha256="0", boot_id="")
        outbox.keep([run])
        for at in range(0, len(records), BATCH):
            outbox.keep(records[at : at + BATCH])
        after = 0
        while (waiting := outbox.waiting(after, BATCH, 500_000)) is not None:
            after = waiting.rows[-1][0]
            batch = Batch(
                epoch=outbox.epoch,
                batch_id=secrets.token_hex(8),
                first=waiting.first,
                kept_from=1,
                sessions=[msgspec.msgpack.decode(one, type=Session) for one in waiting.sessions],
                records=waiting.rows,
                sent_at=datetime.now(UTC),
            )
            found.append(Letter(topic("bench", "bench", UP_BATCH), packed(batch)))
    return found


def _spool(folder: Path, letters: Sequence[Letter]) -> None:
    with Spool(folder, "bench", utc_now()) as spool:
        spooling = Spooling(spool, "bench")
        for at in range(0, len(letters), TOGETHER):
            for _ in spooling.take(letters[at : at + TOGETHER]):
                pass


def _append(file: Path, letters: Sequence[Letter]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        for at in range(0, len(letters), TOGETHER):
            os.write(descriptor, b"".join(one.payload for one in letters[at : at + TOGETHER]))
            os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def _gather(folder: Path) -> None:
    loaded = load(folder / "study.toml")
    with Gatherer(loaded, broker_at(loaded), [folder / "spool"]) as gatherer:
        gatherer.round()


if __name__ == "__main__":
    main()
