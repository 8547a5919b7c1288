"""Would another weighting name another winner? Ten thousand are tried, and the corners, with the same grades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results.judge.grading import weaknesses
from results.judge.ranking.ranks import SEED, Robustness
from results.judge.weighing import grade_in, offered_of, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from results.judge.comparison import ProviderResult
    from results.judge.rules import Rules

    Array = NDArray[np.float64]

WEIGHTINGS = 10_000
BAND = 0.5
"""By how much of itself each published weight is varied, for the question who wins with weights much like these."""
_SAME = 1e-9


def robustness(providers: Sequence[ProviderResult], rules: Rules) -> tuple[Robustness, ...]:
    """
    Try `WEIGHTINGS` weightings on all *providers* that have a total.

    They are uniform over all weightings (Dirichlet with ones: exponential variates over their sum). Corners, where
    one weight is all, and the published weights come on top of them for the best and the worst place. Where the study
    has categories, it is these that are weighed: what each is made of stays.
    """
    import numpy as np  # noqa: PLC0415 -- 0.2 s, and an agent that only measures has no numpy

    ranked = [one for one in providers if one.total.value is not None]
    if not ranked:
        return ()
    published = np.array([one.weight for one in units(rules)])
    uniform = _uniform(WEIGHTINGS, len(published))
    anywhere = _places(ranked, rules, -np.log(1 - uniform))
    nearby = _places(ranked, rules, published * (1 - BAND + 2 * BAND * uniform))
    corners = _places(ranked, rules, np.vstack([np.eye(len(published)), published]))
    every = np.vstack([anywhere, nearby, corners])
    return tuple(
        Robustness(
            provider=one.id,
            first_share=float(np.mean(anywhere[:, at] == 1)),
            first_share_nearby=float(np.mean(nearby[:, at] == 1)),
            can_be_first=bool(np.any(every[:, at] == 1)),
            best=int(every[:, at].min()),
            worst=int(every[:, at].max()),
        )
        for at, one in enumerate(ranked)
    )


def _places(providers: Sequence[ProviderResult], rules: Rules, weights: Array) -> Array:
    """Tell the place of each provider under each of *weights*: one more than there are higher totals, caps included."""
    import numpy as np  # noqa: PLC0415 -- see above

    known = [{figure.criterion: figure for figure in one.figures} for one in providers]
    grades = np.array([[grade_in(unit, one) or 0.0 for unit in units(rules)] for one in known], dtype=np.float64)
    offered = np.array(
        [[bool(offered_of(one) & unit.criteria.keys()) for unit in units(rules)] for one in known], dtype=np.float64
    )
    caps = [min([np.inf, *(rules.caps[cap].total_at_most for cap in weaknesses(one, rules))]) for one in known]
    # A weighting that lies on one thing alone says nothing of who does not offer it: no points, the last place.
    shares = np.maximum(weights @ offered.T, _SAME)
    totals = np.minimum(weights @ (grades * offered).T / shares, np.array(caps))
    higher = totals[:, None, :] > totals[:, :, None] + _SAME
    return np.asarray(1 + np.sum(higher, axis=2), dtype=np.float64)


def _uniform(rows: int, columns: int) -> Array:
    """Draw numbers in [0, 1) from PCG64, whose stream is the same for all versions of numpy."""
    import numpy as np  # noqa: PLC0415 -- see above

    raw = np.asarray(np.random.PCG64(SEED).random_raw(rows * columns), dtype=np.uint64)
    return np.asarray(raw >> np.uint64(11), dtype=np.float64).reshape(rows, columns) * 2.0**-53
