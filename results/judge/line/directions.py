"""The figures of one direction: bands and quantiles in peak hours and beside them, and what each rule set says."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median
from zoneinfo import ZoneInfo

from results.judge.line.bead import bead
from results.judge.line.bredbandskollen import bredbandskollen
from results.judge.line.fcc import BANDS, band, bands, bands_of_plan, consistent
from results.judge.line.found import DirectionFound, Hour, Quantiles, Shares
from results.judge.line.plan import Direction, LineRules, Speeds
from results.judge.line.ruling import Outcome, Ruling, ordered
from results.judge.line.samples import Mark, SpeedSample, is_peak

Placed = tuple[Sequence[SpeedSample], ZoneInfo]
"""The samples of one line, and the zone it lies in."""


def line_direction(
    samples: Sequence[SpeedSample],
    way: Direction,
    sold: Speeds,
    zone: ZoneInfo,
    rules: LineRules,
    campaign: Ruling,
) -> DirectionFound:
    """Tell one direction of a line; *campaign* is what the procedure with measuring days says."""
    counted = [one for one in samples if one.mark is None]
    peak = [one for one in counted if is_peak(one, zone)]
    rulings = (
        campaign,
        bands(peak, way, sold.advertised, rules.minimum_tests),
        bredbandskollen(counted, way, sold),
    )
    return _found([(samples, zone)], way, sold, rulings)


def plan_direction(
    lines: Sequence[Placed], way: Direction, sold: Speeds, rules: LineRules, of_lines: Sequence[DirectionFound]
) -> DirectionFound:
    """Tell one direction of all *lines* of a plan; *of_lines* is what was found of each."""
    counted = [[one for one in samples if one.mark is None] for samples, _ in lines]
    peak = [[one for one in own if is_peak(one, zone)] for own, (_, zone) in zip(counted, lines, strict=True)]
    together = [one for own in counted for one in own]
    banded = [ruling for one in of_lines for ruling in one.rulings if ruling.rule.id == BANDS.id]
    rulings = (
        bands_of_plan(banded, way, sold.advertised),
        consistent(peak, way, sold.advertised, rules.minimum_tests),
        bead(together, way, sold.advertised, rules.minimum_tests),
        bredbandskollen(together, way, sold),
    )
    return _found(lines, way, sold, rulings)


def _found(lines: Sequence[Placed], way: Direction, sold: Speeds, rulings: tuple[Ruling, ...]) -> DirectionFound:
    every = [(one, is_peak(one, zone)) for samples, zone in lines for one in samples]
    marks = Counter(one.mark for one, _ in every)
    peak = [one for one, at_peak in every if at_peak and one.mark is None]
    rest = [one for one, at_peak in every if not at_peak and one.mark is None]
    return DirectionFound(
        direction=way,
        counted=marks[None],
        device_limited=marks[Mark.DEVICE_LIMITED],
        cross_traffic=marks[Mark.CROSS_TRAFFIC],
        peak=shares(peak, sold.advertised),
        off_peak=shares(rest, sold.advertised),
        peak_quantiles=quantiles(peak),
        off_peak_quantiles=quantiles(rest),
        quantiles=quantiles([*peak, *rest]),
        hours=hours(lines),
        rulings=rulings,
    )


def hours(lines: Sequence[Placed]) -> tuple[Hour, ...]:
    """Tell the samples of *lines* that count by the hour of their own clocks."""
    by_hour: dict[int, list[SpeedSample]] = defaultdict(list)
    for samples, zone in lines:
        for one in samples:
            if one.mark is None:
                by_hour[one.at.astimezone(zone).hour].append(one)
    told = ((hour, len(many), quantiles(many)) for hour, many in sorted(by_hour.items()))
    return tuple(Hour(hour=hour, n=n, p20=q.p20, p50=q.p50, p80=q.p80) for hour, n, q in told if q is not None)


def shares(samples: Sequence[SpeedSample], advertised: float | None) -> Shares | None:
    """Count *samples* by the bands of the *advertised* speed."""
    if advertised is None:
        return None
    counts = Counter(band(one.mbits, advertised) for one in samples)
    return Shares(
        n=len(samples),
        above_95=counts[Outcome.ABOVE],
        between=counts[Outcome.BETWEEN],
        below_80=counts[Outcome.BELOW],
    )


def quantiles(samples: Sequence[SpeedSample]) -> Quantiles | None:
    """Tell the quantiles of *samples*, the median and by the nearest rank the others; None of none."""
    if not samples:
        return None
    rising = [one.mbits for one in reversed(ordered(samples))]
    p5, p20, p80, p95 = (rising[max(0, -(-len(rising) * percent // 100) - 1)] for percent in (5, 20, 80, 95))
    return Quantiles(p5=p5, p20=p20, p50=median(rising), p80=p80, p95=p95)
