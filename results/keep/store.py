"""The SQLite file with all facts."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

from results.keep.errors import StoreError, told
from results.keep.lookups import Lookups
from results.keep.narrow import Encoded, encode
from results.keep.packing import DAY_MS, HOUR_MS, SLOT_END_MS, floor_to
from results.keep.rollups import Folding, Rollups, plan
from results.keep.rows import from_ms, to_ms
from results.keep.samples import Samples
from results.keep.service import ServiceEntries
from results.keep.shared import Shared
from results.keep.tables import Kept, Tables
from results.records import Heartbeat, Observation, Record
from results.records.rollup import Rollup, SeriesName
from results.records.service import Entry

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_SECONDS = 10.0
"""How long to wait for another program that has the file locked before saying so."""


class Store(Lookups):
    """
    All facts of a study. One writer at a time; readers never disturb it (write-ahead log).

    A connection belongs to the thread that opened it.
    """

    def __init__(self, db: "Database") -> None:
        super().__init__(db)
        self._tables = Tables(db)
        self._shared = Shared(db.conn)
        self._samples = Samples(db.conn, self._shared)
        self._rollups = Rollups(db.conn, self._shared)
        self._service = ServiceEntries(db.conn)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open the store at *path* for writing, make it if need be, and bring its tables up to date."""
        from sqlite_utils import Database  # noqa: PLC0415 -- agents have no store, and it takes 8 MB

        from results.keep.migrations import migrations  # noqa: PLC0415 -- as above

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            db = Database(connection)
            _refuse_newer(db, path)
            migrations.apply(db)
        except (sqlite3.Error, OSError) as error:
            raise told(error, path) from error
        return cls(db)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open the store at *path* for reading only. Raises `StoreError` if there is none."""
        if not path.exists():
            raise StoreError(f"There are no results yet: {path} does not exist. Start `kaklet run` first.")
        from sqlite_utils import Database  # noqa: PLC0415 -- as above

        from results.keep.migrations import migrations  # noqa: PLC0415 -- as above

        try:
            db = Database(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_SECONDS))
            _refuse_newer(db, path)
        except sqlite3.Error as error:
            raise told(error, path) from error
        if migrations.pending(db):
            raise StoreError(f"{path} was written by an older Kaklet: start `kaklet run` once to bring it up to date.")
        return cls(db)

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for the part of this room that copies tables as they are."""
        connection: sqlite3.Connection = self._db.conn
        return connection

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def keep(self, records: Sequence[Record]) -> None:
        """Write all of *records*, or none if it raises. What is there already is left as it is."""
        try:
            with self._transaction():
                self._samples.insert([one for record in records for one in self._keep_one(record)])
        except sqlite3.Error as error:
            raise told(error, self._path()) from error
        except (ValueError, OverflowError) as error:
            # Text that is no UTF-8, such as a file name of other bytes, or a number that no column has room for.
            raise StoreError(f"A record cannot be written ({error}): report this as a bug of Kaklet.") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # Immediate, so that the numbers looked up in it are not handed out by another program at the same time.
        self._db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.conn.execute("COMMIT")
        except BaseException:
            self._shared.forget()
            if self._db.conn.in_transaction:
                self._db.conn.execute("ROLLBACK")
            raise

    def _keep_one(self, record: Record) -> Iterator[Encoded]:
        """Write *record*, or yield it as rows if it is an observation: those are written together at the end."""
        if isinstance(record, Observation):
            yield encode(record, self._shared)
        else:
            self._tables.insert(record)

    def observations(self, start: datetime, end: datetime) -> Iterator[Observation]:
        """Yield the observations whose slot lies in [*start*, *end*), by series, time and attempt."""
        return self._samples.between(start, end)

    def newest_observations(self) -> list[Observation]:
        """Return the newest scheduled observation of each series."""
        return self._samples.newest()

    def confirmations(self, start: datetime, end: datetime) -> list[Observation]:
        """Return the confirmations whose slot lies in [*start*, *end*), by series, time and attempt."""
        return self._samples.confirmations(start, end)

    def series(self) -> list[SeriesName]:
        """Return the names of every series of which there is a sample."""
        return sorted(self._shared.series_numbers())

    def of_series(self, wanted: Collection[SeriesName], start: datetime, end: datetime) -> Iterator[Observation]:
        """Yield the scheduled samples of the series *wanted* with slots in [*start*, *end*), in the order of time."""
        return self._samples.of_series(wanted, start, end)

    def looked_up(self, keys: Iterable[tuple[SeriesName, int]]) -> Iterator[Observation]:
        """Yield those scheduled samples that there are of *keys*: series and slots in milliseconds since 1970."""
        return self._samples.looked_up(keys)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read all that is read inside as it was at one moment, whatever is written meanwhile."""
        self._db.conn.execute("BEGIN")
        try:
            yield
        finally:
            self._db.conn.execute("ROLLBACK")

    def rolled(
        self,
        start: datetime,
        end: datetime,
        *,
        phases: bool = False,
        finer: Callable[[Rollup], bool] = lambda _: False,
    ) -> tuple[Iterator[Rollup], Iterator[Observation]]:
        """
        Tell the scheduled samples of [*start*, *end*) by roll-ups where there are any, elsewhere by themselves.

        Whole days and hours of UTC come as roll-ups, but for those that samples were added to since; the edges and
        the rest come raw. Together they are each sample of the period once. Days that are to be told *finer* come as
        hours; *phases* are read if they are asked for.
        """
        first, last = self.first_slot(), self.last_slot()
        if first is None or last is None:
            return iter(()), iter(())
        # No plan is needed for the time before and after all samples.
        start_ms = max(to_ms(start), floor_to(to_ms(first), DAY_MS))
        end_ms = min(to_ms(end), floor_to(to_ms(last), DAY_MS) + DAY_MS)
        found = plan(start_ms, end_ms, set(self._rollups.open_hours()), set(self._rollups.open_days()))
        raw = chain.from_iterable(self._samples.scheduled(from_ms(one), from_ms(end)) for one, end in found.raw)
        return self._rollups.between(found, phases=phases, finer=finer), raw

    def rollups(self, start: datetime, end: datetime) -> Iterator[Rollup]:
        """Yield the roll-ups that tell of [*start*, *end*); what they leave out, `rolled` tells beside them."""
        return self.rolled(start, end)[0]

    def roll_up(self, folding: Folding, *, before: datetime | None = None) -> int:
        """
        Make the roll-ups of all hours and days that samples were added to, or of those that end by *before*.

        What is counted is read without keeping anybody from writing. Its counts are then written in a short
        transaction, unless samples came meanwhile: then it stays open. Returns how many hours were closed.
        """
        rollups = self._rollups
        until = SLOT_END_MS if before is None else to_ms(before)
        try:
            hours = [hour for hour in rollups.open_hours() if hour + HOUR_MS <= until]
            closed = sum(self._roll_up(HOUR_MS, hour, partial(rollups.made, hour, folding)) for hour in hours)
            for day in rollups.open_days():
                if day + DAY_MS <= until:
                    self._roll_up(DAY_MS, day, partial(rollups.made_of_hours, day, folding))
        except sqlite3.Error as error:
            raise told(error, self._path()) from error
        return closed

    def _roll_up(self, span_ms: int, start: int, make: Callable[[], Mapping[int, Rollup]]) -> bool:
        """Roll one hour or day up; tell whether it was closed."""
        with self.snapshot():
            touched, made = self._rollups.touched(span_ms, start), make()
        with self._transaction():
            if self._rollups.touched(span_ms, start) != touched:
                return False
            self._rollups.close(span_ms, start, made)
        return True

    def drop_rollups(self) -> None:
        """Throw all roll-ups away; `roll_up` makes them again from raw."""
        try:
            with self._transaction():
                self._rollups.start_again()
        except sqlite3.Error as error:
            raise told(error, self._path()) from error

    def rollups_sha256(self) -> str:
        """Tell the SHA-256 of all roll-ups, by which two ways of making them can be compared."""
        return self._rollups.digest()

    def all(self, kind: type[Kept]) -> list[Kept]:
        """Return every record of *kind*, in the order of arrival."""
        return self._tables.all(kind)

    def enter(self, entries: Iterable[Entry], *, anew: bool) -> list[Entry | None]:
        """
        Add *entries* to the service record, all or none; tell each as it was numbered, None where it says nothing new.

        See `ServiceEntries.insert` for *anew*. Raises `StoreError` if the store cannot take them.
        """
        try:
            with self._transaction():
                return [self._service.insert(entry, anew=anew) for entry in entries]
        except sqlite3.Error as error:
            raise told(error, self._path()) from error

    def entries(self) -> list[Entry]:
        """Return every version of every entry of the service record, in the order of arrival."""
        return list(self._service.all())

    def heartbeats(self, agent: str | None = None) -> list[Heartbeat]:
        """Return the newest heartbeat of each session, oldest session first; those of *agent*, if one is named."""
        return self._tables.heartbeats(agent)

    def count(self, table: str) -> int:
        """Tell how many rows *table* has; of ``observations``, that is samples and confirmations."""
        return self._samples.count() if table == "observations" else int(self._db.table(table).count)

    def first_slot(self) -> datetime | None:
        """Tell the earliest due slot on record; None if there is none."""
        return self._samples.edge("min")

    def last_slot(self) -> datetime | None:
        """Tell the latest due slot on record; None if there is none."""
        return self._samples.edge("max")

    def imported_until(self) -> dict[str, datetime]:
        """Tell, by task, the latest due slot among the observations that were imported."""
        return self._samples.imported_until()

    def _path(self) -> Path:
        (row,) = [row for row in self._db.query("PRAGMA database_list") if row["name"] == "main"]
        return Path(row["file"])


def _refuse_newer(db: "Database", path: Path) -> None:
    from results.keep.migrations import STEPS, migrations  # noqa: PLC0415 -- as above

    applied = {step.name for step in migrations.applied(db)}
    if newer := sorted(applied - STEPS):
        raise StoreError(
            f"{path} was written by a newer Kaklet (step {newer[-1]}): update Kaklet, or name another data folder."
        )
