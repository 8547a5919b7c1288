"""
Support cases as ledgers: what one problem cost its customer, contact by contact.

Contacts are the steps in which somebody talked with somebody; letters are counted beside them. What has no day has no
length: durations are None where either end is not known.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from results.judge.service.shares import Part, part
from results.records.service import Event, LedgerStep, Outcome, Party


class PromisesMade(msgspec.Struct, frozen=True, kw_only=True):
    """What was promised in a case: a call back, a visit, a part."""

    made: int
    kept: int
    broken: int
    """The rest is not known."""


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """One case."""

    case: str
    provider: str
    contacts: int
    solved: bool
    contacts_until_solved: int | None
    """The contact that solved it, counted from 1; None if it is not solved, or was solved without one."""
    days_until_solved: int | None
    """From the first step's day that is not the order's, to that of the solution."""
    first_contact_resolution: bool | None
    """None while one contact has been made and the case is open."""
    solved_by: Party | None
    solved_by_name: str
    promises: PromisesMade
    letters: int
    letters_unanswered: int
    claims: int
    false_claims: int
    """Claims that proved false, each counted once."""
    false_claims_repeated: int
    """How many times a claim that had proved false was made again."""
    handed_over: int
    """How many times the customer was sent on to another department or firm."""
    closed: bool
    closed_by: Party | None
    closed_unsolved: bool
    """Whether whoever closed it had not solved it, whoever else did."""
    time_to_value_days: int | None
    """From the order to the day on which the service first worked."""
    waiting_minutes: float | None
    """The sum of all waits that were noted; None where none was."""
    steps: tuple[LedgerStep, ...]
    """The story, in order."""


class LedgerTotals(msgspec.Struct, frozen=True, kw_only=True):
    """All ledgers of one provider."""

    provider: str
    cases: int
    solved: Part
    first_contact_resolution: Part
    promises_kept: Part
    """Of those of which it is known."""
    letters_unanswered: Part
    closed_unsolved: Part
    """Of all cases."""
    contacts_until_solved: dict[int, int]
    """Of the solved: how many took so many contacts."""
    false_claims: int
    handed_over: int


class _Solution(NamedTuple):
    step: LedgerStep
    contact: int | None


def ledgers(steps: Iterable[LedgerStep]) -> tuple[Ledger, ...]:
    """Tell each case, in the order in which they were noted."""
    found: dict[tuple[str, str], list[LedgerStep]] = {}
    for one in steps:
        found.setdefault((one.case, one.provider), []).append(one)
    return tuple(
        _ledger(case, provider, sorted(rows, key=lambda row: row.step)) for (case, provider), rows in found.items()
    )


def _ledger(case: str, provider: str, steps: Sequence[LedgerStep]) -> Ledger:
    events = Counter(step.event for step in steps)
    outcomes = Counter((step.event, step.outcome) for step in steps)
    solution = _solution(steps)
    closing = next((step for step in reversed(steps) if step.event is Event.CLOSED), None)
    waits = [step.waiting_minutes for step in steps if step.waiting_minutes is not None]
    false, repeated = _false_claims(steps)
    return Ledger(
        case=case,
        provider=provider,
        contacts=events[Event.CONTACT],
        solved=solution is not None,
        contacts_until_solved=solution.contact if solution else None,
        days_until_solved=_days(_began(steps), solution.step.on if solution else None),
        first_contact_resolution=_at_first(events[Event.CONTACT], solution, closing),
        solved_by=_solver(solution.step) if solution else None,
        solved_by_name=solution.step.name if solution else "",
        promises=PromisesMade(
            made=events[Event.PROMISE],
            kept=outcomes[Event.PROMISE, Outcome.KEPT],
            broken=outcomes[Event.PROMISE, Outcome.BROKEN],
        ),
        letters=events[Event.LETTER],
        letters_unanswered=outcomes[Event.LETTER, Outcome.UNANSWERED],
        claims=events[Event.CLAIM],
        false_claims=false,
        false_claims_repeated=repeated,
        handed_over=events[Event.HANDOVER],
        closed=closing is not None,
        closed_by=closing.who if closing else None,
        closed_unsolved=_closed_unsolved(closing, solution),
        time_to_value_days=_days(_on(steps, Event.ORDERED), _on(steps, Event.WORKED)),
        waiting_minutes=sum(waits) if waits else None,
        steps=tuple(steps),
    )


def _solution(steps: Sequence[LedgerStep]) -> _Solution | None:
    contacts = 0
    for step in steps:
        contacts += step.event is Event.CONTACT
        if step.event is Event.CONTACT and step.outcome is Outcome.SOLVED:
            return _Solution(step, contacts)
        if step.event is Event.SOLVED:
            return _Solution(step, None)
    return None


def _solver(step: LedgerStep) -> Party | None:
    """Tell who solved it: of a contact, the one of the two who is not the customer."""
    if step.event is Event.CONTACT and step.who is Party.CUSTOMER:
        return step.whom
    return step.who


def _at_first(contacts: int, solution: _Solution | None, closing: LedgerStep | None) -> bool | None:
    if solution is not None:
        return solution.contact == 1
    return None if contacts <= 1 and closing is None else False


def _closed_unsolved(closing: LedgerStep | None, solution: _Solution | None) -> bool:
    if closing is None:
        return False
    return solution is None if closing.outcome is None else closing.outcome is Outcome.UNSOLVED


def _false_claims(steps: Sequence[LedgerStep]) -> tuple[int, int]:
    """Count the claims that proved false, and how often one of them was said again."""
    claims = {step.step: step for step in steps if step.event is Event.CLAIM}
    false: set[int] = set()
    repeated = 0
    for number, claim in claims.items():
        first = number
        while (earlier := claims[first].repeats) in claims:
            first = earlier
        if claim.outcome is Outcome.FALSE or first in false:
            repeated += first in false or first != number
            false.add(first)
    return len(false), repeated


def _began(steps: Sequence[LedgerStep]) -> date | None:
    """Tell the day on which the problem was there."""
    opened = _on(steps, Event.OPENED)
    before = {Event.ORDERED, Event.WORKED}
    return opened or next((step.on for step in steps if step.event not in before and step.on is not None), None)


def _on(steps: Sequence[LedgerStep], event: Event) -> date | None:
    return next((step.on for step in steps if step.event is event and step.on is not None), None)


def _days(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else (end - start).days


def ledger_totals(found: Iterable[Ledger]) -> tuple[LedgerTotals, ...]:
    """Add up the cases of each provider, by its id."""
    by_provider: dict[str, list[Ledger]] = {}
    for one in found:
        by_provider.setdefault(one.provider, []).append(one)
    return tuple(_totals(provider, cases) for provider, cases in sorted(by_provider.items()))


def _totals(provider: str, cases: Sequence[Ledger]) -> LedgerTotals:
    first = [one.first_contact_resolution for one in cases if one.first_contact_resolution is not None]
    kept, broken = sum(one.promises.kept for one in cases), sum(one.promises.broken for one in cases)
    contacts = Counter(one.contacts_until_solved for one in cases if one.contacts_until_solved is not None)
    return LedgerTotals(
        provider=provider,
        cases=len(cases),
        solved=part(sum(one.solved for one in cases), len(cases)),
        first_contact_resolution=part(sum(first), len(first)),
        promises_kept=part(kept, kept + broken),
        letters_unanswered=part(sum(one.letters_unanswered for one in cases), sum(one.letters for one in cases)),
        closed_unsolved=part(sum(one.closed_unsolved for one in cases), len(cases)),
        contacts_until_solved=dict(sorted(contacts.items())),
        false_claims=sum(one.false_claims for one in cases),
        handed_over=sum(one.handed_over for one in cases),
    )
