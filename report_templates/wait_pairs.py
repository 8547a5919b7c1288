"""Who answers sooner than whom by more than chance: the log-rank tests of one task, in sentences."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_name
from results.judge.comparison import ProviderResult
from results.judge.pairs import Pairing
from results.judge.waits import Clock

ALPHA = 0.05
"""Below this, corrected for the number of pairs, a difference is told as one."""
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


def pair_part(
    language: Language, task: str, pairs: Sequence[Pairing], providers: Sequence[ProviderResult]
) -> PairPart | None:
    """Tell the pairs of *task* by the wall clock; None where no two providers could be compared."""
    tested = [(one, p) for one in pairs if one.task == task and one.clock is Clock.WALL if (p := _p(one)) is not None]
    if not tested:
        return None
    names = {provider.id: provider_name(provider) for provider in providers}
    found: Mapping[str, list[tuple[str, str]]] = defaultdict(list)
    for one, p in tested:
        if p < ALPHA and (order := _order(one)) is not None:
            found[order[0]].append((names.get(order[1], plain(order[1])), _told(language, p)))
    different = sum(map(len, found.values()))
    return PairPart(
        sooner=tuple(
            SoonerThan(provider=name, others=tuple(found[who])) for who, name in names.items() if who in found
        ),
        rest=_rest(language, different, len(tested)),
    )


def _p(pair: Pairing) -> float | None:
    """Tell the larger corrected p of the two ways of counting undetermined messages: what holds must hold by both."""
    told = (pair.p_holm, pair.p_holm_with_undetermined)
    return None if told[0] is None or told[1] is None else max(told[0], told[1])


def _order(pair: Pairing) -> tuple[str, str] | None:
    """Tell the faster and the slower; None where the two ways of counting disagree about that."""
    certain, possible = pair.statistic or 0.0, pair.statistic_with_undetermined or 0.0
    if certain * possible <= 0:
        return None
    return (pair.first, pair.second) if certain > 0 else (pair.second, pair.first)


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
        "%(n)s pair compared by the log-rank test; p is corrected for the number of pairs (Holm).",
        "%(n)s pairs compared by the log-rank test; p is corrected for the number of pairs (Holm).",
        tested,
    )
    return f"{first} {second}"
