"""How many tests were made? Holm's step-down (1979), under any dependence of the tests."""

from collections.abc import Sequence


def adjusted(values: Sequence[float]) -> list[float]:
    """
    Return each p-value as if it had been the only one: below a level there are, with at most that chance, any false.

    The smallest is multiplied by their number, the next by one less, and none may be below one before it.
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    found = [1.0] * len(values)
    highest = 0.0
    for passed, place in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - passed) * values[place]))
        found[place] = highest
    return found
