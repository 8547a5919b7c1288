"""Takes in correspondence from elsewhere, already judged by people: one JSON object a line, one line a case."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from kaklet.importing import BATCH, YEARS, BadLine, Imported
from kaklet.mail.known_cases import KnownCases
from kaklet.study import Study
from results.keep import Store
from results.records import IMPORT, Case, Channel, Followed, Handover, Message, Record, Review, Verdict

MAX_LINE_BYTES = 1_000_000
MAX_ID = 200
AGENT = "import"


class MessageLine(msgspec.Struct, frozen=True, kw_only=True):
    """One message that came back, with what a person or another program said of it."""

    id: str
    """Unique within its case."""
    at: datetime
    """When the mail server took it in."""
    verdict: Verdict
    useful: bool | None = None
    """Whether it answers what was asked; null if nobody graded it."""


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case: a question to a provider, and what came back."""

    id: str
    provider: str
    channel: Channel
    opened_at: datetime
    """When it was sent."""
    delivered_at: datetime | None
    """When the provider's server or form took it; null if it was not delivered: refused, bounced, never taken."""
    observed_until: datetime
    """When the mailbox was last looked into: what had not come by then is censored there."""
    messages: tuple[MessageLine, ...] = ()
    task: str | None = None
    """The study's task that it belongs to; may be left out where the study has one for that channel."""


def import_cases(lines: Iterable[bytes], study: Study, store: Store) -> Imported:
    """
    Put the cases of *lines* into *store*. What is there already stays; more messages and a later end are added.

    A bad line is named and costs no other. Raises `StoreError` if the store cannot take them.
    """
    imported = Imported()
    known = KnownCases(store)
    batch: list[Record] = []
    waiting = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            batch.extend(_records(line, study, known))
            waiting += 1
        except ValueError as error:
            imported.bad.append(BadLine(number, str(error)))
        if len(batch) >= BATCH:
            store.keep(batch)
            imported.taken += waiting
            batch, waiting = [], 0
    store.keep(batch)
    imported.taken += waiting
    return imported


def _records(line: bytes, study: Study, known: KnownCases) -> list[Record]:
    """Read one line into the records that it adds. Raises `ValueError` with a sentence."""
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"is longer than {MAX_LINE_BYTES} bytes: one case is not")
    try:
        told = msgspec.json.decode(line, type=CaseLine)
    except msgspec.DecodeError as error:
        raise ValueError(f"is not a case: {error} (see `kaklet schema case`)") from None
    for sentence in _mistakes(told):
        raise ValueError(sentence)
    case = _case(told, study)
    for sentence in known.contradictions(case, told.delivered_at, list(_messages(told)), list(_reviews(told))):
        raise ValueError(sentence)
    return known.new([case, *_handover(told), *_messages(told), *_reviews(told), _followed(told)])


def _mistakes(told: CaseLine) -> Iterator[str]:
    times = {"opened_at": told.opened_at, "delivered_at": told.delivered_at, "observed_until": told.observed_until}
    moments = [*times.items(), *((f"message {one.id!r} at", one.at) for one in told.messages)]
    for name, moment in moments:
        if moment is not None and moment.utcoffset() is None:
            yield f"has a time without a zone ({name}): end it with Z for UTC"
        elif moment is not None and moment.year not in YEARS:
            yield f"has a time outside of the years {YEARS[0]} to {YEARS[-1]} ({name}): check its date"
    for name in (told.id, *(one.id for one in told.messages)):
        if not (0 < len(name) <= MAX_ID and name.isprintable()):
            yield f"has the id {name[:40]!r}: give each case and message one of 1 to {MAX_ID} printable characters"
    if told.delivered_at is not None and told.delivered_at < told.opened_at:
        yield "was delivered before it was opened: check delivered_at and opened_at"
    if told.observed_until < (told.delivered_at or told.opened_at):
        yield "has an observed_until before the question was there: set it to when the mailbox was last looked into"
    yield from _mistakes_of_messages(told)


def _mistakes_of_messages(told: CaseLine) -> Iterator[str]:
    ids: set[str] = set()
    for one in told.messages:
        if one.at < told.opened_at:
            yield f"has message {one.id!r} from before the question was opened: check its time, or its case"
        if one.at > told.observed_until:
            yield f"has message {one.id!r} from after observed_until: set that to when the mailbox was last looked into"
        if one.id in ids:
            yield f"has two messages {one.id!r}: give each its own id"
        ids.add(one.id)


def _case(told: CaseLine, study: Study) -> Case:
    task, target = _task(told, study)
    return Case(
        id=told.id,
        agent=AGENT,
        provider=told.provider,
        target=target,
        task=task,
        channel=told.channel,
        slot=told.opened_at,
        opened_at=told.opened_at,
        question="",
        persona="",
        address="",
        subject=told.id,
        evidence="",
    )


def _task(told: CaseLine, study: Study) -> tuple[str, str]:
    """Tell the name and the target of the task that a case belongs to."""
    targets = next((provider.target for provider in study.provider if provider.id == told.provider), None)
    if targets is None:
        raise ValueError(f"is about provider {told.provider!r}, which the study does not have: add it")
    asking = {task.name: task.target for task in study.task if task.probe.channel is told.channel}
    offered = {name: target for name, target in asking.items() if target in targets}
    if told.task is not None:
        offered = {name: target for name, target in offered.items() if name == told.task}
    if len(offered) > 1:
        raise ValueError(f'may belong to task {" or ".join(sorted(offered))}: name it, as "task": "..."')
    for found in offered.items():
        return found
    named = "no task" if told.task is None else f"no task {told.task!r}"
    raise ValueError(f"went by {told.channel}, but the study has {named} that asks {told.provider!r} that way: add one")


def _handover(told: CaseLine) -> Iterator[Handover]:
    if told.delivered_at is not None:
        yield Handover(case=told.id, at=told.delivered_at, detail="")


def _messages(told: CaseLine) -> Iterator[Message]:
    for one in told.messages:
        yield Message(id=_key(told, one), case=told.id, received_at=one.at, evidence="")


def _reviews(told: CaseLine) -> Iterator[Review]:
    for one in told.messages:
        yield Review(message=_key(told, one), by=IMPORT, at=told.observed_until, verdict=one.verdict, useful=one.useful)


def _followed(told: CaseLine) -> Followed:
    return Followed(case=told.id, until=told.observed_until)


def _key(told: CaseLine, message: MessageLine) -> str:
    return f"import/{told.id}/{message.id}"
