"""Waits on the pages: curve and band, figures by both clocks with intervals, and what became of the rest."""

import re
from datetime import UTC, date, datetime

import msgspec
import pytest

from report_templates.case_facts import calendar_part, case_facts
from report_templates.language import Language
from report_templates.wait_curve import band_path, line_path, wait_told
from report_templates.wait_pairs import pair_part
from report_templates.wait_table import wait_table
from results.judge.business_hours import Calendar, Holiday, Hours, Opening
from results.judge.comparison import Comparison, ProviderResult
from results.judge.numerics import Step
from results.judge.rules import Metric
from results.judge.support import State, Support, support
from results.records import Channel

STEPS = (Step(10.0, 0.75, None, None), Step(20.0, 0.5, 0.2, 0.9), Step(40.0, 0.0, 0.0, 0.9))
NBSP = "\N{NO-BREAK SPACE}"
CALENDAR = Calendar(
    hours=Hours(sun=("12:00-16:00",), source="host.example/help"),
    zone="Europe/Stockholm",
    country="SE",
    subdivision=None,
    holidays=(Holiday(day=date(2026, 5, 14), name="Ascension Day"),),
    package="holidays 0.109",
    week_seconds=4 * 3600.0,
    day_seconds=4 * 3600.0,
    opening=(Opening(datetime(2026, 5, 3, 10, tzinfo=UTC), datetime(2026, 5, 3, 14, tzinfo=UTC)),),
)


def found(comparison: Comparison, name: str) -> tuple[ProviderResult, Support]:
    """Return the mail of the provider *name*."""
    provider = next(one for one in comparison.providers if one.id == name)
    return provider, next(one for one in provider.support if one.task == "mail_support")


def english(comparison: Comparison) -> Language:
    """Speak English about *comparison*."""
    return Language("en", comparison)


def test_the_curve_is_stairs_to_where_following_ended() -> None:
    """It begins with all waiting, falls at each answer, and stops at the end of what is known."""
    assert line_path(STEPS, 50.0, 100.0) == "M0 0H100V25H200V50H400V100H500"
    assert line_path((), 30.0, 100.0) == "M0 0H300"
    assert line_path(STEPS, 15.0, 100.0) == "M0 0H100V25H150"


def test_the_band_begins_where_something_can_be_said() -> None:
    """It runs along the upper bounds and back along the lower ones, and is closed."""
    assert band_path(STEPS, 50.0, 100.0) == "M200 10V10H400V10H500V100H400V80H200Z"
    assert band_path(STEPS[:1], 50.0, 100.0) == ""


def test_the_table_has_a_row_for_each_provider_and_clock(comparison: Comparison) -> None:
    """Shares that nobody was followed for are left out: the study lasts two minutes."""
    provider, mail = found(comparison, "alkarr")
    table = wait_table(english(comparison), 5, [(provider, mail)])
    (row,) = table.rows
    assert table.heads == ("in the window",)
    assert (row.n, row.mark, row.clock) == ("7", "", "wall clock")
    assert (row.shares[0].figure, row.shares[0].interval) == ("100%", "65% to 100%")
    assert (row.median.figure, row.mean.figure) == (f"3{NBSP}s", f"3{NBSP}s")


def test_by_its_own_hours_a_provider_has_a_second_row(comparison: Comparison) -> None:
    """With the hours that it publishes."""
    provider, mail = found(comparison, "alkarr")
    both = support("mail_support", Channel.EMAIL, mail.stories, (), window_seconds=20.0, calendar=CALENDAR)
    table = wait_table(english(comparison), 5, [(provider, both)])
    assert [row.clock for row in table.rows] == ["wall clock", "its own hours"]


def test_undetermined_messages_make_a_range(comparison: Comparison) -> None:
    """From the certain to the possible; the interval holds both."""
    table = wait_table(english(comparison), 5, [found(comparison, "cirrus")])
    (row,) = table.rows
    assert row.shares[-1].figure == "43% to 71%"
    low, high = (int(end) for end in re.findall(r"\d+", row.shares[-1].interval))
    assert low < 43
    assert high > 71
    assert " to " in row.mean.figure


def test_a_median_that_is_not_reached_is_longer_than_what_was_followed(comparison: Comparison) -> None:
    """Not reached is an answer."""
    table = wait_table(english(comparison), 5, [found(comparison, "drivved")])
    assert table.rows[0].median.figure == f"over 20{NBSP}s"
    assert table.rows[0].mean.figure == f"20{NBSP}s"


def test_too_few_are_marked_and_the_mark_is_explained(comparison: Comparison) -> None:
    """They are shown all the same."""
    provider, mail = found(comparison, "alkarr")
    few = msgspec.structs.replace(mail, ranked=False)
    table = wait_table(english(comparison), 8, [(provider, few)])
    assert table.rows[0].mark == "*"
    assert table.too_few.startswith("* Fewer than 8 questions")
    assert wait_table(english(comparison), 5, [(provider, mail)]).too_few == ""


@pytest.mark.parametrize(
    ("clock", "told"), [(0, ("47 h 59 min", "3 days 8 h")), (1, ("47 h 59 min", "80 h"))], ids=["wall", "business"]
)
def test_business_hours_are_never_told_as_days(comparison: Comparison, clock: int, told: tuple[str, str]) -> None:
    """80 of them are two weeks, not three days and eight hours."""
    _, mail = found(comparison, "alkarr")
    both = support("mail_support", Channel.EMAIL, mail.stories, (), window_seconds=20.0, calendar=CALENDAR)
    said = [wait_told(english(comparison), both.waits[clock], seconds) for seconds in (172_740.0, 288_000.0)]
    assert tuple(one.replace(NBSP, " ") for one in said) == told


