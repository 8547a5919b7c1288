"""The one door to scipy: quantiles, and the estimate of Kaplan and Meier with its band. Only a report needs it."""

import warnings
from collections.abc import Sequence
from math import isnan
from typing import Any, NamedTuple

# Half a second to load, and an agent that only measures has no scipy: so each function loads it when it is called.


class Step(NamedTuple):
    """One step of the curve: from *seconds* on the share *still* waits."""

    seconds: float
    still: float
    low: float | None
    """The band around *still*; None where nothing can be said."""
    high: float | None


def t_quantile(upper: float, degrees: float) -> float:
    """Return the quantile *upper* of Student's t with *degrees* of freedom."""
    from scipy import stats  # noqa: PLC0415 -- see above

    return float(stats.t.ppf(upper, degrees))


def t_two_sided(t: float, degrees: float) -> float:
    """Return how likely Student's t with *degrees* of freedom is at least as far from 0 as *t*."""
    from scipy import stats  # noqa: PLC0415 -- see above

    return float(2 * stats.t.sf(abs(t), degrees))


def f_quantile(upper: float, above: float, below: float) -> float:
    """Return the quantile *upper* of Fisher's F with *above* and *below* degrees of freedom."""
    from scipy import stats  # noqa: PLC0415 -- see above

    return float(stats.f.ppf(upper, above, below))


def product_limit(answered: Sequence[float], censored: Sequence[float], *, level: float) -> list[Step]:
    """
    Return the steps of the product-limit estimate (Kaplan and Meier 1958) over waits in seconds.

    The band is pointwise, by Greenwood's variance on the log(-log) scale (Kalbfleisch and Prentice 1980, section 1.3),
    as `scipy.stats.ecdf` computes it. Where the curve is 1 or 0 that scale has no bounds: at 1 nothing is said, at 0
    the lower one is 0 and the upper one stays where it was.
    """
    if not answered:
        return []
    from scipy import stats  # noqa: PLC0415 -- see above

    # The stubs of scipy do not know the steps of its curve.
    sample: Any = stats.CensoredData(uncensored=list(answered), right=list(censored))
    found: Any = stats.ecdf(sample)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # log(0) at the ends of the curve, which are dealt with below
        band = found.sf.confidence_interval(confidence_level=level, method="log-log")
    events = set(answered)
    steps: list[Step] = []
    for at, still, low, high in zip(
        found.sf.quantiles, found.sf.probabilities, band.low.probabilities, band.high.probabilities, strict=True
    ):
        if float(at) not in events:
            continue  # where one only stopped being followed, the curve goes on as it was
        before = steps[-1].high if steps else None
        at_end = float(still) <= 0.0
        steps.append(
            Step(
                seconds=float(at),
                still=max(0.0, float(still)),
                low=0.0 if at_end else _known(float(low)),
                high=before if at_end else _known(float(high)),
            )
        )
    return steps


def _known(bound: float) -> float | None:
    return None if isnan(bound) else min(1.0, max(0.0, bound))
