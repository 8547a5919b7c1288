"""Phone calls: whom one may call now, what is to be asked, and what the presses of a call come to."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from kaklet.campaign.bank import bank
from kaklet.opening_hours import calendar_of
from kaklet.service.entry import check, enter
from kaklet.study import Phone, Provider, Study
from probes.contact.budget import CEILING, WEEK
from results.judge.business_hours import WEEKDAYS, Calendar, Hours
from results.judge.calls import call_of
from results.keep import Store
from results.records import CallStep, Dialling, Press, PressClock
from results.records.service import Call, Entry, Kind

LOOK_AHEAD = timedelta(days=10)
MOST_LATE_MS = 7 * 86_400_000
"""A press that lay in a page for longer than a week is not believed."""
LONGEST_QUESTION = 200
_MILLISECOND = timedelta(milliseconds=1)


class SentPress(msgspec.Struct, frozen=True, kw_only=True):
    """A press as the page sends it, once or more often."""

    id: str
    step: CallStep
    after_ms: int
    """Since the dialling."""
    waited_ms: int
    """How long it lay in the page before it was sent this time."""
    clock: PressClock


class SentCall(msgspec.Struct, frozen=True, kw_only=True):
    """What the page sends: who is called, and those presses that it has not been told of as kept."""

    call: str
    provider: str
    question: str
    presses: tuple[SentPress, ...]


class CallError(Exception):
    """What the page sent is not taken: one sentence that says what to do."""


class Reachable(msgspec.Struct, frozen=True, kw_only=True):
    """A provider that publishes a phone number."""

    provider: Provider
    number: str
    spent: int
    """Contacts of any sort in the last seven days."""
    allowed: int
    opening: "Opening"


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the phone is published as open now, and the hours as published."""

    state: Literal["open", "closed", "unknown"]
    changes_at: datetime | None
    """When that changes next; in the provider's zone."""
    zone: str
    local: datetime
    """What the clock shows there."""
    week: tuple[tuple[str, str], ...]
    """Day of the week, and its hours."""
    source: str


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A call that was made at the desk."""

    dialling: Dialling
    presses: tuple[Press, ...]
    told: Call
    """What the record says of it, or will say once it is noted."""
    entry: Entry | None
    """The newest version in the record; None while the call is not over."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What may be asked on the phone."""

    id: str
    subject: str
    body: str


def reachables(study: Study, store: Store, now: datetime) -> list[Reachable]:
    """List the providers that publish a phone number."""
    return [reachable_of(study, store, one, one.phone, now) for one in study.provider if one.phone is not None]


def reachable_of(study: Study, store: Store, provider: Provider, phone: Phone, now: datetime) -> Reachable:
    """Tell whether *provider* may be called and is open at *now*."""
    return Reachable(
        provider=provider,
        number=phone.number,
        spent=store.contacts(provider.id, now - WEEK),
        allowed=min(CEILING, study.campaign.budget_per_week) if study.campaign else CEILING,
        opening=opening_of(study, provider, phone, now),
    )


def opening_of(study: Study, provider: Provider, phone: Phone, now: datetime) -> Opening:
    """Tell whether the phone of *provider* is open at *now* by the hours that it publishes, holidays included."""
    hours = phone.hours or provider.hours
    zone = (hours.zone if hours else None) or study.study.timezone
    local = now.astimezone(ZoneInfo(zone))
    with_hours = msgspec.structs.replace(provider, hours=hours)
    last = (local + LOOK_AHEAD).date()
    calendar = calendar_of(with_hours, study.study.timezone, local.date() - timedelta(days=1), last)
    is_open, changes_at = _state(calendar, now)
    return Opening(
        state="unknown" if calendar is None else "open" if is_open else "closed",
        changes_at=changes_at.astimezone(ZoneInfo(zone)) if changes_at else None,
        zone=zone,
        local=local,
        week=tuple(_week(hours)) if hours else (),
        source=hours.source if hours else "",
    )


def _state(calendar: Calendar | None, now: datetime) -> tuple[bool, datetime | None]:
    for one in calendar.opening if calendar else ():
        if one.start <= now < one.end:
            return True, one.end
        if one.start > now:
            return False, one.start
    return False, None


def _week(hours: Hours) -> Iterator[tuple[str, str]]:
    for day in WEEKDAYS:
        yield day.capitalize(), ", ".join(getattr(hours, day)).replace("-", "\N{EN DASH}") or "closed"


