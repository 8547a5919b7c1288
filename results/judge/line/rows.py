"""What is told of lines as rows: one for each figure and each verdict."""

from collections.abc import Iterator

from results.judge.line.found import DirectionFound, Lines, Shares
from results.judge.line.loss import Loss

Row = tuple[str, str, str, str, str, float | None, str, int, str]
"""Provider, plan, agent (empty for all lines of the plan), direction, figure, value, verdict, n, unit."""


def line_rows(found: Lines) -> Iterator[Row]:
    """Yield the rows of each plan, then those of each line."""
    for plan in found.plans:
        yield from _rows((plan.plan.provider, plan.plan.id, ""), plan.directions, plan.loss)
    for one in found.lines:
        key = (one.line.provider, one.line.plan, one.line.agent)
        yield from _rows(key, one.directions, one.loss)
        yield (*key, "", "days_tested", one.days_tested, "", one.days, "days")
        yield (*key, "", "device_ceiling", one.ceiling_mbits, "", one.days_tested, "Mbit/s")


def _rows(key: tuple[str, str, str], ways: tuple[DirectionFound, ...], loss: Loss) -> Iterator[Row]:
    for way in ways:
        yield from _of_direction((*key, way.direction.value), way)
    yield (*key, "", "loss", loss.share, "", loss.sent, "share")
    yield (*key, "", "loss_peak", loss.peak_share, "", loss.peak_sent, "share")


def _of_direction(key: tuple[str, str, str, str], way: DirectionFound) -> Iterator[Row]:
    yield (*key, "device_limited", way.device_limited, "", way.counted, "tests")
    yield (*key, "cross_traffic", way.cross_traffic, "", way.counted, "tests")
    for hours, shares in (("peak", way.peak), ("off_peak", way.off_peak)):
        if shares is not None and shares.n:
            for band in ("above_95", "between", "below_80"):
                yield (*key, f"{band}_{hours}", _share(shares, band), "", shares.n, "share")
    if way.quantiles is not None:
        for name in way.quantiles.__struct_fields__:
            yield (*key, name, getattr(way.quantiles, name), "", way.counted, "Mbit/s")
    for hour in way.hours:
        for name in ("p20", "p50", "p80"):
            yield (*key, f"{name}:hour_{hour.hour:02}", getattr(hour, name), "", hour.n, "Mbit/s")
    yield from _of_rules(key, way)


def _of_rules(key: tuple[str, str, str, str], way: DirectionFound) -> Iterator[Row]:
    for one in way.rulings:
        yield (*key, one.rule.id, one.mbits, one.outcome.value, one.n, "Mbit/s")
        for name, n in one.counts.items():
            yield (*key, f"{one.rule.id}:{name}", n, "", one.n, "count")
        for tally in one.tallies:
            about = f"{tally.about or tally.of}_reached"
            yield (*key, f"{one.rule.id}:{about}", tally.reached, "", tally.n, tally.of.value)


def _share(shares: Shares, band: str) -> float:
    count: int = getattr(shares, band)
    return count / shares.n
