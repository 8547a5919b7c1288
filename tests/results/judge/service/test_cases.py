"""One problem through all its contacts."""

from datetime import date
from typing import Any

import pytest

from results.judge.service.cases import Ledger, ledger_totals, ledgers
from results.records.service import Event, LedgerStep, Outcome, Party

DAY = date(2026, 5, 4)
CALL = {"event": Event.CONTACT, "who": Party.CUSTOMER, "whom": Party.PROVIDER}


def case(*steps: dict[str, Any], name: str = "c") -> Ledger:
    """Tell a case of *steps* in order."""
    rows = [LedgerStep(case=name, provider="alpha", step=n, **step) for n, step in enumerate(steps, 1)]
    (found,) = ledgers(reversed(rows))
    return found


def test_a_case_solved_at_once_is_resolved_at_first_contact() -> None:
    """One contact, no days, by the provider."""
    found = case({**CALL, "on": DAY, "outcome": Outcome.SOLVED})
    assert (found.first_contact_resolution, found.contacts_until_solved, found.days_until_solved) == (True, 1, 0)
    assert found.solved_by is Party.PROVIDER


@pytest.mark.parametrize(
    ("steps", "resolved"),
    [
        ([CALL], None),
        ([CALL, CALL], False),
        ([CALL, {"event": Event.CLOSED, "who": Party.PROVIDER}], False),
        ([CALL, {"event": Event.SOLVED, "who": Party.CUSTOMER}], False),
    ],
)
def test_an_open_case_after_one_contact_is_not_judged_yet(steps: list[dict[str, Any]], resolved: bool | None) -> None:  # noqa: FBT001 -- the expected answer
    """A second contact, a closing or another's solution decides that the first one did not solve it."""
    assert case(*steps).first_contact_resolution is resolved


def test_days_are_counted_from_the_problem_and_value_from_the_order() -> None:
    """The order does not begin the problem, and the problem does not begin the order."""
    found = case(
        {"event": Event.ORDERED, "on": date(2026, 4, 1)},
        {"event": Event.WORKED, "on": date(2026, 4, 11)},
        {"event": Event.OPENED, "on": DAY},
        {**CALL, "on": date(2026, 5, 5), "waiting_minutes": 12.5},
        {**CALL, "on": date(2026, 5, 9), "waiting_minutes": 30, "outcome": Outcome.SOLVED},
    )
    assert (found.days_until_solved, found.time_to_value_days, found.waiting_minutes) == (5, 10, 42.5)


def test_a_claim_that_is_said_again_is_one_false_claim() -> None:
    """Each repetition is counted, over several steps too; a claim of which nothing is known is none."""
    claim = {"event": Event.CLAIM, "who": Party.PROVIDER}
    found = case(
        {**claim, "outcome": Outcome.FALSE},
        {**claim, "outcome": Outcome.FALSE, "repeats": 1},
        {**claim, "outcome": Outcome.UNKNOWN, "repeats": 2},
        {**claim, "outcome": Outcome.FALSE},
        {**claim, "outcome": Outcome.TRUE},
        claim,
    )
    assert (found.claims, found.false_claims, found.false_claims_repeated) == (6, 2, 2)


def test_a_case_closed_by_the_provider_is_unsolved_whoever_else_solved_it() -> None:
    """What the ledger says of the closing holds; where it says nothing, the solution decides."""
    solved = {**CALL, "whom": Party.THIRD_PARTY, "outcome": Outcome.SOLVED}
    closed = {"event": Event.CLOSED, "who": Party.PROVIDER}
    assert case(solved, {**closed, "outcome": Outcome.UNSOLVED}).closed_unsolved
    assert not case(solved, closed).closed_unsolved
    assert case(CALL, closed).closed_unsolved


def test_an_unknown_promise_is_neither_kept_nor_broken() -> None:
    """It is counted as made, and is no part of the share that was kept."""
    promise = {"event": Event.PROMISE, "who": Party.PROVIDER}
    first = case({**promise, "outcome": Outcome.KEPT}, promise, name="c1")
    second = case({**promise, "outcome": Outcome.BROKEN}, {**CALL, "event": Event.HANDOVER}, name="c2")
    assert first.promises.made == 2
    (totals,) = ledger_totals([first, second])
    assert (totals.promises_kept.count, totals.promises_kept.n, totals.promises_kept.share) == (1, 2, 0.5)
