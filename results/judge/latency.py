"""How fast? Quantiles over all that was asked; a failure is a wait of at least the timeout, never left out."""

from collections.abc import Mapping
from math import ceil

import msgspec

from results.judge import histogram


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


def latency(taken: Mapping[int, int], censored: int, *, timeout_seconds: float) -> Latency:
    """
    Tell the quantiles of what successes have *taken*, by bucket of `results.judge.histogram`, and *censored* failures.

    A quantile is the smallest value that at least that share of the sample does not exceed (the inverse of the
    empirical distribution; Hyndman and Fan 1996, definition 1), told by the middle of its bucket: within 0.79 %.
    """
    n = sum(taken.values()) + censored
    return Latency(
        n=n,
        censored=censored,
        censored_at=timeout_seconds,
        p50=quantile(taken, n, 0.50),
        p95=quantile(taken, n, 0.95),
        p99=quantile(taken, n, 0.99),
    )


def quantile(counts: Mapping[int, int], n: int, share: float) -> float | None:
    """Return the *share* quantile in seconds of *n* values, the smallest of which are *counts*; None if beyond them."""
    return histogram.value_at(counts, max(1, ceil(share * n)))
