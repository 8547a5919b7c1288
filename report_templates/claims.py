"""
The only sentences that compare providers. Each stands on a test of the ranking, and names the rung that it stands on.

Whatever compares and is not made here, is not said: see the ladder of claims in ``docs/method.md``.
"""

from collections.abc import Iterator, Sequence

import msgspec

from report_templates.finding import Finding, Tone
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_name
from report_templates.words import BETTER, WORSE
from results.judge.comparison import Comparison, ProviderResult
from results.judge.ranking.ranks import TOTAL, Column, Doubt, Outcome, Rung, Standing

_PAIR = 2
_PERCENT = 100


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence that compares, and what it stands on."""

    rung: Rung
    sentence: str


def column_claims(language: Language, comparison: Comparison) -> tuple[Claim, ...]:
    """
    Say for each column who may be the best (rung 3); of those where chance explains all, that it does (rung 1).

    Where there were too few weeks for anybody to be ahead, that is said instead (rung 0).
    """
    said: list[Claim] = []
    level: list[str] = []
    short: dict[tuple[int, int], list[str]] = {}
    for column in comparison.ranking.columns:
        title = column_title(language, comparison, column.id)
        if column.ranked < _PAIR:
            continue
        if column.is_too_short:
            short.setdefault((column.weeks or 0, column.weeks_needed or 0), []).append(title)
        elif len(column.leaders) == column.ranked:
            level.append(title)
        else:
            said.append(Claim(rung=Rung.BEST_GROUP, sentence=column_claim(language, comparison, column)))
    if level:
        said.append(Claim(rung=Rung.RANK_INTERVAL, sentence=_nobody_ahead(language, level)))
    said += [Claim(rung=Rung.FACT, sentence=_too_short(language, titles, *weeks)) for weeks, titles in short.items()]
    return tuple(said)


def _too_short(language: Language, titles: Sequence[str], weeks: int, needed: int) -> str:
    return language.count(
        "%(n)s week is too short to tell who is ahead in: %(columns)s. With so many comparisons it takes %(needed)s.",
        "%(n)s weeks are too few to tell who is ahead in: %(columns)s. With so many comparisons it takes %(needed)s.",
        weeks,
        columns=language.listing(titles),
        needed=language.number(needed),
    )


def _nobody_ahead(language: Language, titles: Sequence[str]) -> str:
    return language.say("Nobody is ahead by more than chance in: %(columns)s.", columns=language.listing(titles))


def column_claim(language: Language, comparison: Comparison, column: Column) -> str:
    """Say who may be the best in *column*, in which two providers or more are ranked."""
    title, names = column_title(language, comparison, column.id), names_of(comparison, column.leaders)
    if column.is_too_short:
        return _too_short(language, [title], column.weeks or 0, column.weeks_needed or 0)
    if len(names) == column.ranked:
        return _nobody_ahead(language, [title])
    if len(names) == 1:
        return language.say("%(column)s: %(name)s is ahead of all others.", column=title, name=names[0])
    return language.say(
        "%(column)s: the best is one of %(names)s.", column=title, names=language.listing(names, either=True)
    )


def provider_claims(language: Language, comparison: Comparison, provider: ProviderResult) -> Iterator[Finding]:
    """Yield what the pairs say of *provider* (rung 2): one sentence for each column and side."""
    for column in comparison.ranking.columns:
        proven = [one for one in comparison.ranking.contrasts if one.column == column.id and one.proven]
        beaten = [one.worse for one in proven if one.better == provider.id and one.worse]
        ahead = [one.better for one in proven if one.worse == provider.id and one.better]
        metric = next((one.metric for one in comparison.criteria if one.id == column.id), None)
        for words, others, tone in ((BETTER, beaten, Tone.PLUS), (WORSE, ahead, Tone.MINUS)):
            if others:
                yield Finding(
                    tone=tone,
                    sentence=language.say(
                        words[metric],
                        column=column_title(language, comparison, column.id),
                        others=language.listing(names_of(comparison, others)),
                    ),
                )


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """The winner's box, or the reason why there is none."""

    rung: Rung
    headline: str
    reason: str


def conclusion(language: Language, comparison: Comparison) -> Conclusion:
    """Say how the test ends."""
    ending = comparison.ranking.ending
    names = names_of(comparison, ending.providers)
    if ending.outcome is Outcome.WINNER:
        share = _nearby(language, comparison, ending.providers[0])
        reason = language.say(
            "Its total is ahead of every other by more than chance, it comes first under %(share)s of all weightings"
            " near ours, and no cap holds it down.",
            share=share,
        )
        return Conclusion(rung=Rung.WINNER, headline=language.say("The winner: %(name)s", name=names[0]), reason=reason)
    if ending.outcome is Outcome.JOINT:
        return Conclusion(
            rung=Rung.BEST_GROUP,
            headline=language.say("Joint winners: %(names)s", names=language.listing(names)),
            reason=language.say(
                "No total is ahead of theirs by more than chance. Which of them is the best, these figures cannot tell."
            ),
        )
    return Conclusion(
        rung=Rung.FACT,
        headline=language.say("No winner"),
        reason=" ".join(_doubts(language, comparison, ending.doubts, names)),
    )


def _doubts(language: Language, comparison: Comparison, doubts: Sequence[Doubt], names: Sequence[str]) -> Iterator[str]:
    for doubt in doubts:
        if doubt is Doubt.TOO_FEW:
            yield language.say("Fewer than two providers have a total.")
        elif doubt is Doubt.CHANCE:
            yield language.say("No total is ahead of another by more than chance.")
        elif doubt is Doubt.CAP:
            yield language.say("%(name)s has the highest total, but a cap holds it down.", name=names[0])
        else:
            share = _nearby(language, comparison, comparison.ranking.ending.providers[0])
            yield language.say(
                "%(name)s has the highest total, but it comes first under %(share)s of the weightings near ours only.",
                name=names[0],
                share=share,
            )


def _nearby(language: Language, comparison: Comparison, provider: str) -> str:
    shares = {one.provider: one.first_share_nearby for one in comparison.ranking.robustness}
    return language.percent(_PERCENT * shares[provider])


def places(language: Language, standing: Standing | None) -> str:
    """Tell a rank interval: "1", or "1 to 3"; empty where there is none."""
    if standing is None or standing.best is None or standing.worst is None:
        return ""
    best, worst = language.number(standing.best), language.number(standing.worst)
    return best if best == worst else f"{best}\N{EN DASH}{worst}"


def column_title(language: Language, comparison: Comparison, column: str) -> str:
    """Name a column as its head does."""
    if column == TOTAL:
        return language.say("Total")
    return next(plain(language.pick(one.title)) for one in comparison.criteria if one.id == column)


def names_of(comparison: Comparison, ids: Sequence[str]) -> tuple[str, ...]:
    """Name the providers *ids*, in the comparison's order."""
    return tuple(provider_name(one) for one in comparison.providers if one.id in ids)
