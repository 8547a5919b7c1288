"""How each place depends on the weights: the same grades, weighed in every other way."""

import msgspec

from report_templates.language import Language
from report_templates.page import provider_name
from results.judge.comparison import Comparison
from results.judge.ranking.ranks import Robustness

_PERCENT = 100


class WeightingRow(msgspec.Struct, frozen=True, kw_only=True):
    """One provider."""

    provider: str
    first: str
    """In how many of all weightings it is first."""
    nearby: str
    """In how many of those near the published one."""
    best: str
    worst: str


def weighting_rows(language: Language, comparison: Comparison) -> tuple[WeightingRow, ...]:
    """Tell it for each provider with a total; nothing where there is one criterion alone."""
    if len(comparison.criteria) == 1:
        return ()
    names = {one.id: provider_name(one) for one in comparison.providers}
    return tuple(
        WeightingRow(
            provider=names[one.provider],
            first=_first(language, one),
            nearby=language.percent(_PERCENT * one.first_share_nearby),
            best=language.number(one.best),
            worst=language.number(one.worst),
        )
        for one in comparison.ranking.robustness
        if one.provider in names
    )


def _first(language: Language, one: Robustness) -> str:
    """Tell under how many weightings *one* is first; a corner, where one criterion is all, is not drawn and may be."""
    if one.first_share:
        return language.percent(_PERCENT * one.first_share)
    return language.say("hardly ever") if one.can_be_first else language.say("never")
