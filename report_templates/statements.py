"""What a comparison can say and what it cannot: counted facts on one side, the limits of the method on the other."""

from collections.abc import Iterator, Sequence

from report_templates.claims import Claim, column_claims
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.line.claims import beyond_lines, line_claims
from results.judge.comparison import Comparison, PromiseKept
from results.judge.ranking.ranks import Rung

_NAMED = 3


def can_say(language: Language, comparison: Comparison) -> tuple[Claim, ...]:
    """Say who may be the best, and what was counted over all. Each sentence is true of this period and of no other."""
    facts = (
        *_uptime(language, comparison),
        _answers(language, comparison),
        _silent(language, comparison),
        _promises(language, comparison),
    )
    told = tuple(Claim(rung=Rung.FACT, sentence=sentence) for sentence in facts if sentence)
    return (*column_claims(language, comparison), *told, *line_claims(language, comparison))


def _uptime(language: Language, comparison: Comparison) -> list[str]:
    measured = [p for p in comparison.providers if any(c.availability.measured for c in p.checks)]
    failed = [p.name for p in measured if any(c.availability.down for c in p.checks)]
    clean = [p.name for p in measured if p.name not in failed]
    total = {"all": language.number(len(measured))}
    said = []
    if clean:
        said.append(
            language.count(
                "No check failed at %(n)s of %(all)s providers%(names)s.",
                "No check failed at %(n)s of %(all)s providers%(names)s.",
                len(clean),
                names=_names(clean),
                **total,
            )
        )
    if failed:
        said.append(
            language.count(
                "At least one check failed at %(n)s of %(all)s providers%(names)s.",
                "At least one check failed at %(n)s of %(all)s providers%(names)s.",
                len(failed),
                names=_names(failed),
                **total,
            )
        )
    return said


def _names(names: Sequence[str]) -> str:
    if not names or len(names) > _NAMED:
        return ""
    return f" ({', '.join(plain(name, at_most=60) for name in names)})"


def _answers(language: Language, comparison: Comparison) -> str:
    support = [s for p in comparison.providers for s in p.support]
    closed = sum(s.closed for s in support)
    if not closed:
        return ""
    return language.count(
        "A person answered %(answered)s of %(n)s question within %(window)s.",
        "A person answered %(answered)s of %(n)s questions within %(window)s.",
        closed,
        answered=language.number(sum(s.answered for s in support)),
        window=language.duration(comparison.rules.answer_window_seconds),
    )


def _silent(language: Language, comparison: Comparison) -> str:
    silent = [
        p.name for p in comparison.providers for s in p.support if s.closed and not s.answered and not s.undetermined
    ]
    names = list(dict.fromkeys(silent))
    if not names:
        return ""
    return language.count(
        "%(n)s provider left every question on at least one channel unanswered%(names)s.",
        "%(n)s providers left every question on at least one channel unanswered%(names)s.",
        len(names),
        names=_names(names),
    )


def _promises(language: Language, comparison: Comparison) -> str:
    told = [r.kept for p in comparison.providers for r in p.promises if r.kept is not PromiseKept.UNKNOWN]
    if not told:
        return ""
    return language.count(
        "Kept in this period: %(kept)s of %(n)s promise that could be held against a figure.",
        "Kept in this period: %(kept)s of %(n)s promises that could be held against a figure.",
        len(told),
        kept=language.number(told.count(PromiseKept.KEPT)),
    )


def cannot_say(language: Language, comparison: Comparison) -> tuple[str, ...]:
    """State what no reader should take from these figures."""
    return (
        *(_beyond_hosts(language, comparison) if comparison.providers or not comparison.lines.plans else ()),
        *beyond_lines(language, comparison),
        language.say("Anything about a real company: the providers here are fictional.")
        if comparison.demonstration or comparison.synthetic
        else language.say("What other customers met: we tested our own accounts, in this period only."),
    )


def _beyond_hosts(language: Language, comparison: Comparison) -> Iterator[str]:
    every = [c.every_seconds for p in comparison.providers for c in p.checks]
    yield language.say(
        "Who is better wherever it is not said. Places are intervals, and within them the order is chance: all"
        " comparisons of this report are right at once with %(confidence)s confidence.",
        confidence=language.percent(100 * (1 - comparison.ranking.level)),
    )
    yield language.say("Why something failed. A measurement sees that a server did not answer, not what stopped it.")
    yield " ".join((language.say("What was seen elsewhere."), seen_from(language, comparison)))
    if every:
        yield language.say(
            "What happened between two measurements: a failure shorter than %(every)s may have passed unseen.",
            every=language.duration(max(every)),
        )


def seen_from(language: Language, comparison: Comparison) -> str:
    """State from how many places it was seen, and what that means."""
    if len(comparison.agents) == 1:
        return language.say(
            "Everything was seen from one place: a fault on the way looks like a fault of the provider."
        )
    return language.count(
        "Everything was seen from %(n)s place.",
        "Everything was seen from %(n)s places.",
        len(comparison.agents),
    )
