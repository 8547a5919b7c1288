"""An editor's text is held against the tests of the report."""

import msgspec
import pytest

from report_templates.boast_words import BOASTS
from report_templates.catalogue import LANGUAGES
from report_templates.lint import overclaims
from results.judge.comparison import Comparison
from results.judge.ranking.ranks import TOTAL, Column, Contrast, Ending, Method, Outcome, Standing

IDS = ("alkarr", "bergsund", "cirrus", "drivved", "enhet")


@pytest.fixture(scope="module")
def ranked(comparison: Comparison) -> Comparison:
    """Let the first beat all others in uptime, and the second in the speed of its pages."""

    def ahead(column: str, better: str, worse: str) -> Contrast:
        first, second = sorted((better, worse))
        return Contrast(
            column=column, test=Method.FISHER, first=first, second=second, better=better, size=1, p=0, adjusted=0
        )

    ranking = msgspec.structs.replace(
        comparison.ranking,
        contrasts=(*(ahead("uptime", "alkarr", one) for one in IDS[1:]), ahead("speed", "alkarr", "bergsund")),
        columns=(
            Column(
                id="uptime",
                ranked=5,
                standings=tuple(
                    Standing(provider=one, best=1 + (at > 0), worst=5 if at else 1) for at, one in enumerate(IDS)
                ),
            ),
            Column(
                id="speed",
                ranked=5,
                standings=tuple(Standing(provider=one, best=1, worst=5) for one in IDS),
            ),
            Column(id=TOTAL, ranked=5, standings=tuple(Standing(provider=one, best=1, worst=5) for one in IDS)),
        ),
        ending=Ending(outcome=Outcome.NONE),
    )
    return msgspec.structs.replace(comparison, ranking=ranking)


def flagged(code: str, text: str, comparison: Comparison) -> list[tuple[int, str]]:
    """Tell line and phrase of each doubt."""
    return [(one.line, one.phrase.lower()) for one in overclaims(code, text, comparison)]


@pytest.mark.parametrize(
    ("code", "text", "phrases"),
    [
        ("en", "Five hosts were tested for a month.\nCirrus Norden is the best of them.", [(2, "best")]),
        ("en", "Alkärr Webb is more reliable than Cirrus Norden.", []),
        ("en", "Cirrus Norden is more reliable than Alkärr Webb.", [(1, "more reliable than")]),
        ("en", "Alkärr Webb is faster than Bergsunds Internet & Telefoni.", []),
        ("en", "Alkärr Webb is faster than Cirrus Norden.", [(1, "faster than")]),
        ("en", "Nobody is faster than the rest.", [(1, "faster than")]),
        ("en", "The most reliable host was Alkärr Webb.", []),
        ("en", "The winner is Alkärr Webb.", [(1, "winner")]),
        ("en", "Only one of them never failed.", [(1, "only"), (1, "never")]),
        ("sv", "Cirrus Norden är bäst.\nAlkärr Webb är pålitligast.", [(1, "bäst")]),
        ("sv", "Drivved Hosting är snabbare än alla andra.", [(1, "snabbare än")]),
        ("sv", "Alkärr Webb är bara nere ibland.", [(1, "bara")]),
        ("nb", "Cirrus Norden er den raskeste, og svarer alltid.", [(1, "raskeste"), (1, "alltid")]),
        ("sv", "Cirrus Norden var mindre nere än Alkärr Webb.", [(1, "mindre nere än")]),
        ("nb", "Alkärr Webb hadde mindre nedetid enn Cirrus Norden.", []),
        ("nb", "Alkärr Webb hadde mer nedetid enn Cirrus Norden.", [(1, "mer nedetid enn")]),
        ("nl", "Cirrus Norden is de beste en is sneller dan Alkärr Webb.", [(1, "beste"), (1, "sneller dan")]),
        ("nl", "Alkärr Webb is betrouwbaarder dan Cirrus Norden.", []),
    ],
)
def test_what_no_test_bears_is_named(ranked: Comparison, code: str, text: str, phrases: list[tuple[int, str]]) -> None:
    """With its line; what a test bears passes, and the other way round it does not."""
    assert flagged(code, text, ranked) == phrases


def test_a_providers_name_is_no_boast(ranked: Comparison) -> None:
    """A firm may be called the best."""
    named = msgspec.structs.replace(ranked.providers[0], name="Best Always Hosting")
    renamed = msgspec.structs.replace(ranked, providers=(named, *ranked.providers[1:]))
    assert not flagged("en", "Best Always Hosting was tested, too.", renamed)


def test_every_language_of_the_report_is_covered() -> None:
    """And knows each kind of claim."""
    assert set(LANGUAGES) <= set(BOASTS)
    kinds = [{one.kind for one in boasts} for boasts in BOASTS.values()]
    assert all(one == kinds[0] for one in kinds)
