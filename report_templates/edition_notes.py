"""What stands below the changes of an edition: who joined or left, what was not compared and why."""

from collections.abc import Iterator, Sequence

from report_templates.claims import column_title
from report_templates.edition_words import HINDRANCES
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_name
from results.judge.comparison import Comparison
from results.judge.editions.edition import Change, Edition

_PERCENT = 100


def provider_called(comparison: Comparison, provider: str) -> str:
    """Name a provider of *comparison* by its id."""
    return next(provider_name(one) for one in comparison.providers if one.id == provider)


def notes(language: Language, comparison: Comparison, own: Edition) -> Iterator[str]:
    """Say who is new, who is gone, and what could not be compared."""
    if own.joined:
        names = language.listing([plain(one.name, at_most=80) for one in own.joined])
        yield language.say("New since then: %(names)s.", names=names)
    if own.left:
        names = language.listing([plain(one.name, at_most=80) for one in own.left])
        yield language.say("No longer in the test: %(names)s.", names=names)
    if own.one_way:
        yield language.say(
            "Most of what could be compared changed, and all of it the same way: %(columns)s. The reason may lie in"
            " what all providers share, such as the line that we measured by.",
            columns=language.listing([column_title(language, comparison, one) for one in own.one_way]),
        )
    if own.rules:
        yield language.say(
            "The rules were changed since then. Both editions are graded here by the present ones, so that the earlier"
            " grades and totals may differ from those that were printed."
        )
    for hindrance, sentence in HINDRANCES.items():
        if what := _what(language, comparison, [one for one in own.changes if one.hindrance is hindrance]):
            then = "" if own.since is None else plain(own.since.method)
            yield language.say(sentence, what=what, then=then, now=plain(comparison.method))


def _what(language: Language, comparison: Comparison, changes: Sequence[Change]) -> str:
    """Name figures with their providers; the figure alone where it is so of all that are in both."""
    edition = comparison.edition
    every = len({one.provider for one in edition.changes}) if edition else 0
    named = []
    for criterion in dict.fromkeys(one.criterion for one in changes):
        title = column_title(language, comparison, criterion)
        own = [provider_called(comparison, one.provider) for one in changes if one.criterion == criterion]
        named.append(title if len(own) == every else f"{title} ({language.listing(own)})")
    return "; ".join(named)


def how(language: Language, comparison: Comparison, told: Sequence[Change]) -> str:
    """Say what intervals and tests hold."""
    return language.count(
        "Each interval holds the difference with 95 per cent confidence. What is called better or worse stands on a"
        " test.",
        "Each interval holds the difference with 95 per cent confidence, each by itself. What is called better or worse"
        " stands on tests that are corrected for how many they are: with %(confidence)s confidence none of the %(n)s"
        " says what is false.",
        len(told),
        confidence=language.percent(_PERCENT * (1 - comparison.ranking.level)),
    )
