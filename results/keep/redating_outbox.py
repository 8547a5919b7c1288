"""An outbox whose records can be re-dated while they wait."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import itemgetter

import msgspec

from results.keep.outbox import Outbox
from results.keep.transaction import transaction
from results.records import Session
from results.records.fleet import AgentRecord, OutboxRow, Redated, added

CHUNK = 1_000
"""So many records are re-dated in one transaction."""
_RECORD = msgspec.msgpack.Decoder(AgentRecord)
_SESSION = msgspec.msgpack.Decoder(Session)
_ENCODER = msgspec.msgpack.Encoder()


class RedatingOutbox(Outbox):
    """The same file; what is noted in it here is for the starts to come."""

    def redate(self, rule: Callable[[Iterable[OutboxRow]], Iterator[Redated]], after: int) -> list[Redated]:
        """
        Put what *rule* makes of the records behind sequence *after* in their place; return those that fell into a slot
        that was taken.

        Manifests change with them, and are told again. It is done bit by bit: what was re-dated and what was not can
        be told apart, so that it may be broken off and begun again.
        """
        seconds: list[Redated] = []
        with self._telling():
            changed = rule(self._rows(after))
            while some := list(islice(changed, CHUNK)):
                with transaction(self._db):
                    for one in some:
                        self._replace(one)
                seconds += [one for one in some if one.second]
        return seconds

    def _rows(self, after: int) -> Iterator[OutboxRow]:
        boots = self._boots()
        query = "SELECT seq, record FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?"
        while rows := self._db.execute(query, (after, CHUNK)).fetchall():
            for seq, blob in rows:
                # Each run begins with its own record, and only one runs at a time.
                place = bisect_right(boots, seq, key=itemgetter(0)) - 1
                yield OutboxRow(seq, _RECORD.decode(blob), boots[place][1] if place >= 0 else "")
            after = rows[-1][0]

    def _replace(self, new: Redated) -> None:
        (old,) = self._db.execute("SELECT record FROM outbox WHERE seq = ?", (new.seq,)).fetchone()
        blob = _ENCODER.encode(new.record)
        self._db.execute("UPDATE outbox SET record = ? WHERE seq = ?", (blob, new.seq))
        first, _ = self._day_of(new.seq)
        (moved,) = self._db.execute("SELECT moved FROM days WHERE first = ?", (first,)).fetchone()
        # Beside the digest, which the connection that keeps records goes on with.
        moved = added(moved, [(new.seq, blob)], without=[(new.seq, old)])
        self._db.execute("UPDATE days SET moved = ?, told = 0 WHERE first = ?", (moved, first))
        if isinstance(new.record, Session):
            self._db.execute("UPDATE sessions SET session = ? WHERE first = ?", (blob, new.seq))

    def first_of_boot(self, boot_id: str) -> int | None:
        """Tell the sequence with which the first run of the machine's start *boot_id* began; None if there was none."""
        with self._telling():
            return next((first for first, made_in in self._boots() if made_in == boot_id), None)

    def _boots(self) -> list[tuple[int, str]]:
        """Tell with which sequence each run began, in order, and in which start of the machine."""
        found = self._db.execute("SELECT first, session FROM sessions ORDER BY first")
        return [(first, _SESSION.decode(blob).boot_id) for first, blob in found]

    def newest(self) -> int:
        """Tell the newest sequence that was given."""
        with self._telling():
            return self._newest()

    def noted(self, name: str) -> str:
        """Tell what was noted under *name*; empty where nothing was."""
        with self._telling():
            row = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, name: str, value: str) -> None:
        """Note *value* under *name*, for the starts to come."""
        with self._telling(), transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))
