"""A support case as a ledger: one problem through all its contacts, step by step."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from results.records.service.shapes import Amount, Mistake, Name, Place, Seen, TimeOfDay, Words


class Event(StrEnum):
    """What a step is."""

    ORDERED = "ordered"
    """The service was bought: time to value begins."""
    WORKED = "worked"
    """The service worked for the first time: time to value ends."""
    OPENED = "opened"
    """The problem was there. Without this step the case begins with its first contact or letter."""
    CONTACT = "contact"
    """Somebody called, visited or chatted with somebody."""
    CLAIM = "claim"
    """Something was said to be so."""
    PROMISE = "promise"
    """Something was promised: a call back, a visit, a part."""
    LETTER = "letter"
    """The customer wrote; letters are counted beside contacts."""
    HANDOVER = "handover"
    """The customer was sent on, from *who* to *whom*: another department, a reseller."""
    SOLVED = "solved"
    """It was solved without a contact, by *who*."""
    CLOSED = "closed"
    """*who* called the case closed."""


class Party(StrEnum):
    """Who acts; `LedgerStep.name` says it more closely."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    RESELLER = "reseller"
    THIRD_PARTY = "third_party"


class Outcome(StrEnum):
    """What came of a step."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    TRUE = "true"
    FALSE = "false"
    KEPT = "kept"
    BROKEN = "broken"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    UNKNOWN = "unknown"


OUTCOMES: Mapping[Event, frozenset[Outcome]] = {
    Event.CONTACT: frozenset({Outcome.SOLVED, Outcome.UNSOLVED}),
    Event.CLAIM: frozenset({Outcome.TRUE, Outcome.FALSE, Outcome.UNKNOWN}),
    Event.PROMISE: frozenset({Outcome.KEPT, Outcome.BROKEN, Outcome.UNKNOWN}),
    Event.LETTER: frozenset({Outcome.ANSWERED, Outcome.UNANSWERED, Outcome.UNKNOWN}),
    Event.CLOSED: frozenset({Outcome.SOLVED, Outcome.UNSOLVED}),
}
"""Which outcomes a step can have; other events have none."""
_NAMES_WHO = {Event.CONTACT, Event.CLAIM, Event.PROMISE, Event.HANDOVER, Event.SOLVED, Event.CLOSED}


class LedgerStep(Seen, frozen=True, kw_only=True, tag="ledger"):
    """One step of one case."""

    case: Name
    step: Place
    """Its place in the case: what comes later has a higher number."""
    event: Event
    on: date | None = None
    """The day; None where it is not known."""
    time: TimeOfDay = ""
    who: Party | None = None
    """Who called, said, promised, sent on, solved or closed."""
    whom: Party | None = None
    """Who was called, or sent on to."""
    name: Words = ""
    """Who that was more closely: the party that is not the customer, a department."""
    channel: Words = ""
    """Phone, chat, shop, visit, letter, ..."""
    waiting_minutes: Amount | None = None
    """How long was waited for somebody."""
    text: Words = ""
    """What was said, promised, written or done."""
    outcome: Outcome | None = None
    outcome_on: date | None = None
    """When a promise was kept, or a letter answered."""
    repeats: Place | None = None
    """Of a claim: the step of the earlier claim that it says again."""

    @property
    def key(self) -> tuple[str, ...]:
        """The place in the case."""
        return (self.case, self.provider, str(self.step))

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what the event does not have, or lacks."""
        allowed = OUTCOMES.get(self.event, frozenset())
        if self.outcome is not None and self.outcome not in allowed:
            choices = ", ".join(sorted(allowed)) or "nothing"
            yield "outcome", f"of a {self.event} can be: {choices}; not {self.outcome}"
        if self.event in _NAMES_WHO and self.who is None:
            yield "who", f"is missing: say who it was, {', '.join(Party)}"
        if self.event in {Event.CONTACT, Event.HANDOVER} and self.whom is None:
            yield "whom", f"is missing: say to whom, {', '.join(Party)}"
        if self.repeats is not None and (self.event is not Event.CLAIM or self.repeats >= self.step):
            yield "repeats", "is the step of an earlier claim, and only claims have it"
        if self.outcome_on is not None and self.on is not None and self.outcome_on < self.on:
            yield "outcome_on", "is before the day of the step: check both"
