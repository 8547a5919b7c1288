"""Waits on the pages: curve and band, figures by both clocks with intervals, and what became of the rest."""

import re
from datetime import UTC, date, datetime

import msgspec
import pytest

from report_templates.case_facts import calendar_part, case_facts
from report_templates.language import Language
from report_templates.wait_curve import band_path, line_path, wait_told
from report_templates.wait_table import wait_table
from results.judge.business_hours import Calendar, Holiday, Hours, Opening
from results.judge.comparison import Comparison, ProviderResult
from results.judge.numerics import Step
from results.judge.support import Support, support
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
