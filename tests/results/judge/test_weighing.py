"""Categories: what they come to, and what they weigh."""

from datetime import UTC, datetime

import msgspec
import pytest
from made_records import made_rules

from results.judge.comparison import Figure, ProviderResult, Withheld
from results.judge.grading import total_of, weaknesses
from results.judge.ranking.weightings import robustness
from results.judge.registration import register
from results.judge.rules import Cap, Category, Metric, Rules
from results.judge.uncertainty import median_interval
from results.judge.weighing import category_grades, units, weights_in_total

NAMES = ("uptime", "speed", "answered", "wait")
WITHIN = (70.0, 30.0, 60.0, 40.0)


def rules(*, caps: tuple[Cap, ...] = (), categories: bool = True) -> Rules:
    """Make rules of two categories of two criteria; without them the same weights, multiplied out."""
    flat = (35.0, 15.0, 30.0, 20.0)
    return made_rules(
        dict(zip(NAMES, WITHIN if categories else flat, strict=True)),
        (10, 20, 30, 40, 50),
        caps=caps,
        categories=(
            Category(id="site", title={"en": "Site"}, criteria=("uptime", "speed"), weight=50.0),
            Category(id="support", title={"en": "Support"}, criteria=("answered", "wait"), weight=50.0),
        )
        if categories
        else (),
    )


def figures(*grades: int | Withheld) -> tuple[Figure, ...]:
    """Make the figures of one provider with these *grades*, or with the reasons why there is none."""
    return tuple(
        Figure(
            criterion=name,
            metric=Metric.UPTIME_PERCENT,
            value=None if isinstance(each, Withheld) else 10.0 * each + 5,
            n=9,
            grade=None if isinstance(each, Withheld) else each,
            withheld=each if isinstance(each, Withheld) else None,
        )
        for name, each in zip(NAMES, grades, strict=True)
    )


def provider(name: str, *grades: int | Withheld, by: Rules) -> ProviderResult:
    """Make a provider with these *grades*."""
    found = figures(*grades)
    return ProviderResult(
        id=name,
        name=name,
        about={},
        checks=(),
        support=(),
        figures=found,
        categories=category_grades({one.criterion: one for one in found}, by),
        total=total_of(found, by),
        promises=(),
    )


def test_a_category_is_the_mean_of_its_criteria() -> None:
    """Weighed within it, and not rounded."""
    one = provider("a", 5, 2, 3, 0, by=rules())
    assert [round(each.grade or 0, 9) for each in one.categories] == [4.1, 1.8]


def test_the_total_weighs_a_criterion_by_both_weights() -> None:
    """Categories and the same weights multiplied out give one total."""
    for grades in ((5, 2, 3, 0), (1, 1, 4, 5), (0, 5, 5, 0)):
        assert total_of(figures(*grades), rules()) == total_of(figures(*grades), rules(categories=False))


def test_what_is_not_offered_leaves_its_weight_to_its_category() -> None:
    """The category keeps its weight in the total as long as anything in it is offered."""
    found = {one.criterion: one for one in figures(5, Withheld.NOT_OFFERED, 1, 1)}
    assert weights_in_total(rules(), {"uptime", "answered", "wait"}) == {"uptime": 50.0, "answered": 30.0, "wait": 20.0}
    assert total_of(tuple(found.values()), rules()).value == 3.0
    assert [one.grade for one in category_grades(found, rules())] == [5.0, 1.0]


def test_a_category_without_an_offer_has_no_grade_and_costs_no_total() -> None:
    """Nothing offered in it: the rest is the total. A missing grade in it: there is none."""
    nothing = provider("a", 4, 4, Withheld.NOT_OFFERED, Withheld.NOT_OFFERED, by=rules())
    assert ([one.grade for one in nothing.categories], nothing.total.value) == ([4.0, None], 4.0)
    unknown = provider("b", 4, 4, Withheld.TOO_FEW, 5, by=rules())
    assert ([one.grade for one in unknown.categories], unknown.total.value) == ([4.0, None], None)


def test_without_categories_each_criterion_stands_alone() -> None:
    """There is a weight for each, and no category is graded."""
    alone = rules(categories=False)
    assert [(one.id, one.weight) for one in units(alone)] == list(zip(NAMES, (35.0, 15.0, 30.0, 20.0), strict=True))
    assert provider("a", 1, 2, 3, 4, by=alone).categories == ()


def test_rules_without_categories_are_those_that_were_registered_before() -> None:
    """The hash of rules that never knew of categories is what it was."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert '"categories"' not in register(rules(categories=False), at).rules
    assert '"categories"' in register(rules(), at).rules


def test_other_weightings_move_whole_categories() -> None:
    """What a category is made of stays: who leads in both is first under every weighting."""
    by = rules()
    ahead, other = robustness([provider("a", 5, 0, 4, 0, by=by), provider("b", 4, 1, 3, 1, by=by)], by)
    assert (ahead.first_share, other.first_share, other.can_be_first) == (1.0, 0.0, False)


def test_a_cap_that_does_not_bite_yet_bites_under_other_weights() -> None:
    """A weakness is one whatever the weights: the total of another weighting is held down by it too."""
    by = rules(caps=(Cap(criterion="speed", worse_than=20, total_at_most=2.0),))
    weak = provider("a", 5, 1, 0, 0, by=by)
    assert weak.total.caps == ()
    assert weaknesses({one.criterion: one for one in weak.figures}, by) == (0,)
    held, steady = robustness([weak, provider("b", 3, 2, 2, 3, by=by)], by)
    assert (held.first_share, steady.first_share) == (0.0, 1.0)


def test_categories_survive_json() -> None:
    """What is published can be read again."""
    one = provider("a", 5, 2, 3, 0, by=rules())
    assert msgspec.json.decode(msgspec.json.encode(one), type=ProviderResult) == one


def test_a_median_is_bounded_by_its_weeks() -> None:
    """Weeks that differ make it wide, weeks that are alike make it narrow, and two weeks say nothing."""
    low, high = median_interval(0.2, [0.1, 0.2, 0.4, 0.2]) or (0, 0)
    assert low < 0.2 < high
    assert low * high == pytest.approx(0.04)
    assert median_interval(0.2, [0.2, 0.2, 0.2]) == (0.2, 0.2)
    assert median_interval(0.2, [0.1, 0.3]) is None
