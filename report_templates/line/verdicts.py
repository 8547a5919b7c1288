"""What each set of rules says of a line or a plan, told so that a reader sees what was counted and what is needed."""

from collections.abc import Callable, Iterator

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.line.telling import figure, speed
from report_templates.line.words import OUTCOMES, REASONS, RULES
from report_templates.words import mark
from results.judge.line.bead import RULE as BEAD
from results.judge.line.bnetza import RULE as BNETZA
from results.judge.line.bredbandskollen import RULE as BREDBANDSKOLLEN
from results.judge.line.bredbandskollen import Grade
from results.judge.line.fcc import BANDS, CONSISTENT, PERCENT
from results.judge.line.plan import Speeds
from results.judge.line.ruling import Outcome, Reason, Ruling, Tally, least
from results.judge.line.samples import Named

NAMED = 3
"""So many of the samples that decide a verdict are told here; all of them are in the data."""
_PARTS = {
    Reason.MAXIMUM: mark(
        "On %(reached)s of %(n)s days a test reached nine tenths of the maximum, %(bar)s (needed: %(needed)s)."
    ),
    Reason.NORMAL: mark("In %(reached)s of %(n)s tests the normal speed of %(bar)s was reached (needed: %(needed)s)."),
    Reason.MINIMUM: mark("On %(reached)s of %(n)s days no test was below the minimum of %(bar)s (needed: %(needed)s)."),
}


class RuleTold(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict."""

    name: str
    source: str
    verdict: str
    """In a few words, as a head."""
    sentences: tuple[str, ...]
    """What it stands on."""
    decided: str
    """The samples that decide it, of which the first few are named; may be empty."""


def rule_told(language: Language, one: Ruling, sold: Speeds) -> RuleTold:
    """Tell what *one* rule set says of a direction that was *sold* so."""
    told = _TELLERS[one.rule.id](language, one, sold) if one.outcome not in _NO_VERDICT else _none(language, one)
    return RuleTold(
        name=language.say(RULES[one.rule.id]),
        source=plain(one.rule.source, at_most=120),
        verdict=_verdict(language, one),
        sentences=tuple(told),
        decided=decided(language, one.deciding),
    )


_NO_VERDICT = (Outcome.NO_CAMPAIGN, Outcome.TOO_FEW, Outcome.NOT_PROMISED)


def _verdict(language: Language, one: Ruling) -> str:
    return "" if one.outcome is Outcome.COUNTED else language.say(OUTCOMES[one.outcome])


def _none(language: Language, one: Ruling) -> Iterator[str]:
    if one.outcome is Outcome.NO_CAMPAIGN:
        reasons = language.listing([language.say(REASONS[reason]) for reason in one.reasons])
        yield language.say("There is no verdict: %(reasons)s.", reasons=reasons)
    elif one.outcome is Outcome.TOO_FEW:
        yield language.say("There is no verdict: too few tests.")


def _bnetza(language: Language, one: Ruling, _sold: Speeds) -> Iterator[str]:
    """Tell what failed first, then what held."""
    for tally in sorted(one.tallies, key=lambda each: each.reached >= each.needed):
        if tally.about is not None:
            yield language.say(_PARTS[tally.about], **_counts(language, tally))


def _counts(language: Language, tally: Tally) -> dict[str, str]:
    return {
        "reached": language.number(tally.reached),
        "n": language.number(tally.n),
        "needed": language.number(tally.needed),
        "bar": speed(language, tally.bar),
    }


def _bands(language: Language, one: Ruling, _sold: Speeds) -> Iterator[str]:
    if one.bar is None:
        return
    if one.outcome is not Outcome.COUNTED and one.mbits is not None:
        yield language.count(
            "The median of %(n)s test in peak hours is %(speed)s: %(share)s of the advertised %(bar)s.",
            "The median of %(n)s tests in peak hours is %(speed)s: %(share)s of the advertised %(bar)s.",
            one.n,
            speed=speed(language, one.mbits),
            share=language.percent(100 * one.mbits / one.bar),
            bar=speed(language, one.bar),
        )
        return
    above, between, below = (one.counts.get(name, 0) for name in (Outcome.ABOVE, Outcome.BETWEEN, Outcome.BELOW))
    counts = [
        (above, language.count("%(n)s line above 95 per cent", "%(n)s lines above 95 per cent", above)),
        (between, language.count("%(n)s line at 80 to 95 per cent", "%(n)s lines at 80 to 95 per cent", between)),
        (below, language.count("%(n)s line below 80 per cent", "%(n)s lines below 80 per cent", below)),
    ]
    yield language.say(
        "By their medians in peak hours, against the advertised %(bar)s: %(lines)s.",
        bar=speed(language, one.bar),
        lines=language.listing([words for n, words in counts if n]),
    )


def _consistent(language: Language, one: Ruling, _sold: Speeds) -> Iterator[str]:
    if one.mbits is None or one.bar is None:
        return
    yield language.count(
        "The line had %(speed)s or more in at least four of five of its tests in peak hours: %(share)s of the"
        " advertised %(bar)s.",
        "%(some)s of %(n)s lines had %(speed)s or more in at least four of five of their tests in peak hours:"
        " %(share)s of the advertised %(bar)s.",
        one.n,
        some=language.number(least(one.n, PERCENT)),
        speed=speed(language, one.mbits),
        share=language.percent(100 * one.mbits / one.bar),
        bar=speed(language, one.bar),
    )


def _bead(language: Language, one: Ruling, _sold: Speeds) -> Iterator[str]:
    for tally in one.tallies:
        yield language.say(
            "In %(reached)s of %(n)s tests of all hours four fifths of the advertised speed were reached, %(bar)s"
            " (needed: %(needed)s).",
            **_counts(language, tally),
        )


def _bredbandskollen(language: Language, one: Ruling, sold: Speeds) -> Iterator[str]:
    if sold.minimum is None or sold.maximum is None:
        return
    counts = {grade.value: language.number(one.counts.get(grade, 0)) for grade in Grade}
    yield language.say(
        "Of %(n)s tests %(good)s are good, %(acceptable)s acceptable and %(bad)s bad, by the promised range of"
        " %(low)s to %(high)s.",
        n=language.number(one.n),
        low=figure(language, sold.minimum),
        high=speed(language, sold.maximum),
        **counts,
    )


_TELLERS: dict[str, Callable[[Language, Ruling, Speeds], Iterator[str]]] = {
    BNETZA.id: _bnetza,
    BANDS.id: _bands,
    CONSISTENT.id: _consistent,
    BEAD.id: _bead,
    BREDBANDSKOLLEN.id: _bredbandskollen,
}


def decided(language: Language, deciding: tuple[Named, ...]) -> str:
    """Name the first of the samples that decide a verdict, with their speeds, and say how many more there are."""
    if not deciding:
        return ""
    named = [
        language.say(
            "%(agent)s on %(moment)s (%(speed)s)",
            agent=plain(one.agent, at_most=40),
            moment=language.moment(one.slot),
            speed=speed(language, one.mbits),
        )
        for one in deciding[:NAMED]
    ]
    if more := len(deciding) - len(named):
        named.append(language.count("%(n)s more in the data", "%(n)s more in the data", more))
    return language.say("Decided by %(samples)s.", samples=language.listing(named))