def test_what_became_of_the_questions_is_listed(comparison: Comparison) -> None:
    """Each count with what it means; what did not happen is left out."""
    facts = {fact.name: fact for fact in case_facts(english(comparison), found(comparison, "enhet")[1])}
    assert facts["Could not be delivered"].count == "1"
    assert facts["Delivered and counted"].count == "6"
    assert "Nobody has graded" in facts["Answered by a person"].text
    assert "Complained" not in facts


def test_promises_and_letters_are_told(comparison: Comparison) -> None:
    """With what nobody knows yet."""
    _, mail = found(comparison, "alkarr")
    cases = msgspec.structs.replace(
        mail.cases,
        promises_made=5,
        promises_kept=2,
        promises_broken=1,
        useful=3,
        not_useful=1,
        ungraded=3,
        contacts_until_solved={1: 2, 3: 1},
    )
    facts = {
        fact.name: fact.text for fact in case_facts(english(comparison), msgspec.structs.replace(mail, cases=cases))
    }
    assert facts["Promises of a call-back or an answer"] == "Kept in time: 2, late or never: 1, not known: 2."
    assert facts["Answered by a person"].endswith(
        "Solved after 1 letter of ours: 2. Solved after 3 letters of ours: 1."
    )


def test_the_calendar_is_told(comparison: Comparison) -> None:
    """Hours by weekday, holidays by day, and which package knew them."""
    part = calendar_part(english(comparison), CALENDAR)
    assert part is not None
    assert [(one.name, one.count) for one in part.hours] == [("Sunday", "12:00-16:00")]
    assert [(one.name, one.text) for one in part.holidays] == [("14 May 2026", "Ascension Day")]
    assert (part.package, part.source, part.day) == ("holidays 0.109", "host.example/help", f"4{NBSP}h")
    assert calendar_part(english(comparison), None) is None


def test_each_share_tells_its_own_denominator(comparison: Comparison) -> None:
    """So that nobody takes two shares for shares of the same."""
    table = wait_table(english(comparison), 5, [found(comparison, "alkarr")])
    assert table.rows[0].shares[-1].count == "7 of 7"


def test_shares_in_the_table_never_fall(comparison: Comparison) -> None:
    """Young questions that were answered at once do not make the share of one day larger than that of three."""
    provider, mail = found(comparison, "alkarr")
    first = mail.stories[0]
    young = [
        msgspec.structs.replace(
            first, case=f"young-{number}", complete=False, followed_seconds=90_000.0, elapsed_seconds=90_000.0
        )
        for number in range(8)
    ]
    old = [
        msgspec.structs.replace(
            first,
            case=f"old-{number}",
            messages=first.messages if number else (),
            answered_seconds=first.answered_seconds if number else None,
            maybe_seconds=first.maybe_seconds if number else None,
            followed_seconds=300_000.0,
            elapsed_seconds=300_000.0,
        )
        for number in range(3)
    ]
    both = support("mail_support", Channel.EMAIL, [*young, *old], (), window_seconds=864_000.0)
    table = wait_table(english(comparison), 1, [(provider, both)])
    day, three = (table.rows[0].shares[table.heads.index(head)] for head in ("within 1 day", "within 3 days"))
    assert (day.count, three.count) == ("10 of 11", "2 of 3")
    assert day.figure == three.figure == "91%"


def test_pairs_that_differ_are_told(comparison: Comparison) -> None:
    """Those that the ranking proves, with its p and no other; of the rest that it may be chance."""
    (criterion,) = (one for one in comparison.criteria if one.metric is Metric.ANSWER_SECONDS)
    tested = [one for one in comparison.ranking.contrasts if one.column == criterion.id]
    sure = msgspec.structs.replace(tested[0], better=tested[0].first, adjusted=0.04)
    rest = [msgspec.structs.replace(one, adjusted=0.3) for one in tested[1:]]
    ranking = msgspec.structs.replace(comparison.ranking, contrasts=(sure, *rest))
    part = pair_part(english(comparison), msgspec.structs.replace(comparison, ranking=ranking), criterion.task)
    assert part is not None
    assert [(len(one.others), one.others[0][1]) for one in part.sooner] == [(1, "p = 0.040")]
    assert part.rest.startswith(f"In {len(rest)} other pair")
    assert part.rest.endswith("corrected for all comparisons of this report (Holm).")


def test_waits_that_are_not_graded_are_not_compared(comparison: Comparison) -> None:
    """Else the report would claim more than it has corrected for."""
    graded = {one.task for one in comparison.criteria if one.metric is Metric.ANSWER_SECONDS}
    tasks = {one.task for provider in comparison.providers for one in provider.support}
    assert tasks - graded
    assert not [task for task in tasks - graded if pair_part(english(comparison), comparison, task)]


def test_an_unproven_batch_is_told(comparison: Comparison) -> None:
    """Questions whose day's seeds did not arrive are counted apart, and not as unanswered."""
    _, mail = found(comparison, "alkarr")
    stories = [
        msgspec.structs.replace(one, unproven=True, state=State.UNPROVEN, messages=(), answered_seconds=None)
        for one in mail.stories[:2]
    ]
    both = support("mail_support", Channel.EMAIL, [*stories, *mail.stories[2:]], (), window_seconds=20.0)
    facts = {fact.name: fact for fact in case_facts(english(comparison), both)}
    assert facts["Delivery not proven"].count == "2"
    assert "No answer within the window" not in facts
    assert both.cases.n == mail.cases.n - 2
