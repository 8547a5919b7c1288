"""The summary for people: what Internet lines deliver, a line of 80 columns for each plan and direction."""

from collections.abc import Iterator

from results.judge.line.found import DirectionFound, Lines, PlanFound
from results.judge.line.ruling import Ruling


def line_lines(found: Lines) -> Iterator[str]:
    """Yield the lines of *found*; none where a study has no lines."""
    if not found.plans:
        return
    yield ""
    yield f"{'line plan':<18} {'way':<8} {'sold':>6} {'p20':>6} {'p50':>6} {'n':>6} {'left out':>8}"
    for plan in found.plans:
        for way in plan.directions:
            yield from _direction(plan, way)
        count = f"{plan.lines} line{'' if plan.lines == 1 else 's'}{': few' if plan.few else ''}"
        causes = ", ".join(f"{one.cause} {one.n}" for one in plan.causes if one.n) or "none"
        loss = "?" if plan.loss.share is None else f"{100 * plan.loss.share:.2f}%"
        yield f"  {count}; disconnections: {causes}; loss: {loss}"


def _direction(plan: PlanFound, way: DirectionFound) -> Iterator[str]:
    sold = plan.plan.of(way.direction).advertised
    told = way.quantiles
    figures = ["-" if one is None else f"{one:.4g}" for one in (sold, told and told.p20, told and told.p50)]
    out = way.device_limited + way.cross_traffic
    yield (
        f"{plan.plan.id[:18]:<18} {way.direction:<8} {figures[0]:>6} {figures[1]:>6} {figures[2]:>6}"
        f" {way.counted:>6} {out:>8}"
    )
    for ruling in way.rulings:
        yield f"  {ruling.rule.id}: {_said(ruling)}"[:80]


def _said(ruling: Ruling) -> str:
    counts = ", ".join(f"{name} {n}" for name, n in ruling.counts.items())
    speed = "" if ruling.mbits is None else f", {ruling.mbits:.4g} Mbit/s"
    return f"{counts or ruling.outcome}{speed} (n={ruling.n})"
