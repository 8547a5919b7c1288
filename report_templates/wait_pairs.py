"""Who answers sooner than whom by more than chance: the contrasts of the ranking that are about waits, in sentences."""

from collections import defaultdict

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_name
from results.judge.comparison import Comparison
from results.judge.rules import Metric

_SMALLEST = 0.001


class SoonerThan(msgspec.Struct, frozen=True, kw_only=True):
    """A provider, and those that it answers sooner than."""

    provider: str
    others: tuple[tuple[str, str], ...]
    """Name, and the corrected p in words."""


class PairPart(msgspec.Struct, frozen=True, kw_only=True):
    """The comparisons of one task."""

    sooner: tuple[SoonerThan, ...]
    rest: str
    """What holds for all other pairs, and how it was tested."""


def pair_part(language: Language, comparison: Comparison, task: str) -> PairPart | None:
    """Tell the pairs of *task*; None where its waits are not graded, or no two providers could be compared."""
    columns = {one.id for one in comparison.criteria if one.task == task and one.metric is Metric.ANSWER_SECONDS}
    tested = [one for one in comparison.ranking.contrasts if one.column in columns]
    if not tested:
        return None
    names = {provider.id: provider_name(provider) for provider in comparison.providers}
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in tested:
        if one.proven and one.better and one.worse:
            found[one.better].append((names.get(one.worse, plain(one.worse)), _told(language, one.adjusted)))
    different = sum(map(len, found.values()))
    return PairPart(
        sooner=tuple(
            SoonerThan(provider=name, others=tuple(found[who])) for who, name in names.items() if who in found
        ),
        rest=_rest(language, different, len(tested)),
    )


def _told(language: Language, p: float) -> str:
    if p < _SMALLEST:
        return language.say("p below %(p)s", p=language.number(_SMALLEST, 3))
    return language.say("p = %(p)s", p=language.number(p, 3))


def _rest(language: Language, different: int, tested: int) -> str:
    if different == tested:
        first = language.say("Every pair of providers differs by more than chance.")
    elif different:
        first = language.count(
            "In %(n)s other pair the difference may be chance.",
            "In %(n)s other pairs the difference may be chance.",
            tested - different,
        )
    else:
        first = language.say("No two providers differ by more than chance may explain.")
    second = language.count(
        "%(n)s pair compared by the log-rank test; p is corrected for all comparisons of this report (Holm).",
        "%(n)s pairs compared by the log-rank test; p is corrected for all comparisons of this report (Holm).",
        tested,
    )
    return f"{first} {second}"
