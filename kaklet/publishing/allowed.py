"""
What is published of correspondence and of the service record: by field, and only what is named here.

Figures need times, verdicts and grades. They need no names, no addresses, no subjects and no words of anybody: what
is not on these lists is left out, also what a later version of Kaklet adds.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

import msgspec

from results.records import Case, Followed, FollowUp, FormSeen, Handover, Message, Review
from results.records.review import IMPORT
from results.records.service import CONTENTS, Entry, Kind

Kept = TypeVar("Kept", bound=msgspec.Struct)
Row = dict[str, Any]
FIELDS: Mapping[type, tuple[str, ...]] = {
    Case: ("id", "agent", "provider", "target", "task", "channel", "slot", "opened_at", "question", "plan", "seed"),
    Handover: ("case", "number", "at", "failure"),
    FollowUp: ("case", "number", "step", "slot", "opened_at"),
    Followed: ("case", "until"),
    Message: ("id", "case", "matched_by", "received_at", "evidence"),
    Review: ("message", "by", "at", "verdict", "useful", "promised_until", "grade", "blind"),
    FormSeen: ("provider", "target", "signature", "at", "description"),
}
BLANK: Mapping[type, Mapping[str, str]] = {
    Case: {"persona": "", "address": "", "subject": "", "evidence": ""},
    FollowUp: {"subject": "", "evidence": ""},
    FormSeen: {"evidence": ""},
}
"""What a record must have and nobody is told."""
CONTENT_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.JOURNEY: ("provider", "journey", "phase", "component", "grade", "stated_mean", "occurrence"),
    Kind.LEDGER: (
        *("provider", "case", "step", "event", "on", "time", "who", "whom", "channel", "waiting_minutes"),
        *("outcome", "outcome_on", "repeats"),
    ),
    Kind.PROMISE: (
        *("provider", "promise", "quote", "source", "made_on", "measure", "task", "value", "share", "due"),
        *("done_on", "case"),
    ),
    Kind.TERMS: ("provider", "term", "value", "seen_on"),
    Kind.OFFERING: ("provider", "aspect", "item", "value"),
    Kind.SURVEY: ("provider", "survey", "year", "respondent", "question", "measure", "answer", "lowest", "highest"),
    Kind.CALL: (
        *("provider", "call", "dialled_at", "in_hours", "menu_seconds", "queue_seconds", "answered_seconds"),
        *("solved_seconds", "ended_seconds", "friendliness"),
    ),
    Kind.REVIEW: ("provider", "site", "on", "score", "lowest", "highest", "reviews", "source"),
}


class Pseudonyms:
    """Numbers in the order of appearance, in place of names that say who or where somebody is."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Return the number of *name*."""
        if name not in self._known:
            self._known[name] = f"{self._prefix}{len(self._known) + 1}"
        return self._known[name]


def rows_of(kind: type, records: Iterable[msgspec.Struct]) -> list[Row]:
    """Make a row of the allowed fields of each of *records*, which are of *kind*."""
    return [{name: plain(getattr(one, name)) for name in FIELDS[kind]} for one in records]


def records_of(kind: type[Kept], rows: Iterable[Row]) -> Iterator[Kept]:
    """Make the records of *kind* again, what was not published being blank."""
    for row in rows:
        yield msgspec.convert({**BLANK.get(kind, {}), **row}, kind, strict=False)


def plain(value: Any) -> Any:  # noqa: ANN401 -- whatever a record holds
    """Tell a field's value as SQLite takes it: instants and days as ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def public_messages(messages: Iterable[Message], names: Pseudonyms) -> Iterator[Message]:
    """Yield *messages* under numbers: their own ids tell of the mailbox that they lay in."""
    return (msgspec.structs.replace(one, id=names.of(one.id)) for one in messages)


def public_reviews(reviews: Iterable[Review], messages: Pseudonyms) -> Iterator[Review]:
    """Yield *reviews* under numbers for who judged; that it was an import stays."""
    people = Pseudonyms("person-")
    for one in reviews:
        by = one.by if one.by == IMPORT else people.of(one.by)
        yield msgspec.structs.replace(one, by=by, message=messages.of(one.message))


def entry_rows(entries: Iterable[Entry]) -> list[Row]:
    """Make a row of each version of each entry; respondents of a survey are numbers."""
    respondents, found = Pseudonyms("respondent-"), []
    for entry in entries:
        told = {name: plain(getattr(entry.content, name)) for name in CONTENT_FIELDS[entry.kind]}
        if "respondent" in told:
            told["respondent"] = respondents.of(str(told["respondent"]))
        content = msgspec.json.encode(told).decode()
        found.append(
            {
                "kind": entry.kind.value,
                "content": content,
                "at": plain(entry.at),
                "version": entry.version,
                "withdrawn": int(entry.withdrawn),
            }
        )
    return found


def entries_of(rows: Iterable[Row]) -> Iterator[Entry]:
    """Make the entries again."""
    for row in rows:
        content = msgspec.json.decode(row["content"], type=CONTENTS[Kind(row["kind"])])
        yield Entry(
            content=content,
            by="",
            at=datetime.fromisoformat(row["at"]),
            version=row["version"],
            withdrawn=bool(row["withdrawn"]),
        )
