"""Takes the rows of a file into the service record. A bad row is named by row and column, and costs no other."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec

from kaklet.service.entry import LONGEST_PLACE, Complaint, check, person, place_of
from kaklet.service.headers import HEADERS, SEEN
from kaklet.service.table import Row, rows
from kaklet.study import Study
from results.keep import Store
from results.records.service import Content, Entry, Kind

BATCH = 5_000
_NO_PLACE = Complaint(SEEN, f"must be one line of at most {LONGEST_PLACE} characters")


class BadRow(NamedTuple):
    """A row that was not taken."""

    number: int
    column: str
    """Empty where it is about the whole row."""
    sentence: str

    def __str__(self) -> str:
        where = f"row {self.number}, column {self.column}:" if self.column else f"row {self.number}"
        return f"{where} {self.sentence}"


class Taken(msgspec.Struct):
    """How an import went."""

    rows: int = 0
    """Rows that are in the record now, those that were there before included."""
    new: int = 0
    """Of these, how many said something that the record did not have."""
    bad: list[BadRow] = msgspec.field(default_factory=list)


class _Found(NamedTuple):
    row: Row
    content: Content
    place: str
    """Where the row says that it was seen; empty where it says nothing."""


def import_table(kind: Kind, content: bytes, study: Study, store: Store, *, by: str, at: datetime, seen: str) -> Taken:
    """
    Put the rows of *content* into *store*; *by*, *at* and *seen* go with each, but for a place of its own.

    Raises `ServiceError` if the header is not right, `StoreError` if the store cannot take them.
    """
    taken = Taken()
    name = person(by)
    batch: list[Entry] = []
    for found in _checked(kind, content, study, taken.bad):
        batch.append(Entry(content=found.content, by=name, at=at, seen=found.place or seen))
        if len(batch) >= BATCH:
            _keep(batch, store, taken)
    _keep(batch, store, taken)
    return taken


def _keep(batch: list[Entry], store: Store, taken: Taken) -> None:
    taken.rows += len(batch)
    taken.new += sum(one is not None for one in store.enter(batch, anew=False))
    batch.clear()


def _checked(kind: Kind, content: bytes, study: Study, bad: list[BadRow]) -> Iterator[_Found]:
    """Yield the rows that are right; add the others to *bad*."""
    providers = frozenset(provider.id for provider in study.provider)
    first: dict[tuple[str, ...], _Found] = {}
    occurrences: Counter[tuple[str, ...]] = Counter()
    for row in rows(content, HEADERS[kind].columns, (SEEN,)):
        if row.problem:
            bad.append(BadRow(row.number, "", row.problem))
            continue
        fields = {name: cell for name, cell in row.cells.items() if name != SEEN}
        if kind is Kind.JOURNEY:
            fields["occurrence"] = _occurrence(fields, occurrences)
        checked = check(kind, fields, providers=providers)
        place = place_of(row.cells.get(SEEN, ""))
        complaints = checked.complaints if place is not None else (*checked.complaints, _NO_PLACE)
        bad += [BadRow(row.number, *one) for one in complaints]
        if checked.content is None or place is None:
            continue
        found = _Found(row, checked.content, place)
        before = first.setdefault(checked.content.key, found)
        if before.content == checked.content:
            yield found
        else:
            sentence = f"says something else about the same as row {before.row.number}: leave one of the two"
            bad.append(BadRow(row.number, "", sentence))


def _occurrence(fields: dict[str, str], occurrences: Counter[tuple[str, ...]]) -> str:
    """Tell for which time the row's phase occurs in its journey: a contact that is repeated is graded again."""
    if not fields["phase"].strip():
        return ""
    place = tuple(fields[name].strip().casefold() for name in ("journey", "provider", "phase", "component"))
    occurrences[place] += 1
    return str(occurrences[place])
