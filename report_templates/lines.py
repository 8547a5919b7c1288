"""Internet lines: what was sold beside what was delivered. Facts about lines; nothing of it is graded or ranked."""

from collections.abc import Iterable, Iterator

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.line_words import CAUSES, COUNTED, OUTCOMES, REASONS, RULES, WAYS
from report_templates.service.tables import ServicePart, SmallCell, SmallRow, SmallTable, cell, given
from results.judge.comparison import Comparison
from results.judge.line.bnetza import RULE as BNETZA
from results.judge.line.fcc import BANDS
from results.judge.line.found import CauseCount, DirectionFound, LineFound, PlanFound, Quantiles, Shares
from results.judge.line.loss import Loss
from results.judge.line.plan import LinePlan, Speeds
from results.judge.line.ruling import Outcome, Ruling

_NAMED = 3
"""So many of the samples that decide a verdict are told here; all of them are in the data."""


def lines_part(language: Language, comparison: Comparison) -> ServicePart | None:
    """Tell of the Internet lines; None where the study has none."""
    found = comparison.lines
    if not found.plans:
        return None
    tables = (_speeds(language, found.plans), _rules(language, found.plans), _ways(language, found.plans))
    return ServicePart(
        key="lines",
        title=language.say("Internet lines: sold and delivered"),
        lead=language.say(
            "Each line is measured at the customer's end, and its samples belong to the provider that sold it. These "
            "are facts about the lines that were measured; Internet providers are not ranked by them."
        ),
        tables=(*tables, _single(language, comparison)),
        notes=tuple(_notes(language, comparison)),
    )


def _notes(language: Language, comparison: Comparison) -> Iterator[str]:
    rules = comparison.lines.rules
    if any(plan.few for plan in comparison.lines.plans):
        yield language.say(
            "Few lines: fewer than %(n)s of a plan. What is said of them holds for these lines, and not for the "
            "provider's others.",
            n=language.number(rules.few_lines),
        )
    yield language.say("Peak hours are 19 to 23 o'clock where the line lies, on all days. Speeds are in Mbit/s.")
    yield language.say(
        "Left out: tests that came to %(ceiling)s or more of what the measuring device can do, and tests beside which "
        "others carried more than %(traffic)s of their bytes. A test that failed is unknown and no speed of nought.",
        ceiling=language.share(100 * rules.device_limited_share),
        traffic=language.share(100 * rules.cross_traffic_share),
    )
    yield language.say(
        "A test reaches one server and tells of the way there as a whole, which is not the last mile alone."
    )


def _head(plan: PlanFound) -> str:
    return f"{plain(plan.name, at_most=80)}: {plain(plan.plan.name, at_most=80)}"


def _beneath(language: Language, plan: PlanFound, way: DirectionFound) -> str:
    count = language.count("%(n)s line", "%(n)s lines", plan.lines)
    few = [language.say("few lines")] if plan.few else []
    return ", ".join([language.say(WAYS[way.direction]), count, *few])


def _each(plans: Iterable[PlanFound]) -> Iterator[tuple[PlanFound, DirectionFound]]:
    """Yield those directions of which the contract or the samples say anything."""
    for plan in plans:
        for way in plan.directions:
            if way.quantiles is not None or plan.plan.of(way.direction) != Speeds():
                yield plan, way


def _speeds(language: Language, plans: Iterable[PlanFound]) -> SmallTable:
    return SmallTable(
        key="lines-speeds",
        caption=language.say("Speeds beside what the contract says"),
        heads=(
            language.say("Provider and plan"),
            language.say("Sold"),
            language.say("Peak hours: median"),
            language.say("Other hours: median"),
            language.say("Share of tests, peak hours"),
            language.say("Share of tests, other hours"),
            language.say("Tests"),
        ),
        numbers=False,
        rows=tuple(
            SmallRow(
                head=_head(plan),
                beneath=_beneath(language, plan, way),
                cells=(
                    _sold(language, plan.plan.of(way.direction)),
                    _quantiles(language, way.peak_quantiles),
                    _quantiles(language, way.off_peak_quantiles),
                    _shares(language, way.peak),
                    _shares(language, way.off_peak),
                    _counts(language, plan, way),
                ),
            )
            for plan, way in _each(plans)
        ),
    )


def _sold(language: Language, sold: Speeds) -> SmallCell:
    three = [(language.say("minimum"), sold.minimum), (language.say("normal"), sold.normal)]
    three.append((language.say("maximum"), sold.maximum))
    beside = ", ".join(f"{name} {_speed(language, value)}" for name, value in three if value is not None)
    return cell(given(sold.advertised, lambda value: _speed(language, value)), beside)


def _speed(language: Language, mbits: float) -> str:
    return language.number(round(mbits, 1), 0 if mbits >= 100 or mbits == round(mbits) else 1)  # noqa: PLR2004 -- three digits


def _quantiles(language: Language, found: Quantiles | None) -> SmallCell:
    if found is None:
        return cell("")
    beside = language.say(
        "nine in ten: %(low)s to %(high)s", low=_speed(language, found.p5), high=_speed(language, found.p95)
    )
    return cell(_speed(language, found.p50), beside)


