"""
What an editor's own text claims beyond the data: superlatives, comparisons, "only" and "always".

A sentence is let pass if a test of the report bears it: its names must stand in it as in the table, the better one
before the other. Doubt is told; whether a text is published is the editor's decision.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from report_templates.boast_words import BOASTS, Boast, Kind
from results.judge.comparison import Comparison
from results.judge.ranking.ranks import TOTAL, Column, Outcome

_SENTENCE = re.compile(r"[^.!?\n]+")
_WHY = {
    Kind.BEST: "nobody is proven to be ahead of all others in what it speaks of",
    Kind.WORST: "nobody is proven to be behind all others in what it speaks of",
    Kind.WINNER: "this report has no winner of that name",
    Kind.BETTER: "no test of this report bears the comparison; name both providers as the table does",
    Kind.WORSE: "no test of this report bears the comparison; name both providers as the table does",
    Kind.ONLY: "a sample cannot show that there is no other",
    Kind.EVERY_TIME: "a sample cannot show that there is no exception",
}


class Overclaim(msgspec.Struct, frozen=True, kw_only=True):
    """One phrase that the data does not bear."""

    line: int
    """Of the text, from 1."""
    phrase: str
    why: str
    """The end of a sentence."""


def overclaims(code: str, text: str, comparison: Comparison) -> Iterator[Overclaim]:
    """Yield what *text*, written in the language *code*, claims beyond *comparison*, in the order of the text."""
    for at, phrase, kind in sorted(_claimed(code, text, comparison)):
        yield Overclaim(line=1 + text.count("\n", 0, at), phrase=phrase, why=_WHY[kind])


def _claimed(code: str, text: str, comparison: Comparison) -> Iterator[tuple[int, str, Kind]]:
    for sentence in _SENTENCE.finditer(text):
        whole = sentence.group()
        said = _without_names(whole, comparison)  # a provider may be called "Best Host"
        for boast in BOASTS.get(code, ()):
            for hit in boast.pattern.finditer(said):
                if not _borne(boast, whole[: hit.start()], whole[hit.end() :], comparison):
                    yield sentence.start() + hit.start(), hit.group(), boast.kind


def _without_names(sentence: str, comparison: Comparison) -> str:
    for provider in comparison.providers:
        sentence = re.sub(re.escape(provider.name), lambda one: "_" * len(one.group()), sentence, flags=re.IGNORECASE)
    return sentence


def _borne(boast: Boast, before: str, after: str, comparison: Comparison) -> bool:
    columns = _columns(boast, comparison)
    if boast.kind in {Kind.BETTER, Kind.WORSE}:
        pairs = [(one, other) for one in _named(before, comparison) for other in _named(after, comparison)]
        if boast.kind is Kind.WORSE:
            pairs = [(other, one) for one, other in pairs]
        return bool(pairs) and any(all(_proven(column, *pair, comparison) for pair in pairs) for column in columns)
    named = _named(f"{before} {after}", comparison)
    if len(named) != 1:
        return False
    if boast.kind is Kind.WINNER:
        ending = comparison.ranking.ending
        return ending.outcome is Outcome.WINNER and ending.providers == tuple(named)
    if boast.kind in {Kind.BEST, Kind.WORST}:
        places = [1, 1] if boast.kind is Kind.BEST else None
        return any(_alone(column, named[0], places) for column in columns)
    return False


def _columns(boast: Boast, comparison: Comparison) -> list[Column]:
    """List the columns that could bear *boast*; one that speaks of everything needs the total."""
    of_metric = {one.id for one in comparison.criteria if one.metric in boast.metrics} or {TOTAL}
    return [one for one in comparison.ranking.columns if one.id in of_metric]


def _named(text: str, comparison: Comparison) -> list[str]:
    return [one.id for one in comparison.providers if one.name.casefold() in text.casefold()]


def _proven(column: Column, better: str, worse: str, comparison: Comparison) -> bool:
    return any(
        one.column == column.id and one.better == better and one.worse == worse and one.proven
        for one in comparison.ranking.contrasts
    )


def _alone(column: Column, provider: str, places: Sequence[int] | None) -> bool:
    wanted = list(places or [column.ranked, column.ranked])
    return column.ranked > 1 and any(
        one.provider == provider and [one.best, one.worst] == wanted for one in column.standings
    )
