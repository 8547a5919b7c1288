"""
Krippendorff's alpha: how far those agree who judge the same things, beyond what chance would give.

K. Krippendorff, "Content Analysis", chapter on reliability. 1 is perfect agreement, 0 what chance gives; below 0 they
disagree systematically. He asks for 0.8, and for tentative conclusions 0.667.
"""

from collections.abc import Mapping, Sequence
from math import isfinite, nan
from typing import Literal

LEAST_UNITS = 2


def alpha(units: Sequence[Mapping[str, int]], *, level: Literal["interval", "nominal"]) -> float | None:
    """
    Tell alpha of what judges said of each of *units*: values by judge.

    None where it is not defined: fewer than two units that two have judged, or one value only.
    """
    judged = [unit for unit in units if len(unit) > 1]
    if len(judged) < LEAST_UNITS or len({value for unit in judged for value in unit.values()}) == 1:
        return None
    # Only where there is something to compute: it comes with numpy, which agents are installed without.
    import krippendorff  # noqa: PLC0415

    judges = sorted({name for unit in judged for name in unit})
    table = [[float(unit.get(name, nan)) for unit in judged] for name in judges]
    found = float(krippendorff.alpha(reliability_data=table, level_of_measurement=level))
    return found if isfinite(found) else None
