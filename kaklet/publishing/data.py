"""The published SQLite file: written from what a comparison was made of, and made into the comparison again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from kaklet.publishing.allowed import (
    Pseudonyms,
    Row,
    entries_of,
    entry_rows,
    public_messages,
    public_reviews,
    records_of,
    rows_of,
)
from kaklet.reporting import Gathered, compare_gathered
from results.judge.business_hours import Calendar
from results.judge.compare import Period, Records, StudyFacts
from results.judge.comparison import Comparison
from results.judge.form_outcome import Outcome
from results.judge.form_results import FormSaid
from results.judge.story import Received
from results.keep import Store
from results.keep.publication import Rows, publish, published_rows
from results.records import Case, Followed, FollowUp, FormSeen, Handover, Message, Registration, Review, Session
from results.records.fleet import Holding

_RECEIVED = ("evidence", "after_seconds", "verdict", "machine", "useful", "promised_seconds", "kept_seconds", "broken")
_TELLING = "status="
"""The reasons of a form's outcome that a figure depends on; others may quote the page."""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What is published of the study itself."""

    study: StudyFacts
    period: Period
    calendars: dict[str, Calendar]
    holdings: tuple[Holding, ...] = ()
    """What was collected from agents elsewhere."""


def write_data(found: Gathered, path: Path) -> None:
    """Write what *found* holds, without anybody's words, as SQLite at *path*."""
    asked = found.study.line_rules.dns if found.study.lines else ()
    publish(found.store, path, found.period.start, found.period.end, _beside(found), resolvers=asked)


def _beside(found: Gathered) -> Mapping[str, Rows]:
    records, names = found.records, Pseudonyms("message-")
    messages = list(public_messages(records.messages, names))
    known = {one.id for one in messages}
    reviews = [one for one in public_reviews(records.reviews, names) if one.message in known]
    frame = Frame(
        study=found.study, period=found.period, calendars=dict(records.calendars), holdings=tuple(records.holdings)
    )
    handovers = [*records.handovers.values(), *(sent for _, sent in _letters(records) if sent is not None)]
    return {
        "frame": [{"frame": msgspec.json.encode(frame, order="deterministic").decode()}],
        "cases": rows_of(Case, records.cases),
        "handovers": rows_of(Handover, handovers),
        "follow_ups": rows_of(FollowUp, (letter for letter, _ in _letters(records))),
        "followed": rows_of(Followed, (Followed(case=case, until=at) for case, at in records.followed.items())),
        "messages": rows_of(Message, messages),
        "received": [
            {"case": case, **{name: getattr(one, name) for name in _RECEIVED}}
            for case, many in records.received.items()
            for one in many
        ],
        "forms_said": [_said_row(case, said) for case, said in records.forms.items()],
        "forms_seen": rows_of(FormSeen, records.forms_seen),
        "reviews": rows_of(Review, reviews),
        "entries": entry_rows(found.noted),
    }


def _letters(records: Records) -> list[tuple[FollowUp, Handover | None]]:
    return [pair for pairs in records.follow_ups.values() for pair in pairs]


def _said_row(case: str, said: FormSaid) -> Row:
    outcome = said.outcome
    return {
        "case": case,
        "robots": said.robots,
        "kind": outcome.kind.value if outcome else None,
        "by_status": int(all(one.startswith(_TELLING) for one in outcome.reasons)) if outcome else None,
        "mechanic": outcome.mechanic if outcome else None,
        "verify": int(outcome.verify) if outcome else None,
    }


def compared_again(path: Path) -> Comparison:
    """
    Make the comparison of the published SQLite file at *path*: the same judges, from the samples up.

    Raises `StoreError` if there is no such file, or if it is none that this version wrote.
    """
    store = Store.read(path)
    try:
        frame = msgspec.json.decode(next(published_rows(store, "frame"))["frame"], type=Frame)
        noted = list(entries_of(published_rows(store, "entries")))
        with store.snapshot():
            return compare_gathered(store, frame.study, frame.period, _records(store, frame), noted)
    finally:
        store.close()


def _records(store: Store, frame: Frame) -> Records:
    handovers = list(records_of(Handover, published_rows(store, "handovers")))
    sent = {(one.case, one.number): one for one in handovers}
    letters: dict[str, list[tuple[FollowUp, Handover | None]]] = defaultdict(list)
    for one in records_of(FollowUp, published_rows(store, "follow_ups")):
        letters[one.case].append((one, sent.get((one.case, one.number))))
    received: dict[str, list[Received]] = defaultdict(list)
    for row in published_rows(store, "received"):
        received[row.pop("case")].append(msgspec.convert({**row, "reasons": ()}, Received, strict=False))
    return Records(
        cases=list(records_of(Case, published_rows(store, "cases"))),
        handovers={one.case: one for one in handovers if not one.number},
        messages=list(records_of(Message, published_rows(store, "messages"))),
        received=received,
        sessions=store.all(Session),
        heartbeats=store.heartbeats(),
        follow_ups=letters,
        followed=_latest(records_of(Followed, published_rows(store, "followed"))),
        registrations=store.all(Registration),
        forms={row["case"]: _said(row) for row in published_rows(store, "forms_said")},
        calendars=frame.calendars,
        forms_seen=list(records_of(FormSeen, published_rows(store, "forms_seen"))),
        reviews=list(records_of(Review, published_rows(store, "reviews"))),
        holdings=frame.holdings,
    )


def _latest(many: Iterable[Followed]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for one in many:
        found[one.case] = max(one.until, found.get(one.case, one.until))
    return found


def _said(row: Row) -> FormSaid:
    if row["kind"] is None:
        return FormSaid(robots=row["robots"])
    told = {"kind": row["kind"], "reasons": (_TELLING,) if row["by_status"] else ("words",)}
    return FormSaid(
        robots=row["robots"],
        outcome=msgspec.convert({**told, "mechanic": row["mechanic"], "verify": bool(row["verify"])}, Outcome),
    )
