"""What of two editions is held against each other, and what is not."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest
from simulated_world import START, Fault, World, criterion, uptime

from results.judge.comparison import Comparison, ProviderResult
from results.judge.editions.changes import changes, graded_by, one_way
from results.judge.editions.compared import edition
from results.judge.editions.edition import Change, Course, Hindrance
from results.judge.ranking.ranks import TOTAL
from results.judge.rules import Metric, Rules

DAILY = [Fault(day + 0.5, 3600) for day in range(180)]
RARE = [Fault(30 * month + 0.5, 3600) for month in range(6)]
WORLD = World(180, (uptime(60), criterion("answered", Metric.ANSWERED_PERCENT, "ask", 40, (20, 40, 60, 80, 95))))


def period(*faults: Sequence[Fault], answers: Sequence[float | None] = (1.0,) * 40) -> Comparison:
    """Make a period of so many providers as there are lists of *faults*."""
    return WORLD.comparison([WORLD.provider(f"p{at}", one, (), answers) for at, one in enumerate(faults)])


def of(found: Sequence[Change], provider: str, criterion: str) -> Change:
    """Return one change."""
    return next(one for one in found if (one.provider, one.criterion) == (provider, criterion))


def ruled(comparison: Comparison, **rules: object) -> Comparison:
    """Give *comparison* other rules."""
    changed: Rules = msgspec.structs.replace(comparison.rules, **rules)
    return msgspec.structs.replace(comparison, rules=changed, criteria=changed.criteria)


def test_a_provider_that_fails_more_often_is_worse_and_the_other_way_round() -> None:
    """Both directions are told, with an interval that lies on one side of nought."""
    found = changes(period(RARE, DAILY), period(DAILY, RARE))
    worse, better = of(found, "p0", "uptime"), of(found, "p1", "uptime")
    assert (worse.course, better.course) == (Course.WORSE, Course.BETTER)
    assert worse.difference is not None
    assert worse.difference.high is not None
    assert worse.difference.low is not None
    assert worse.difference.low < worse.difference.difference < worse.difference.high < 0
    assert of(found, "p0", "answered").course is Course.NOISE


def test_the_same_records_have_not_changed() -> None:
    """A period held against itself: nothing differs, and each p-value is 1."""
    found = changes(period(RARE, DAILY), period(RARE, DAILY))
    assert {(one.course, one.p, one.adjusted) for one in found} == {(Course.NOISE, 1.0, 1.0)}


def test_all_tests_are_corrected_together() -> None:
    """The smallest p-value is multiplied by how many there are, totals included."""
    found = changes(period(RARE, DAILY), period(DAILY, RARE))
    smallest = min(found, key=lambda one: one.p or 0.0)
    assert len(found) == 6
    assert smallest.adjusted == pytest.approx(6 * (smallest.p or 0.0))


def test_new_thresholds_grade_both_editions() -> None:
    """The grade of the earlier edition is by the present rules, so that a new threshold is no change of a provider."""
    then = period(RARE)
    strict = ruled(then, criteria=(uptime(60, (99.9, 99.99, 99.999, 99.9999, 100.0)), then.criteria[1]))
    strict = msgspec.structs.replace(strict, providers=(graded_by(strict.providers[0], strict.rules),))
    found = of(changes(then, strict), "p0", "uptime")
    assert then.providers[0].figures[0].grade != 0
    assert (found.then.grade, found.now.grade, found.course) == (0, 0, Course.NOISE)


@pytest.mark.parametrize(
    ("then", "hindrance", "criteria"),
    [
        ({"method": "0"}, Hindrance.JUDGED, {"uptime", "answered"}),
        ({"measured_by": ("0",)}, Hindrance.MEASURED, {"uptime"}),
        ({"agents": ("elsewhere",)}, Hindrance.PLACES, {"uptime"}),
    ],
)
def test_what_was_found_in_another_way_is_not_compared(
    then: dict[str, object], hindrance: Hindrance, criteria: set[str]
) -> None:
    """The reason is told, and the total is not compared either."""
    found = changes(msgspec.structs.replace(period(RARE), **then), period(DAILY))
    assert {one.criterion for one in found if one.hindrance is hindrance} == criteria
    assert of(found, "p0", TOTAL).hindrance is Hindrance.PART
    assert all(one.p is None and one.course is Course.NOT_COMPARED for one in found if one.hindrance)


def test_another_window_is_another_figure() -> None:
    """Shares within a day and within two are not the same question; uptime has no window."""
    found = changes(ruled(period(RARE), answer_window_seconds=2 * 86_400.0), period(RARE))
    assert of(found, "p0", "answered").hindrance is Hindrance.RULE
    assert of(found, "p0", "uptime").hindrance is None


@pytest.mark.parametrize("field", ["target", "kind", "every_seconds"])
def test_a_changed_task_is_not_compared(field: str) -> None:
    """Another page, another kind of probe or another interval sees another world."""
    then = period(RARE)
    check = msgspec.structs.replace(then.providers[0].checks[0], **{field: 7.0 if field == "every_seconds" else "x"})
    provider: ProviderResult = msgspec.structs.replace(then.providers[0], checks=(check,))
    found = changes(msgspec.structs.replace(then, providers=(provider,)), period(RARE))
    assert of(found, "p0", "uptime").hindrance is Hindrance.TASK


def test_without_a_grade_in_both_nothing_is_compared() -> None:
    """Too few questions in one of the two."""
    found = changes(
        ruled(period(RARE, answers=[1.0] * 5), minimum_questions=20), ruled(period(RARE), minimum_questions=20)
    )
    assert of(found, "p0", "answered").hindrance is Hindrance.TOO_LITTLE


def test_who_joined_and_who_left_is_told() -> None:
    """Neither is compared with nobody."""
    then, now = period(RARE, RARE), period(RARE)
    joined = msgspec.structs.replace(now.providers[0], id="new", name="New")
    now = msgspec.structs.replace(now, providers=(*now.providers, joined))
    own = edition(now, then, number=2, made_at=START).edition
    assert own is not None
    assert [one.id for one in own.joined] == ["new"]
    assert [one.id for one in own.left] == ["p1"]
    assert {one.provider for one in own.changes} == {"p0"}


def test_changed_rules_are_listed() -> None:
    """Each with where it stands and both values."""
    own = edition(ruled(period(RARE), minimum_questions=3), period(RARE), number=2, made_at=START).edition
    assert own is not None
    assert [(one.rule, one.before, one.after) for one in own.rules] == [("minimum_questions", "1", "3")]


def test_where_all_change_the_same_way_that_is_told() -> None:
    """Three of four that are all worse may have a common cause."""
    found = changes(period(RARE, RARE, RARE, RARE), period(DAILY, DAILY, DAILY, RARE))
    assert one_way(found) == ("uptime",)
    assert one_way(changes(period(RARE, RARE, RARE, DAILY), period(DAILY, DAILY, RARE, RARE))) == ()


def test_a_difference_that_nobody_notices_is_none() -> None:
    """A minute a month more is not worse, however sure it is."""
    then = [Fault(day + 0.5, 60) for day in range(180)]
    now = [Fault(day + 0.5, 62) for day in range(180)]
    assert of(changes(period(then), period(now)), "p0", "uptime").course is Course.NOISE


def test_periods_of_different_lengths_are_told_by_rates() -> None:
    """Half the outages in half the time are the same."""
    half = World(90, WORLD.rules.criteria)
    now = half.comparison([half.provider("p0", DAILY[:90], (), (1.0,) * 40)])
    found = of(changes(period(DAILY), now), "p0", "uptime")
    assert found.course is Course.NOISE
    assert found.difference is not None
    assert abs(found.difference.difference) < 0.01


def test_an_edition_names_the_one_before() -> None:
    """By its number, period and hash; the first one has none before it."""
    first = edition(period(RARE), None, number=1, made_at=START)
    second = edition(period(RARE), first, sha256="ab", number=2, made_at=START + timedelta(days=1))
    assert first.edition is not None
    assert first.edition.since is None
    assert second.edition is not None
    assert second.edition.since is not None
    assert (second.edition.since.number, second.edition.since.sha256, second.edition.since.end) == (1, "ab", first.end)
