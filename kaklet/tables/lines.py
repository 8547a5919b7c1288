"""The summary for people: what Internet lines deliver, a line of 80 columns for each plan and direction."""

from collections.abc import Iterator

from results.judge.line.found import DirectionFound, Lines, PlanFound
from results.judge.line.pages import PageFound
from results.judge.line.resolvers import DnsFound
from results.judge.line.responsiveness import ResponsivenessFound
from results.judge.line.ruling import Ruling

_RESOLVERS = 3
"""So many are named."""


def line_lines(found: Lines) -> Iterator[str]:
    """Yield the lines of *found*; none where a study has no lines."""
    if not found.plans:
        return
    yield ""
    yield "Mbit/s, of the tests that count:"
    yield f"{'line plan':<18} {'way':<8} {'sold':>6} {'p20':>6} {'p50':>6} {'n':>6} {'left out':>8}"
    for plan in found.plans:
        for way in plan.directions:
            yield from _direction(plan, way)
        count = f"{plan.lines} line{'' if plan.lines == 1 else 's'}{': few' if plan.few else ''}"
        causes = ", ".join(f"{one.cause} {one.n}" for one in plan.causes if one.n) or "none"
        loss = "?" if plan.loss.share is None else f"{100 * plan.loss.share:.2f}%"
        yield f"  {count}; disconnections: {causes}; loss: {loss}"
        if plan.loss.left_out:
            yield f"  in no figure of loss: {plan.loss.left_out} (own test, or one silent server)"
        yield from (one[:80] for one in _beside(plan))


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


def _beside(plan: PlanFound) -> Iterator[str]:
    for page in plan.web:
        yield _page(page)
    if plan.dns is not None:
        yield from _resolvers(plan.dns)
    if plan.responsiveness is not None:
        yield from _responsiveness(plan.responsiveness)
    for one in plan.servers:
        paced = ", ".join(f"{name} {n}" for name, n in one.congestion.items()) or "unknown"
        yield f"  server {one.provider} {one.target}: {one.tests} tests; congestion control: {paced}"


def _page(page: PageFound) -> str:
    times = page.page_seconds.all
    seconds = "-" if times is None else f"p50 {times.p50:.3f} s, p95 {times.p95:.3f} s"
    changed = f", changed {page.changed}" if page.changed else ""
    return f"  page {page.task} {page.provider}: {seconds} (n={page.n}, failed {page.failed}{changed})"


def _resolvers(found: DnsFound) -> Iterator[str]:
    times, share = found.query_seconds.all, found.unanswered_share
    seconds = "-" if times is None else f"p50 {1000 * times.p50:.1f} ms, p95 {1000 * times.p95:.1f} ms"
    silent = "?" if share is None else f"{100 * share:.2f}%"
    yield f"  resolver: {seconds}; unanswered: {silent} of {found.asked}, wrong: {found.failed}"
    for one in found.resolvers[:_RESOLVERS]:
        yield f"    {one.address} ({one.where}): asked {one.asked}"
    if (more := len(found.resolvers) - _RESOLVERS) > 0:
        yield f"    and {more} more"


def _responsiveness(found: ResponsivenessFound) -> Iterator[str]:
    for way in found.directions:
        if way.rpm is not None:
            low = f", low confidence {way.low_confidence}" if way.low_confidence else ""
            yield f"  RPM {way.direction}: p20 {way.rpm.p20:.0f}, p50 {way.rpm.p50:.0f} (n={way.rpm.n}{low})"


def _said(ruling: Ruling) -> str:
    counts = ", ".join(f"{name} {n}" for name, n in ruling.counts.items())
    speed = "" if ruling.mbits is None else f", {ruling.mbits:.4g} Mbit/s"
    return f"{counts or ruling.outcome}{speed} (n={ruling.n})"
