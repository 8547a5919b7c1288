"""What is laid side by side: offerings, terms, calls."""

from datetime import UTC, datetime

import pytest

from results.judge.service.calls import provider_calls
from results.judge.service.contracts import provider_terms
from results.judge.service.profiles import Profile, profiles
from results.records.service import Aspect, Call, Offered, Term, Terms

AT = datetime(2026, 5, 3, 12, tzinfo=UTC)


def offered(*rows: tuple[str, Aspect, str, str]) -> dict[str, Profile]:
    """Lay out *rows* of provider, aspect, item and value."""
    items = [Offered(provider=who, aspect=aspect, item=item, value=value) for who, aspect, item, value in rows]
    return {one.provider: one for one in profiles(items)}


def test_what_one_has_that_others_lack_is_told() -> None:
    """The same word in other letters is the same thing, and "no" is lacking."""
    found = offered(
        ("a", Aspect.VALUE_RAISING, "Mailbox", "yes"),
        ("a", Aspect.VALUE_RAISING, "router", "yes"),
        ("b", Aspect.VALUE_RAISING, "mailbox", "yes"),
        ("b", Aspect.VALUE_RAISING, "router", "no"),
        ("b", Aspect.VALUE_RAISING, "music", "yes"),
    )
    assert (found["a"].only_here, found["a"].lacks) == (("router",), ("music",))
    assert (found["b"].only_here, found["b"].lacks) == (("music",), ("router",))


def test_a_provider_without_a_list_lacks_nothing() -> None:
    """Nobody has looked, so nothing is said: not that it lacks, nor that the other alone has it."""
    found = offered(("a", Aspect.VALUE_RAISING, "music", "yes"), ("b", Aspect.CORE, "hosting", "yes"))
    assert found["b"].lacks == ()
    assert found["a"].only_here == ()


def test_the_work_that_is_left_to_the_customer_is_counted() -> None:
    """Of three tasks of which it is known, two are his alone."""
    work = Aspect.CUSTOMER_WORK
    found = offered(
        ("a", work, "orders", "customer"),
        ("a", work, "installs", "customer"),
        ("a", work, "troubleshoots", "either"),
        ("a", Aspect.TIES, "binding period", "bond"),
    )["a"]
    assert (found.left_to_customer.count, found.left_to_customer.n) == (2, 3)
    assert (found.bonds, found.relations) == (("binding period",), ())


def test_refunds_are_told_beyond_the_law_and_recommending_apart_from_satisfaction() -> None:
    """Thirty days are sixteen more than the law's fourteen; one tester is satisfied and would not recommend."""
    rows = [
        Terms(provider="a", term=Term.REFUND_DAYS, value="30"),
        Terms(provider="a", term=Term.LEGAL_WITHDRAWAL_DAYS, value="14"),
        Terms(provider="a", term=Term.CONTROL_PANEL, value="poor", tester="M"),
        Terms(provider="a", term=Term.SATISFIED, value="yes", tester="M"),
        Terms(provider="a", term=Term.WOULD_RECOMMEND, value="no", tester="M"),
        Terms(provider="a", term=Term.SATISFIED, value="yes", tester="T"),
        Terms(provider="a", term=Term.WOULD_RECOMMEND, value="yes", tester="T"),
        Terms(provider="b", term=Term.REFUND_DAYS, value="30"),
    ]
    first, second = provider_terms(rows)
    assert (first.refund_beyond_law_days, second.refund_beyond_law_days) == (16, None)
    assert (first.satisfied.count, first.would_recommend.count, first.satisfied_without_recommending) == (2, 1, 1)
    assert (first.control_panel, first.binding_months) == ({"poor": 1}, None)


def call(n: int, answered: float | None, *, in_hours: bool | None = True, ended: float = 600.0) -> Call:
    """Make one call."""
    return Call(
        call=str(n), provider="a", dialled_at=AT, in_hours=in_hours, answered_seconds=answered, ended_seconds=ended
    )


@pytest.mark.parametrize(
    ("waits", "median"), [((30.0, 60.0, None), 60.0), ((30.0, None, None), None), ((None,), None), ((30.0,), 30.0)]
)
def test_a_call_that_nobody_answers_is_a_wait_that_is_not_over(
    waits: tuple[float | None, ...], median: float | None
) -> None:
    """It makes the median longer, never the sample smaller."""
    (found,) = provider_calls([call(n, wait) for n, wait in enumerate(waits)])
    assert found.median_wait_seconds == median
    assert found.answered.n == len(waits)


def test_a_median_is_reached_where_exactly_half_still_wait() -> None:
    """Of the seven calls in ten that wait for 5 s two are answered then: half are left, whatever a computer rounds."""
    waits = [call(n, wait) for n, wait in enumerate((1.0, 1.0, 2.0, 5.0, 5.0, 9.0, 11.0, 16.0))]
    (found,) = provider_calls([*waits, call(8, None, ended=5.0), call(9, None, ended=17.0)])
    assert found.median_wait_seconds == 5.0


def test_calls_outside_of_published_hours_count_for_nothing() -> None:
    """They are told, and so are those of which it is not known."""
    (found,) = provider_calls([call(1, 30), call(2, None, in_hours=False), call(3, None, in_hours=None)])
    assert (found.calls, found.in_hours, found.unknown_hours, found.answered.share) == (3, 1, 1, 1.0)
