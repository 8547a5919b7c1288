"""
One validation for all doors of the service record: the command line, files, and the desk.

`check` turns what people typed into a record, or into complaints that name the field; `enter` keeps it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, get_type_hints

import msgspec

from kaklet.service.cells import decimal_text, plain_type, value_of
from results.keep import Store
from results.records.service import CONTENTS, Content, Entry, Kind
from results.records.service.shapes import Printed

LONGEST_NAME = 200
LONGEST_PLACE = 2000


class ServiceError(Exception):
    """What was given for the service record cannot be kept: one sentence that says what to do."""


class Complaint(NamedTuple):
    """What is not right in one field."""

    field: str
    """Its name; empty where it is about all of them."""
    sentence: str
    """What would be right, as the end of a sentence that begins with the field."""

    def __str__(self) -> str:
        return f"{self.field} {self.sentence}" if self.field else self.sentence


class Checked(NamedTuple):
    """What came of a check: a record, or complaints."""

    content: Content | None
    complaints: tuple[Complaint, ...]


@cache
def fields_of(kind: Kind) -> Mapping[str, Any]:
    """Tell the names of the fields of *kind*, each with its type; the provider stands where the kind is read first."""
    record = CONTENTS[kind]
    hints = get_type_hints(record, include_extras=True)
    return {name: hints[name] for name in record.__struct_fields__}


@cache
def _defaults(kind: Kind) -> Mapping[str, Any]:
    return {one.name: one.default for one in msgspec.structs.fields(CONTENTS[kind])}


def is_required(kind: Kind, name: str) -> bool:
    """Whether the field *name* of *kind* must be filled in: it has no default and cannot be nothing."""
    return _defaults(kind)[name] is msgspec.NODEFAULT and not plain_type(fields_of(kind)[name])[1]


def check(kind: Kind, fields: Mapping[str, str], *, providers: Iterable[str]) -> Checked:
    """
    Read *fields* (names to what was typed, empty for nothing) as a record of *kind*.

    *providers* are the ids that the study has. There is a record exactly where there are no complaints.
    """
    known = fields_of(kind)
    complaints = [
        Complaint(name, f"is not a field of {kind}: there are {', '.join(known)}")
        for name in fields
        if name not in known
    ]
    values: dict[str, Any] = {}
    for name, hint in known.items():
        try:
            found = _read(kind, name, hint, fields.get(name, ""))
        except ValueError as error:
            complaints.append(Complaint(name, str(error)))
        else:
            values[name] = found
    if "provider" in values and values["provider"] not in set(providers):
        complaints.append(Complaint("provider", f"{values['provider']!r} is not in the study: add it there"))
    if complaints:
        return Checked(None, tuple(complaints))
    content = CONTENTS[kind](**values).tidy()
    complaints = [Complaint(*mistake) for mistake in content.mistakes()]
    return Checked(None if complaints else content, tuple(complaints))


def _read(kind: Kind, name: str, hint: Any, text: str) -> Any:  # noqa: ANN401 -- the type of any field
    if not text.strip():
        if is_required(kind, name):
            raise ValueError("is empty: fill it in")
        if (default := _defaults(kind)[name]) is not msgspec.NODEFAULT:
            return default
    if hint == Printed | None and text.strip():
        text = decimal_text(text.strip())
    return value_of(text, hint)


def enter(
    store: Store,
    contents: Sequence[Content],
    *,
    by: str,
    at: datetime,
    seen: str = "",
    evidence: str | None = None,
    withdrawn: bool = False,
    anew: bool = True,
) -> list[Entry | None]:
    """
    Add *contents* to the record, all or none; None for each that says nothing new.

    *by* says who noted it, *seen* where, *evidence* is the SHA-256 of a copy that the evidence store has already. With
    *anew* false (a file that is read again) nothing is entered that any version said before. Raises `ServiceError`
    for a *by* or *seen* that cannot be, `StoreError` if the store cannot take them.
    """
    entries = [
        Entry(content=one, by=person(by), at=at, seen=_place(seen), evidence=evidence, withdrawn=withdrawn)
        for one in contents
    ]
    return store.enter(entries, anew=anew)


def person(by: str) -> str:
    """Return the name of who notes something, as it is kept. Raises `ServiceError` if it is none."""
    name = " ".join(by.split())
    if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
        raise ServiceError("Every entry has a name to it: say who notes it with --by.")
    return name


def _place(seen: str) -> str:
    place = place_of(seen)
    if place is None:
        raise ServiceError(f"Say where it was seen in one line of at most {LONGEST_PLACE} characters.")
    return place


def place_of(seen: str) -> str | None:
    """Return where something was *seen*, as it is kept: one line, or nothing. None if it cannot be kept."""
    place = " ".join(seen.split())
    return place if len(place) <= LONGEST_PLACE and place.isprintable() else None
