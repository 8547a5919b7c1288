"""Sentences that compare: what each stands on, and what is never said."""

import msgspec
import pytest

from report_templates.catalogue import LANGUAGES
from report_templates.claims import column_claims, conclusion, places, provider_claims
from report_templates.finding import Tone
from report_templates.language import Language
from results.judge.comparison import Comparison
from results.judge.ranking.ranks import (
    TOTAL,
    Column,
    Contrast,
    Doubt,
    Ending,
    Method,
    Outcome,
    Robustness,
    Rung,
    Standing,
)

IDS = ("alkarr", "bergsund", "cirrus", "drivved", "enhet")


def ahead(column: str, better: str, worse: str) -> Contrast:
    """Prove that one is better than the other."""
    first, second = sorted((better, worse))
    return Contrast(
        column=column,
        test=Method.SWAPPED_WEEKS,
        first=first,
        second=second,
        better=better,
        size=0.1,
        p=0.0,
        adjusted=0.0,
    )


def column(name: str, *standings: tuple[int, int] | None) -> Column:
    """Rank the five by *standings*."""
    return Column(
        id=name,
        ranked=sum(one is not None for one in standings),
        standings=tuple(
            Standing(provider=who, best=one and one[0], worst=one and one[1])
            for who, one in zip(IDS, standings, strict=True)
        ),
    )


@pytest.fixture
def ranked(comparison: Comparison) -> Comparison:
    """Let two be ahead of two others in uptime, nobody in the waits, and one in total."""
    ranking = msgspec.structs.replace(
        comparison.ranking,
        contrasts=(
            *(ahead("uptime", better, worse) for better in ("alkarr", "drivved") for worse in ("bergsund", "cirrus")),
            *(ahead(TOTAL, "alkarr", worse) for worse in ("bergsund", "drivved")),
        ),
        columns=(
            column("uptime", (1, 2), (3, 4), (3, 4), (1, 2), None),
            column("wait", (1, 3), (1, 3), None, (1, 3), None),
            column(TOTAL, (1, 1), (2, 3), None, (2, 3), None),
        ),
        robustness=tuple(
            Robustness(provider=who, first_share=share, first_share_nearby=share, can_be_first=True, best=1, worst=3)
            for who, share in (("alkarr", 0.97), ("bergsund", 0.02), ("drivved", 0.01))
        ),
        ending=Ending(outcome=Outcome.WINNER, providers=("alkarr",)),
    )
    return msgspec.structs.replace(comparison, ranking=ranking)


def end(comparison: Comparison, outcome: Outcome, *providers: str, doubts: tuple[Doubt, ...] = ()) -> Comparison:
    """Let the test end otherwise."""
    ending = Ending(outcome=outcome, providers=providers, doubts=doubts)
    return msgspec.structs.replace(comparison, ranking=msgspec.structs.replace(comparison.ranking, ending=ending))


def test_each_column_says_who_may_be_the_best(ranked: Comparison) -> None:
    """A group, one alone, and nobody by more than chance: each on its rung."""
    said = column_claims(Language("en", ranked), ranked)
    assert [(one.rung, one.sentence) for one in said] == [
        (Rung.BEST_GROUP, "Uptime: the best is one of Alkärr Webb or Drivved Hosting."),
        (Rung.BEST_GROUP, "Total: Alkärr Webb is ahead of all others."),
        (Rung.RANK_INTERVAL, "Nobody is ahead by more than chance in: Wait for an answer."),
    ]


def test_too_few_weeks_are_said_to_be_too_few(ranked: Comparison) -> None:
    """Where nobody could be ahead, chance is not what explains it."""
    columns = [msgspec.structs.replace(one, weeks=6, weeks_needed=16) for one in ranked.ranking.columns[:2]]
    told = msgspec.structs.replace(ranked, ranking=msgspec.structs.replace(ranked.ranking, columns=tuple(columns)))
    (said,) = column_claims(Language("en", told), told)
    assert (said.rung, said.sentence) == (
        Rung.FACT,
        (
            "6 weeks are too few to tell who is ahead in: Uptime and Wait for an answer."
            " With so many comparisons it takes 16."
        ),
    )


def test_a_page_says_whom_its_provider_beats_and_who_beats_it(ranked: Comparison) -> None:
    """In the order of the columns; nothing of those of whom nothing is proven."""
    language = Language("en", ranked)
    pages = {one.id: list(provider_claims(language, ranked, one)) for one in ranked.providers}
    assert [(one.tone, one.sentence) for one in pages["alkarr"]] == [
        (Tone.PLUS, "Uptime: down less than Bergsunds Internet & Telefoni and Cirrus Norden."),
        (Tone.PLUS, "A better total than Bergsunds Internet & Telefoni and Drivved Hosting."),
    ]
    assert [(one.tone, one.sentence) for one in pages["cirrus"]] == [
        (Tone.MINUS, "Uptime: down more than Alkärr Webb and Drivved Hosting."),
    ]
    assert not pages["enhet"]


def test_the_winner_is_called_so_on_the_highest_rung(ranked: Comparison) -> None:
    """With what makes it the winner."""
    told = conclusion(Language("en", ranked), ranked)
    assert (told.rung, told.headline) == (Rung.WINNER, "The winner: Alkärr Webb")
    assert "97%" in told.reason


@pytest.mark.parametrize(
    ("outcome", "providers", "doubts", "rung", "says"),
    [
        (Outcome.JOINT, ("alkarr", "cirrus"), (Doubt.CHANCE,), Rung.BEST_GROUP, "cannot tell"),
        (Outcome.NONE, (), (Doubt.CHANCE,), Rung.FACT, "more than chance"),
        (Outcome.NONE, (), (Doubt.TOO_FEW,), Rung.FACT, "Fewer than two"),
        (Outcome.NONE, ("alkarr",), (Doubt.CAP,), Rung.FACT, "a cap holds it down"),
        (Outcome.NONE, ("bergsund",), (Doubt.WEIGHTS,), Rung.FACT, "first under 2% of the weightings"),
    ],
)
def test_without_a_winner_the_reason_is_told(
    ranked: Comparison, outcome: Outcome, providers: tuple[str, ...], doubts: tuple[Doubt, ...], rung: Rung, says: str
) -> None:
    """In each language, and nobody is called the winner."""
    ended = end(ranked, outcome, *providers, doubts=doubts)
    told = conclusion(Language("en", ended), ended)
    assert told.rung is rung
    assert says in told.reason
    assert "The winner" not in told.headline
    for code in LANGUAGES:
        assert conclusion(Language(code, ended), ended).reason


def test_a_rank_interval_is_told_as_one(ranked: Comparison) -> None:
    """One place is one number; who is not ranked has none."""
    language = Language("en", ranked)
    told = [places(language, one) for one in ranked.ranking.columns[0].standings]
    assert told == ["1\N{EN DASH}2", "3\N{EN DASH}4", "3\N{EN DASH}4", "1\N{EN DASH}2", ""]
    assert places(language, Standing(provider="x", best=1, worst=1)) == "1"
    assert places(language, None) == ""
