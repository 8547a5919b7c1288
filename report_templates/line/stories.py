"""Plan by plan and line by line: what each set of rules says, and all that stands beside it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.line.facts import (
    LineFact,
    agent_fact,
    causes_fact,
    days_fact,
    dns_facts,
    loss_facts,
    page_facts,
    responsiveness_facts,
    servers_fact,
    sold_facts,
    tests_fact,
)
from report_templates.line.outages import outages_told
from report_templates.line.telling import capital, figure, line_name, lines_of, places_of, plan_name, told_ways
from report_templates.line.verdicts import rule_told
from report_templates.line.words import RULES, WAYS
from results.judge.comparison import Comparison
from results.judge.line.bnetza import RULE as BNETZA
from results.judge.line.found import DirectionFound, LineFound, PlanFound
from results.judge.line.plan import Direction, LinePlan
from results.judge.line.ruling import Outcome, Reason, Ruling

MOST_LINES = 100
"""In a study of more lines than this none is told by itself, some five kilobytes each: all are in the data."""
_FEW_OUTAGES = 3
"""So many of a line are listed where it is told by nothing else."""


class WayTold(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule set says of one direction."""

    way: str
    verdict: str
    """May be empty, where it has none for all together."""
    text: str
    decided: str


class RuleBlock(msgspec.Struct, frozen=True, kw_only=True):
    """One rule set and both directions."""

    name: str
    source: str
    ways: tuple[WayTold, ...]


class LineStory(msgspec.Struct, frozen=True, kw_only=True):
    """One line."""

    name: str
    said: str
    """Its medians."""
    rules: tuple[RuleBlock, ...]
    facts: tuple[LineFact, ...]
    outages: tuple[str, ...]


class LineOutages(msgspec.Struct, frozen=True, kw_only=True):
    """The longest disconnections of one line."""

    name: str
    told: tuple[str, ...]


class PlanPart(msgspec.Struct, frozen=True, kw_only=True):
    """One plan."""

    key: str
    name: str
    about: str
    """Its medium and its lines."""
    few: str
    """What so few lines can stand for; empty where there are many."""
    rules: tuple[RuleBlock, ...]
    facts: tuple[LineFact, ...]
    lines: tuple[LineStory, ...]
    outages: tuple[LineOutages, ...]
    """Of those lines that had any, for readers who see no single line."""
    left_out: str
    """Why no line is told by itself; empty where each is."""


def plan_parts(
    language: Language, comparison: Comparison, provider: str, *, single: bool = True
) -> tuple[PlanPart, ...]:
    """Tell the plans of *provider*, and each *single* line of them."""
    return tuple(
        _plan(language, comparison, plan, single=single)
        for plan in comparison.lines.plans
        if plan.plan.provider == provider
    )


def _plan(language: Language, comparison: Comparison, plan: PlanFound, *, single: bool) -> PlanPart:
    lines = lines_of(comparison.lines, plan)
    many = len(comparison.lines.lines) > MOST_LINES
    return PlanPart(
        key=plain(plan.plan.id),
        name=plan_name(plan),
        about=_about(language, plan),
        few=_few(language, plan, lines),
        rules=(*_campaigns(language, lines), *_blocks(language, told_ways(plan), plan.plan)),
        facts=(
            *sold_facts(language, plan.plan),
            tests_fact(language, told_ways(plan), plan.failed),
            *loss_facts(language, plan.loss),
            *responsiveness_facts(language, plan.responsiveness),
            causes_fact(language, plan.causes),
            *page_facts(language, plan.web),
            *dns_facts(language, plan.dns),
            *servers_fact(language, plan.servers),
        ),
        lines=() if many or not single else tuple(_line(language, one, plan.plan) for one in lines),
        outages=() if many or single else tuple(_outages(language, lines)),
        left_out=language.say("Each single line is in the data beside this report.") if many else "",
    )


def _outages(language: Language, lines: Sequence[LineFound]) -> Iterator[LineOutages]:
    for one in lines:
        if one.disconnections:
            told = outages_told(language, one.disconnections, most=_FEW_OUTAGES)
            yield LineOutages(name=line_name(language, one.line), told=told)