def _shares(language: Language, found: Shares | None) -> SmallCell:
    if found is None or not found.n:
        return cell("")
    told = (("above_95", found.above_95), ("80_to_95", found.between), ("below_80", found.below_80))
    first, *rest = [f"{language.say(COUNTED[name])}: {language.percent(100 * n / found.n)}" for name, n in told]
    return cell(first, "; ".join(rest))


def _counts(language: Language, plan: PlanFound, way: DirectionFound) -> SmallCell:
    told = [
        (language.say("held down by the device: %(n)s", n=language.number(way.device_limited)), way.device_limited),
        (language.say("others on the line: %(n)s", n=language.number(way.cross_traffic)), way.cross_traffic),
        (language.say("failed: %(n)s", n=language.number(plan.failed)), plan.failed),
    ]
    return cell(f"n = {language.number(way.counted)}", "; ".join(words for words, n in told if n))


def _rules(language: Language, plans: Iterable[PlanFound]) -> SmallTable:
    return SmallTable(
        key="lines-rules",
        caption=language.say("What each set of rules says of the same tests"),
        heads=(
            language.say("Provider and plan"),
            language.say("Rules"),
            language.say("Verdict"),
            language.say("Speed that decides"),
            language.say("Decided by"),
        ),
        numbers=False,
        rows=tuple(
            SmallRow(
                head=_head(plan),
                beneath=_beneath(language, plan, way),
                cells=tuple(_ruling(language, ruling)),
            )
            for plan, way in _each(plans)
            for ruling in way.rulings
        ),
    )


def _ruling(language: Language, one: Ruling) -> Iterator[SmallCell]:
    yield cell(language.say(RULES[one.rule.id]), plain(one.rule.source, at_most=120))
    yield _verdict(language, one)
    bar = "" if one.bar is None else language.say("held against %(bar)s", bar=_speed(language, one.bar))
    yield cell(given(one.mbits, lambda value: _speed(language, value)), bar if one.mbits is not None else "")
    named = [f"{plain(n.agent, at_most=40)}, {language.moment(n.slot)}" for n in one.deciding[:_NAMED]]
    if more := len(one.deciding) - len(named):
        named.append(language.count("and %(n)s more", "and %(n)s more", more))
    yield cell("; ".join(named))


def _verdict(language: Language, one: Ruling) -> SmallCell:
    beside = f"n = {language.number(one.n)}"
    if one.outcome is Outcome.COUNTED:
        return cell(
            "; ".join(f"{language.say(COUNTED[name])}: {language.number(n)}" for name, n in one.counts.items()), beside
        )
    because = "; ".join(language.say(REASONS[reason]) for reason in one.reasons)
    return cell(language.say(OUTCOMES[one.outcome]), because or beside)


def _ways(language: Language, plans: Iterable[PlanFound]) -> SmallTable:
    return SmallTable(
        key="lines-loss",
        caption=language.say("Loss, delay and disconnections"),
        heads=(
            language.say("Provider and plan"),
            language.say("Packets lost"),
            language.say("Delay at rest"),
            language.say("Delay under load"),
            language.say("Jitter"),
            language.say("Disconnections"),
        ),
        numbers=False,
        rows=tuple(
            SmallRow(
                head=_head(plan),
                beneath=language.count("%(n)s line", "%(n)s lines", plan.lines),
                cells=(*_loss(language, plan.loss), _causes(language, plan.causes)),
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


def _causes(language: Language, causes: Iterable[CauseCount]) -> SmallCell:
    told = [
        f"{language.say(CAUSES[one.cause])}: {language.number(one.n)} ({language.duration(one.seconds)})"
        for one in causes
        if one.n
    ]
    return cell("; ".join(told))


def _single(language: Language, comparison: Comparison) -> SmallTable:
    plans = {one.plan.id: one for one in comparison.lines.plans}
    return SmallTable(
        key="lines-single",
        caption=language.say("Line by line"),
        heads=(
            language.say("Line"),
            language.say("Way"),
            language.say("Median of all hours"),
            language.say(RULES[BNETZA.id]),
            language.say(RULES[BANDS.id]),
        ),
        numbers=False,
        rows=tuple(
            _line_row(language, one, plans[one.line.plan].plan, way)
            for one in comparison.lines.lines
            for way in one.directions
            if way.quantiles is not None
        ),
    )


def _line_row(language: Language, one: LineFound, plan: LinePlan, way: DirectionFound) -> SmallRow:
    rulings = {ruling.rule.id: ruling for ruling in way.rulings}
    where = plain(language.pick(one.line.place), at_most=80)
    return SmallRow(
        head=plain(one.line.agent, at_most=80),
        beneath=", ".join(filter(None, (where, plain(plan.name, at_most=80)))),
        cells=(
            cell(language.say(WAYS[way.direction])),
            _quantiles(language, way.quantiles),
            _verdict(language, rulings[BNETZA.id]),
            _verdict(language, rulings[BANDS.id]),
        ),
    )
