"""What can be said of Internet lines in a sentence each, and what cannot: counted facts, and the limits of them."""

from collections import Counter
from collections.abc import Iterator

from report_templates.claims import Claim
from report_templates.language import Language
from report_templates.line.telling import capital
from report_templates.line.words import WAYS
from results.judge.comparison import Comparison
from results.judge.line.bnetza import RULE as BNETZA
from results.judge.line.disconnections import Cause
from results.judge.line.plan import Direction
from results.judge.line.ruling import Outcome
from results.judge.ranking.ranks import Rung


def line_claims(language: Language, comparison: Comparison) -> tuple[Claim, ...]:
    """Say what was counted over all lines; each sentence is true of these lines in this period alone."""
    told = (*_campaigns(language, comparison), *_below(language, comparison), *_outages(language, comparison))
    return tuple(Claim(rung=Rung.FACT, sentence=sentence) for sentence in (*told, *_left_out(language, comparison)))


def _campaigns(language: Language, comparison: Comparison) -> Iterator[str]:
    for way in Direction:
        found = Counter(
            ruling.outcome
            for line in comparison.lines.lines
            for one in line.directions
            if one.direction is way
            for ruling in one.rulings
            if ruling.rule.id == BNETZA.id
        )
        valid = found[Outcome.CONFORMS] + found[Outcome.DEVIATES]
        if valid:
            told = capital(language.say(WAYS[way]))
            yield language.count(
                "%(way)s, by the procedure of Germany's regulator: %(n)s line had a valid campaign. Lines that deviate"
                " from their contract: %(deviates)s.",
                "%(way)s, by the procedure of Germany's regulator: %(n)s lines had a valid campaign. Lines that deviate"
                " from their contract: %(deviates)s.",
                valid,
                way=told,
                deviates=language.number(found[Outcome.DEVIATES]),
            )


def _below(language: Language, comparison: Comparison) -> Iterator[str]:
    peaks = [
        one.peak
        for plan in comparison.lines.plans
        for one in plan.directions
        if one.direction is Direction.DOWN and one.peak is not None and one.peak.n
    ]
    if peaks:
        yield language.say(
            "In peak hours %(below)s of %(n)s downloads stayed below 80 per cent of the advertised speed.",
            below=language.number(sum(one.below_80 for one in peaks)),
            n=language.number(sum(one.n for one in peaks)),
        )


def _outages(language: Language, comparison: Comparison) -> Iterator[str]:
    found = Counter(each.cause for one in comparison.lines.lines for each in one.disconnections)
    if total := sum(found.values()):
        yield language.count(
            "Of %(n)s disconnection of Internet lines the line itself caused %(line)s, a server %(server)s and the"
            " house %(house)s.",
            "Of %(n)s disconnections of Internet lines the line itself caused %(line)s, a server %(server)s and the"
            " house %(house)s.",
            total,
            line=language.number(found[Cause.LINE]),
            server=language.number(found[Cause.SERVER]),
            house=language.number(found[Cause.HOUSE]),
        )


def _left_out(language: Language, comparison: Comparison) -> Iterator[str]:
    plans = comparison.lines.plans
    out = sum(max(one.device_limited + one.cross_traffic for one in plan.directions) for plan in plans)
    failed = sum(plan.failed for plan in plans)
    if out or failed:
        yield language.say(
            "In no figure: %(out)s tests of speed that the device or others on the line may have held down, and"
            " %(failed)s that failed.",
            out=language.number(out),
            failed=language.number(failed),
        )


def beyond_lines(language: Language, comparison: Comparison) -> Iterator[str]:
    """Yield what no reader should take from figures of lines."""
    if not comparison.lines.plans:
        return
    if any(plan.few for plan in comparison.lines.plans):
        yield language.say(
            "Which Internet provider is better: so few lines of a plan stand for themselves, and nothing of them is"
            " ranked."
        )
    yield language.say(
        "Where on its way a line is slow: a test sees all of the way to its server, not the last mile alone."
    )
