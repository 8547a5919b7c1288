"""How fast? Quantiles over all that was asked; a failure is a wait of at least the timeout, never left out."""

from collections.abc import Sequence
from math import ceil, inf

import msgspec

from results.records import Blame, Observation


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """Quantiles in seconds. None means: beyond `censored_at`, or nothing was measured (n = 0)."""

    n: int
    censored: int
    """How many of n failed, and so count as "longer than the timeout"."""
    censored_at: float
    """The timeout in seconds."""
    p50: float | None
    p95: float | None
    p99: float | None


def latency(observations: Sequence[Observation], *, timeout_seconds: float, metric: str = "") -> Latency:
    """
    Tell the quantiles of *metric* over the scheduled observations that speak about the target.

    Where an observation does not have it (imported ones may not), its duration stands in.

    A quantile is the smallest measured value that at least that share of the sample does not exceed
    (the inverse of the empirical distribution; Hyndman and Fan 1996, definition 1).
    """
    spoken = [o for o in observations if o.attempt == 0 and _about_target(o)]
    waits = sorted(inf if o.failure else o.metrics.get(metric, o.duration_seconds or 0.0) for o in spoken)
    return Latency(
        n=len(waits),
        censored=sum(wait == inf for wait in waits),
        censored_at=timeout_seconds,
        p50=quantile(waits, 0.50),
        p95=quantile(waits, 0.95),
        p99=quantile(waits, 0.99),
    )


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """Return the *share* quantile of *ordered* values; None if there are none or if it is infinite."""
    if not ordered:
        return None
    value = ordered[max(0, ceil(share * len(ordered)) - 1)]
    return None if value == inf else value


def _about_target(observation: Observation) -> bool:
    return observation.failure is None or observation.failure.blame is Blame.TARGET
