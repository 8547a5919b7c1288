"""The plans of all Internet providers side by side, in small tables."""

from collections.abc import Iterable, Iterator, Sequence

from report_templates.language import Language
from report_templates.line.facts import left_out
from report_templates.line.telling import figure, full_name, told_ways
from report_templates.line.words import CAUSE_HEADS, WAYS
from report_templates.service.tables import SmallCell, SmallRow, SmallTable, cell, given
from results.judge.line.durations import Durations
from results.judge.line.found import CauseCount, DirectionFound, PlanFound, Quantiles
from results.judge.line.loss import Loss
from results.judge.line.plan import Speeds
from results.judge.line.responsiveness import ResponsivenessFound


def speeds_table(language: Language, plans: Iterable[PlanFound]) -> SmallTable:
    """Tell what was sold beside the medians, direction by direction."""
    return SmallTable(
        key="lines-speeds",
        caption=language.say("Speeds beside what the contract says, in Mbit/s"),
        heads=(
            language.say("Provider and plan"),
            language.say("Sold"),
            language.say("Median, peak hours"),
            language.say("Median, other hours"),
            language.say("Tests that count"),
        ),
        numbers=False,
        folds=True,
        rows=tuple(
            SmallRow(
                head=full_name(plan),
                beneath=_beneath(language, plan, way),
                cells=(
                    _sold(language, plan.plan.of(way.direction)),
                    _quantiles(language, way.peak_quantiles),
                    _quantiles(language, way.off_peak_quantiles),
                    cell(language.number(way.counted), left_out(language, way, plan.failed)),
                ),
            )
            for plan in plans
            for way in told_ways(plan)
        ),
    )


def _beneath(language: Language, plan: PlanFound, way: DirectionFound) -> str:
    count = language.count("%(n)s line", "%(n)s lines", plan.lines)
    return ", ".join([language.say(WAYS[way.direction]), count])


def _sold(language: Language, sold: Speeds) -> SmallCell:
    three = [(language.say("minimum"), sold.minimum), (language.say("normal"), sold.normal)]
    three.append((language.say("maximum"), sold.maximum))
    beside = ", ".join(f"{name} {figure(language, value)}" for name, value in three if value is not None)
    return cell(given(sold.advertised, lambda value: figure(language, value)), beside)


def _row(language: Language, plan: PlanFound, cells: Iterable[SmallCell]) -> SmallRow:
    """Make the row of a plan, all its lines together."""
    lines = language.count("%(n)s line", "%(n)s lines", plan.lines)
    return SmallRow(head=full_name(plan), beneath=lines, cells=tuple(cells))


def _quantiles(language: Language, found: Quantiles | None) -> SmallCell:
    if found is None:
        return cell("")
    beside = language.say(
        "nine in ten: %(low)s to %(high)s", low=figure(language, found.p5), high=figure(language, found.p95)
    )
    return cell(figure(language, found.p50), beside)


def packets_table(language: Language, plans: Sequence[PlanFound]) -> SmallTable | None:
    """Tell loss and delays; None where nothing tells them."""
    responsive = any(plan.responsiveness is not None for plan in plans)
    if not responsive and all(plan.loss == Loss() for plan in plans):
        return None
    return SmallTable(
        key="lines-loss",
        caption=language.say("Packets lost, and how long a packet is on its way and back"),
        heads=(
            language.say("Provider and plan"),
            language.say("Packets lost"),
            language.say("Delay at rest"),
            language.say("Delay under load"),
            language.say("Jitter"),
            *((language.say("Round trips a minute under load"),) if responsive else ()),
        ),
        numbers=False,
        folds=True,
        rows=tuple(
            _row(
                language,
                plan,
                (
                    *_loss(language, plan.loss),
                    *((_rpm(language, plan.responsiveness),) if responsive else ()),
                ),
            )
            for plan in plans
        ),
    )


def _loss(language: Language, found: Loss) -> Iterator[SmallCell]:
    peak = given(found.peak_share, lambda share: language.percent(100 * share, 2))
    beside = language.say("in peak hours: %(share)s", share=peak) if peak else ""
    yield cell(given(found.share, lambda share: language.percent(100 * share, 2)), beside)
    rest = found.rtt_seconds if found.rtt_seconds is not None else found.minimum_rtt_seconds
    for value in (rest, found.loaded_rtt_seconds, found.jitter_seconds):
        yield cell(given(value, language.duration))


def _rpm(language: Language, found: ResponsivenessFound | None) -> SmallCell:
    told = [
        f"{language.say(WAYS[one.direction])}: {language.number(round(one.rpm.p50))}"
        for one in (found.directions if found else ())
        if one.rpm is not None
    ]
    return cell("; ".join(told))


def causes_table(language: Language, plans: Sequence[PlanFound]) -> SmallTable | None:
    """Tell how often lines were not connected, cause by cause, and how long together; None where they never were."""
    if not any(one.n for plan in plans for one in plan.causes):
        return None
    return SmallTable(
        key="lines-causes",
        caption=language.say("Disconnections of all lines of a plan, and how long they lasted together"),
        heads=(
            language.say("Provider and plan"),
            *(language.say(CAUSE_HEADS[one.cause]) for one in plans[0].causes),
        ),
        numbers=True,
        folds=True,
        rows=tuple(_row(language, plan, tuple(_cause(language, one) for one in plan.causes)) for plan in plans),
    )


def _cause(language: Language, one: CauseCount) -> SmallCell:
    return cell(language.number(one.n), language.duration(one.seconds) if one.n else "")


def everyday_table(language: Language, plans: Sequence[PlanFound]) -> SmallTable | None:
    """Tell of reference pages and resolvers; None where nobody asked them."""
    if not any(plan.web or plan.dns for plan in plans):
        return None
    return SmallTable(
        key="lines-everyday",
        caption=language.say("A page loaded, and a name looked up by the line's own resolver"),
        heads=(
            language.say("Provider and plan"),
            language.say("Whole page: median"),
            language.say("Name looked up: median"),
            language.say("Lookups without an answer"),
        ),
        numbers=True,
        folds=True,
        rows=tuple(
            _row(
                language,
                plan,
                (
                    _middle(language, plan.web[0].page_seconds.all if plan.web else None),
                    _middle(language, plan.dns.query_seconds.all if plan.dns else None),
                    _unanswered(language, plan),
                ),
            )
            for plan in plans
        ),
    )


def _middle(language: Language, found: Durations | None) -> SmallCell:
    if found is None:
        return cell("")
    return cell(language.duration(found.p50), f"n = {language.number(found.n)}")


def _unanswered(language: Language, plan: PlanFound) -> SmallCell:
    found = plan.dns
    if found is None or found.unanswered_share is None:
        return cell("")
    return cell(language.percent(100 * found.unanswered_share, 2), f"n = {language.number(found.asked)}")
