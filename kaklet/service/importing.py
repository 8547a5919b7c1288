"""Takes the rows of a file into the service record. A bad row is named by row and column, and costs no other."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec

from kaklet.service.entry import check, person
from kaklet.service.headers import HEADERS, SEEN
from kaklet.service.table import Row, rows
from kaklet.study import Study
from results.keep import Store
from results.records.service import Content, Entry, Kind

BATCH = 5_000
LONGEST_PLACE = 2000


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


def import_table(kind: Kind, content: bytes, study: Study, store: Store, *, by: str, at: datetime, seen: str) -> Taken:
    """
    Put the rows of *content* into *store*; *by*, *at* and *seen* go with each, but for a place of its own.

    Raises `ServiceError` if the header is not right, `StoreError` if the store cannot take them.
    """
    taken = Taken()
    name = person(by)
    batch: list[Entry] = []
    for found in _checked(kind, content, study, taken.bad):
        own = " ".join(found.row.cells.get(SEEN, "").split())
        batch.append(Entry(content=found.content, by=name, at=at, seen=own or seen))
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
        bad += [BadRow(row.number, *one) for one in [*checked.complaints, *_of_place(row.cells.get(SEEN, ""))]]
        if checked.content is None or list(_of_place(row.cells.get(SEEN, ""))):
            continue
        found = first.setdefault(checked.content.key, _Found(row, checked.content))
        if found.content == checked.content:
            yield _Found(row, checked.content)
        else:
            sentence = f"says something else about the same as row {found.row.number}: leave one of the two"
            bad.append(BadRow(row.number, "", sentence))


def _of_place(seen: str) -> Iterator[tuple[str, str]]:
    place = " ".join(seen.split())
    if len(place) > LONGEST_PLACE or not (place.isprintable() or not place):
        yield SEEN, f"must be one line of at most {LONGEST_PLACE} characters"


def _occurrence(fields: dict[str, str], occurrences: Counter[tuple[str, ...]]) -> str:
    """Tell for which time the row's phase occurs in its journey: a contact that is repeated is graded again."""
    if not fields["phase"].strip():
        return ""
    place = tuple(fields[name].strip().casefold() for name in ("journey", "provider", "phase", "component"))
    occurrences[place] += 1
    return str(occurrences[place])
