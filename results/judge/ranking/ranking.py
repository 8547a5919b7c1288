"""Makes the ranking of a comparison: contrasts, rank intervals, weightings, and how the test ends. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from results.judge.comparison import ProviderResult
from results.judge.ranking.contrasts import contrasts, is_graded
from results.judge.ranking.ranks import TOTAL, Column, Contrast, Doubt, Ending, Outcome, Ranking, Robustness, Standing
from results.judge.ranking.shortness import weeks_in, weeks_needed
from results.judge.ranking.weightings import robustness
from results.judge.rules import Rules

NEARBY = 0.95
"""A winner is first in at least this share of the weightings near the published one."""


def ranking(providers: Sequence[ProviderResult], rules: Rules) -> Ranking:
    """Make the ranking of *providers*; neither their order nor a unit changes what is said of any of them."""
    found = contrasts(rules, providers)
    columns = [_column(name, ranked, providers, rules, found) for name, ranked in _ranked(providers, rules).items()]
    weighed = robustness(providers, rules)
    return Ranking(
        contrasts=found,
        columns=tuple(columns),
        robustness=weighed,
        ending=_ending(columns[-1], weighed, {one.id for one in providers if one.total.caps}),
    )


def _column(
    name: str, ranked: Sequence[str], providers: Sequence[ProviderResult], rules: Rules, found: Sequence[Contrast]
) -> Column:
    own = [one for one in found if one.column == name]
    needed = weeks_needed(name, found)
    graded = [one for one in providers if one.id in ranked]
    criterion = next((one for one in rules.criteria if one.id == name), None)
    return Column(
        id=name,
        ranked=len(ranked),
        standings=standings([one.id for one in providers], own, ranked),
        weeks=None if needed is None or criterion is None else weeks_in(criterion, graded),
        weeks_needed=needed,
    )


def _ranked(providers: Sequence[ProviderResult], rules: Rules) -> dict[str, list[str]]:
    """Name for each column the providers that are ranked in it."""
    found = {one.id: [each.id for each in providers if is_graded(each, one.id)] for one in rules.criteria}
    return found | {TOTAL: [one.id for one in providers if one.total.value is not None]}


def standings(providers: Sequence[str], found: Iterable[Contrast], ranked: Sequence[str]) -> tuple[Standing, ...]:
    """
    Tell the rank interval of each of *providers* from the contrasts *found* between the *ranked* ones in one column.

    With the chance that the contrasts were corrected to, all intervals hold the true places at once (as in Mogstad,
    Romano, Shaikh and Wilhelm 2024, "Inference for Ranks", with Holm's step-down in place of their bootstrap).
    """
    proven = [one for one in found if one.proven]
    beaten, beats = Counter(one.worse for one in proven), Counter(one.better for one in proven)
    return tuple(
        Standing(provider=name, best=1 + beaten[name], worst=len(ranked) - beats[name])
        if name in ranked
        else Standing(provider=name, best=None, worst=None)
        for name in providers
    )


def _ending(totals: Column, weighed: Sequence[Robustness], capped: set[str]) -> Ending:
    if totals.ranked < 2:  # noqa: PLR2004 -- nobody wins alone
        return Ending(outcome=Outcome.NONE, doubts=(Doubt.TOO_FEW,))
    leaders = totals.leaders
    if len(leaders) == totals.ranked:
        return Ending(outcome=Outcome.NONE, doubts=(Doubt.CHANCE,))
    if len(leaders) > 1:
        return Ending(outcome=Outcome.JOINT, providers=leaders, doubts=(Doubt.CHANCE,))
    first = {one.provider: one.first_share_nearby for one in weighed}
    doubts = [Doubt.WEIGHTS] if first[leaders[0]] < NEARBY else []
    doubts += [Doubt.CAP] if leaders[0] in capped else []
    if doubts:
        return Ending(outcome=Outcome.NONE, providers=leaders, doubts=tuple(doubts))
    return Ending(outcome=Outcome.WINNER, providers=leaders)
