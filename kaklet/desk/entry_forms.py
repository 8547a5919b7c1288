"""Forms of the service record, made of the fields of each kind: what a person fills in, and what was noted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum, EnumType
from typing import Any, Literal

import msgspec

from kaklet.desk.entry_hints import HINTS
from kaklet.desk.words import stamp
from kaklet.service.cells import plain_type
from kaklet.service.entry import Complaint, fields_of, is_required
from kaklet.service.headers import HEADERS
from results.records.service import Content, Entry, JourneyGrade, Kind

OFFERED = (Kind.JOURNEY, Kind.LEDGER, Kind.PROMISE, Kind.TERMS, Kind.OFFERING, Kind.REVIEW)
"""What is noted by form. Calls have the stopwatch, and surveys come as files."""
TITLES: Mapping[Kind, str] = {
    Kind.JOURNEY: "Journey",
    Kind.LEDGER: "Support case",
    Kind.PROMISE: "Promise",
    Kind.TERMS: "Terms",
    Kind.OFFERING: "Offering",
    Kind.REVIEW: "Outside review",
    Kind.SURVEY: "Survey",
    Kind.CALL: "Call",
}
_LONG = frozenset({"reason", "text", "quote", "note", "compensation"})


class Choice(msgspec.Struct, frozen=True):
    """One of several that may be chosen."""

    value: str
    words: str


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a form."""

    name: str
    words: str
    control: Literal["text", "long", "choice", "date"]
    required: bool
    choices: tuple[Choice, ...] = ()
    value: str = ""
    example: str = ""
    hint: str = ""
    """What it is for."""
    complaint: str = ""
    """What is not right in it, as the end of a sentence."""


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in the record: its newest version, and those before."""

    newest: Entry
    told: tuple[tuple[str, str], ...]
    """Its fields that hold something, in words."""
    before: tuple[tuple[Entry, tuple[tuple[str, str], ...]], ...]
    """Earlier versions, the newest first."""


def form_of(
    kind: Kind, providers: Mapping[str, str], values: Mapping[str, str], complaints: Iterable[Complaint] = ()
) -> list[Field]:
    """Make the form of *kind*, filled in with *values*; *providers* are names by id."""
    wrong = {one.field: one.sentence for one in complaints}
    header = HEADERS[kind]
    examples = dict(zip(header.columns, header.example, strict=True))
    fields = [_field(name, hint, providers, required=is_required(kind, name)) for name, hint in fields_of(kind).items()]
    return [
        msgspec.structs.replace(
            one,
            value=values.get(one.name, ""),
            complaint=wrong.get(one.name, ""),
            example=examples.get(one.name, "") if one.control in {"text", "long"} else "",
            hint=HINTS.get((kind, one.name), ""),
        )
        for one in fields
    ]


def _field(name: str, hint: Any, providers: Mapping[str, str], *, required: bool) -> Field:  # noqa: ANN401 -- any type
    words = name.replace("_", " ").capitalize()
    if name == "provider":
        choices = tuple(Choice(one, told) for one, told in providers.items())
        return Field(name=name, words=words, control="choice", required=True, choices=choices)
    plain, _ = plain_type(hint)
    if isinstance(plain, EnumType):
        listed = [str(one.value) for one in plain]  # type: ignore[var-annotated]  # any enumeration of words
        choices = tuple(Choice(one, one.replace("_", " ")) for one in listed)
        return Field(name=name, words=words, control="choice", required=required, choices=choices)
    if plain is bool:
        return Field(
            name=name,
            words=words,
            control="choice",
            required=required,
            choices=(Choice("yes", "yes"), Choice("no", "no")),
        )
    control: Literal["text", "long", "date"] = "date" if plain is date else "long" if name in _LONG else "text"
    return Field(name=name, words=words, control=control, required=required)


def values_of(content: Content) -> dict[str, str]:
    """Tell the fields of *content* as a person would fill them in."""
    found: dict[str, str] = {}
    for name, value in msgspec.to_builtins(content).items():
        if name != "type" and value is not None:
            found[name] = {True: "yes", False: "no"}[value] if isinstance(value, bool) else _number(value)
    return found


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def noted(entries: Sequence[Entry], kind: Kind) -> list[Noted]:
    """Gather the versions of each thing of *kind*, what was noted last first."""
    versions: dict[str, list[Entry]] = {}
    for one in entries:
        if one.kind is kind:
            versions.setdefault(one.subject, []).append(one)
    found = [
        Noted(
            newest=each[-1],
            told=_told(each[-1]),
            before=tuple((one, _told(one)) for one in reversed(each[:-1])),
        )
        for each in versions.values()
    ]
    return sorted(found, key=lambda one: one.newest.at, reverse=True)


def _told(entry: Entry) -> tuple[tuple[str, str], ...]:
    told = [
        (name.replace("_", " "), _in_words(getattr(entry.content, name), value))
        for name, value in values_of(entry.content).items()
        if value and name != "provider"
    ]
    content = entry.content
    if isinstance(content, JourneyGrade) and content.grade is None and content.stated_mean is None:
        told.append(("grade", "n/a"))
    return tuple(told)


def _in_words(value: object, written: str) -> str:
    """Tell a *value* to readers: the words of a closed list without underscores, an instant to the minute."""
    if isinstance(value, Enum):
        return written.replace("_", " ")
    return stamp(value) if isinstance(value, datetime) else written
