"""What is wrong with the weights and categories of a study."""

import msgspec
import pytest
from made_records import made_rules

from kaklet.checks.categories import check_weights
from results.judge.rules import Category, Rules

RULES = made_rules(
    {"uptime": 60.0, "speed": 40.0, "answered": 100.0},
    (1, 2, 3, 4, 5),
    categories=(
        Category(id="site", title={"en": "Site"}, criteria=("uptime", "speed"), weight=70.0),
        Category(id="support", title={"en": "Support"}, criteria=("answered",), weight=30.0),
    ),
)


def complaints(rules: Rules) -> list[str]:
    """List what is wrong with *rules*, key and sentence."""
    found: list[str] = []
    check_weights(rules, lambda path, sentence: found.append(f"{path} {sentence}"))
    return found


def test_weights_that_make_their_wholes_are_right() -> None:
    """Within each category and over all of them they make 100."""
    assert complaints(RULES) == []


def with_first(**changes: object) -> Rules:
    """Change the first category."""
    first, *rest = RULES.categories
    return msgspec.structs.replace(RULES, categories=(msgspec.structs.replace(first, **changes), *rest))


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (with_first(weight=60.0), "rules.categories have weights that add up to 90: they must make 100"),
        (with_first(weight=0.0), "rules.categories[0].weight must be more than 0"),
        (with_first(criteria=("uptime",)), "rules.categories[0].criteria have weights that add up to 60"),
        (with_first(criteria=("uptime",)), "rules.categories name the criterion 'speed' 0 times: each belongs to one"),
        (with_first(criteria=("uptime", "speed", "answered")), "name the criterion 'answered' 2 times"),
        (with_first(criteria=("uptime", "price")), "rules.categories[0].criteria names 'price', which is no criterion"),
        (msgspec.structs.replace(RULES, categories=()), "rules.criteria have weights that add up to 200"),
    ],
)
def test_a_wrong_weight_is_told_with_its_key(rules: Rules, said: str) -> None:
    """What does not make a whole, and what is counted twice or never."""
    assert any(said in one for one in complaints(rules))