def _about(language: Language, plan: PlanFound) -> str:
    count = language.count("%(n)s line", "%(n)s lines", plan.lines)
    return ", ".join(filter(None, (plain(plan.plan.medium, at_most=40), count)))


def _few(language: Language, plan: PlanFound, lines: tuple[LineFound, ...]) -> str:
    if not plan.few:
        return ""
    places = places_of(language, lines)
    if places:
        return language.count(
            "This is %(n)s line in %(places)s: what is said holds for it, and not for the plan everywhere.",
            "These are %(n)s lines in %(places)s: what is said holds for them, and not for the plan everywhere.",
            plan.lines,
            places=places,
        )
    return language.count(
        "This is %(n)s line: what is said holds for it, and not for the plan everywhere.",
        "These are %(n)s lines: what is said holds for them, and not for the plan everywhere.",
        plan.lines,
    )


def _campaigns(language: Language, lines: Sequence[LineFound]) -> tuple[RuleBlock, ...]:
    """Count what the procedure with measuring days says of each line; nothing where no line has such days."""
    if not any(one.line.measuring_days for one in lines):
        return ()
    ways = []
    for way in Direction:
        found = Counter(_campaign(one) for line in lines for one in _rulings(line, way) if one.rule.id == BNETZA.id)
        counts = {name: language.number(found[name]) for name in ("conforms", "deviates", "none", "unmeasured")}
        text = language.say(
            "Lines without a deviation: %(conforms)s. Lines that deviate: %(deviates)s. Without a valid campaign, or"
            " without a promise to hold it against: %(none)s. Without measuring days: %(unmeasured)s.",
            **counts,
        )
        ways.append(WayTold(way=capital(language.say(WAYS[way])), verdict="", text=text, decided=""))
    return (RuleBlock(name=language.say(RULES[BNETZA.id]), source=plain(BNETZA.source), ways=tuple(ways)),)


def _rulings(line: LineFound, way: Direction) -> Iterable[Ruling]:
    return (ruling for one in line.directions if one.direction is way for ruling in one.rulings)


def _campaign(one: Ruling) -> str:
    if one.outcome in {Outcome.CONFORMS, Outcome.DEVIATES}:
        return one.outcome.value
    return "unmeasured" if Reason.NO_DAYS in one.reasons else "none"


def _blocks(language: Language, ways: Sequence[DirectionFound], plan: LinePlan) -> tuple[RuleBlock, ...]:
    """Put the directions of each rule set together; what was measured on no days has nothing to say."""
    made: dict[str, list[WayTold]] = {}
    sources: dict[str, tuple[str, str]] = {}
    for way in ways:
        for ruling in way.rulings:
            if Reason.NO_DAYS in ruling.reasons:
                continue
            told = rule_told(language, ruling, plan.of(way.direction))
            sources[ruling.rule.id] = told.name, told.source
            made.setdefault(ruling.rule.id, []).append(
                WayTold(
                    way=capital(language.say(WAYS[way.direction])),
                    verdict=told.verdict,
                    text=" ".join(told.sentences),
                    decided=told.decided,
                )
            )
    return tuple(
        RuleBlock(name=sources[key][0], source=sources[key][1], ways=tuple(many)) for key, many in made.items()
    )


def _line(language: Language, one: LineFound, plan: LinePlan) -> LineStory:
    ways = tuple(way for way in one.directions if way.counted or way.device_limited or way.cross_traffic)
    medians = [
        language.say(
            "%(way)s: median %(speed)s",
            way=language.say(WAYS[way.direction]),
            speed=figure(language, way.quantiles.p50),
        )
        for way in ways
        if way.quantiles is not None
    ]
    return LineStory(
        name=line_name(language, one.line),
        said="; ".join(medians) or language.say("no test counts"),
        rules=_blocks(language, ways, plan),
        facts=(
            days_fact(language, one),
            tests_fact(language, ways, one.failed),
            agent_fact(language, one.line, one.ceiling_mbits),
            *loss_facts(language, one.loss),
            *responsiveness_facts(language, one.responsiveness),
            causes_fact(language, one.causes),
            *page_facts(language, one.web),
            *dns_facts(language, one.dns),
            *servers_fact(language, one.servers),
        ),
        outages=outages_told(language, one.disconnections),
    )