def questions(study: Study, provider: Provider) -> list[Question]:
    """List what may be asked of *provider*: the study's own questions, and those of its campaign's bank."""
    languages = [*provider.languages, "en"]
    found = [
        Question(id=one.id, subject=wording.subject, body=wording.body)
        for one in study.question
        if (wording := next(filter(None, map(one.wording, languages)), None) or one.wording(""))
    ]
    kind = study.campaign.bank if study.campaign else None
    for name, wordings in bank(kind).items() if kind else ():
        wording = next((wordings[one] for one in languages if one in wordings), None)
        if wording is not None:
            found.append(Question(id=name, subject=wording.subject, body=wording.body))
    return found


def records_of(sent: SentCall, study: Study, *, by: str, now: datetime) -> list[Dialling | Press]:
    """
    Make the records of what a page sent. Raises `CallError` where it cannot be a call of this study.

    A press that comes twice makes the same record twice, of which the store keeps the first.
    """
    provider = next((one for one in study.provider if one.id == sent.provider and one.phone is not None), None)
    if provider is None or provider.phone is None:
        raise CallError("No provider of this study is called that, or it has no phone: load the page again.")
    if not sent.presses or not all(map(_is_sane, sent.presses)) or not _is_id(sent.call):
        raise CallError("These presses cannot be right: load the page again, and note the times by hand.")
    presses = [_press(one, sent.call, now) for one in sent.presses]
    dialled = min(one.at - one.after_ms * _MILLISECOND for one in presses)
    state = opening_of(study, provider, provider.phone, dialled).state
    dialling = Dialling(
        id=sent.call,
        provider=provider.id,
        number=provider.phone.number,
        question=sent.question[:LONGEST_QUESTION],
        by=by,
        in_hours=None if state == "unknown" else state == "open",
        opened_at=dialled,
    )
    return [dialling, *presses]


def _press(one: SentPress, call: str, now: datetime) -> Press:
    at = now - one.waited_ms * _MILLISECOND
    return Press(id=one.id, call=call, step=one.step, after_ms=one.after_ms, clock=one.clock, at=at, came_at=now)


def _is_sane(one: SentPress) -> bool:
    return 0 <= one.after_ms <= MOST_LATE_MS and 0 <= one.waited_ms <= MOST_LATE_MS and _is_id(one.id)


def _is_id(text: str) -> bool:
    return len(text) in range(16, 65) and text.isascii() and text.isalnum()


def placed_calls(store: Store) -> list[Placed]:
    """List all calls that were made at the desk, the newest first."""
    presses: dict[str, list[Press]] = {}
    for one in store.all(Press):
        presses.setdefault(one.call, []).append(one)
    newest: dict[str, Entry] = {}
    for entry in store.entries():
        if isinstance(entry.content, Call):
            newest[entry.content.call] = entry
    found = [_placed(one, presses.get(one.id, []), newest.get(one.id)) for one in store.all(Dialling)]
    return sorted(found, key=lambda one: one.dialling.opened_at, reverse=True)


def _placed(dialling: Dialling, presses: Sequence[Press], entry: Entry | None) -> Placed:
    in_order = tuple(sorted(presses, key=lambda one: one.after_ms))
    noted = entry.content if entry is not None and isinstance(entry.content, Call) else None
    return Placed(dialling=dialling, presses=in_order, told=noted or call_of(dialling, in_order), entry=entry)


def find_call(calls: Iterable[Placed], name: str) -> Placed | None:
    """Find the call whose id is *name*."""
    return next((one for one in calls if one.dialling.id == name), None)


def note(store: Store, placed: Placed, told: Call, *, by: str, at: datetime) -> None:
    """Put what a call came to into the service record; said again, it is a correction."""
    enter(store, [told], by=by, at=at, seen=f"by phone, {placed.dialling.number}")


def noted(placed: Placed, study: Study, *, solved: str, friendliness: str, words: str) -> Call:
    """
    Return what the record is to say of a call, by what the caller says of it afterwards.

    Raises `CallError` with what is not right, by the validation that all doors share.
    """
    measured = call_of(placed.dialling, placed.presses)
    until = measured.solved_seconds
    if solved == "no":
        until = None
    elif solved == "yes" and until is None:
        until = measured.ended_seconds
    fields = {
        name: value.isoformat() if isinstance(value, datetime) else _text(value)
        for name, value in msgspec.structs.asdict(measured).items()
    }
    fields |= {"solved_seconds": _text(until), "friendliness": friendliness, "note": words}
    checked = check(Kind.CALL, fields, providers=[one.id for one in study.provider])
    if checked.content is None or not isinstance(checked.content, Call):
        raise CallError(f"{'; '.join(map(str, checked.complaints))}.")
    return checked.content


def _text(value: object) -> str:
    return "" if value is None else str(value)
