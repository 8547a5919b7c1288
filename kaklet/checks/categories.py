"""What makes the weights of a study right: each criterion is counted once, and each whole is made up."""

from collections import Counter
from collections.abc import Callable, Iterable

from results.judge.rules import Rules

_FULL = 100.0
_ROOM = 1e-6
"""For sums such as 33.3 + 33.3 + 33.4."""


def check_weights(rules: Rules, complain: Callable[[str, str], None]) -> None:
    """Tell *complain* of weights that do not make 100, and of categories that do not hold each criterion once."""
    weights = {criterion.id: criterion.weight for criterion in rules.criteria}
    if not rules.categories:
        _whole(weights.values(), "rules.criteria", complain)
        return
    for place, category in enumerate(rules.categories):
        path = f"rules.categories[{place}]"
        if category.weight <= 0:
            complain(f"{path}.weight", "must be more than 0")
        for name in category.criteria:
            if name not in weights:
                complain(f"{path}.criteria", f"names {name!r}, which is no criterion: name one of {', '.join(weights)}")
        _whole((weights.get(name, 0.0) for name in category.criteria), f"{path}.criteria", complain)
    _whole((category.weight for category in rules.categories), "rules.categories", complain)
    named = Counter(name for category in rules.categories for name in category.criteria)
    for name in weights:
        if named[name] != 1:
            complain("rules.categories", f"name the criterion {name!r} {named[name]} times: each belongs to one")


def _whole(weights: Iterable[float], path: str, complain: Callable[[str, str], None]) -> None:
    if abs((made := sum(weights)) - _FULL) > _ROOM:
        complain(path, f"have weights that add up to {made:g}: they must make 100")
