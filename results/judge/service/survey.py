"""
Survey indices: 0 to 100 for each provider and year, with interval, change and net promoter score.

A respondent's index is the mean of his answers, each put on 0 to 100 by its own scale; a provider's is the mean of its
respondents', with Student's t interval over them (they are sampled, not their answers). A change is tested by Welch's t
test, two-sided; the changes of one survey and year are corrected for each other by Holm (1979).
"""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from statistics import fmean, variance

import msgspec

from results.judge.numerics import t_quantile, t_two_sided
from results.judge.ranking.holm import adjusted
from results.records.service import Answer, Asked

LEVEL = 0.95
PROMOTER, DETRACTOR = 9, 6
"""At least, and at most (Reichheld 2003)."""
_FEWEST = 2


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """A mean of *n* respondents with its interval; both None where too few answered, which *shown* tells."""

    n: int
    shown: bool
    """Whether there are as many respondents as the study demands."""
    value: float | None
    low: float | None
    """None too where all answered alike: the spread is then not known."""
    high: float | None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """The index against that of the year before."""

    since: int
    difference: float
    low: float
    high: float
    p: float
    p_adjusted: float
    """Corrected for all changes of the same survey and year."""
    significant: bool
    """At 5 %, by the corrected one."""


class SurveyYear(msgspec.Struct, frozen=True, kw_only=True):
    """One survey, provider and year."""

    survey: str
    provider: str
    year: int
    index: Estimate
    recommend: Estimate | None
    """The net promoter score, -100 to 100; None where that was not asked."""
    change: Change | None
    """None where either year has too few respondents, or all answered alike."""


Key = tuple[str, str, int]


def survey_years(answers: Iterable[Answer], *, minimum: int) -> tuple[SurveyYear, ...]:
    """Tell each survey, provider and year; nothing is shown of fewer respondents than *minimum*."""
    people: dict[Key, dict[str, list[Answer]]] = {}
    for one in answers:
        if one.answer is not None:
            key = one.survey, one.provider, one.year
            people.setdefault(key, {}).setdefault(one.respondent, []).append(one)
    indices = {key: _indices(found.values()) for key, found in people.items()}
    changes = _changes({key: found for key, found in indices.items() if len(found) >= max(minimum, _FEWEST)})
    return tuple(
        SurveyYear(
            survey=key[0],
            provider=key[1],
            year=key[2],
            index=_estimate(indices[key], minimum, lowest=0.0),
            recommend=_score([one for rows in people[key].values() for one in rows], minimum),
            change=changes.get(key),
        )
        for key in sorted(people)
    )


def _indices(people: Iterable[Sequence[Answer]]) -> list[float]:
    """Tell each respondent's own index; who was only asked whether to recommend has none."""
    found = ([_of_100(one) for one in rows if one.measure is Asked.INDEX] for rows in people)
    return [fmean(given) for given in found if given]


def _of_100(one: Answer) -> float:
    return 100 * ((one.answer or 0.0) - one.lowest) / (one.highest - one.lowest)


def _score(rows: Sequence[Answer], minimum: int) -> Estimate | None:
    asked = [one.answer for one in rows if one.measure is Asked.RECOMMEND and one.answer is not None]
    if not asked:
        return None
    return _estimate([100.0 * ((a >= PROMOTER) - (a <= DETRACTOR)) for a in asked], minimum, lowest=-100.0)


def _estimate(values: Sequence[float], minimum: int, *, lowest: float) -> Estimate:
    n = len(values)
    if n < max(minimum, 1):
        return Estimate(n=n, shown=False, value=None, low=None, high=None)
    mean = fmean(values)
    spread = variance(values) if n >= _FEWEST else 0.0
    if not spread:
        return Estimate(n=n, shown=True, value=mean, low=None, high=None)
    half = t_quantile((1 + LEVEL) / 2, n - 1) * sqrt(spread / n)
    return Estimate(n=n, shown=True, value=mean, low=max(lowest, mean - half), high=min(100.0, mean + half))


def _changes(indices: Mapping[Key, Sequence[float]]) -> dict[Key, Change]:
    found: dict[Key, Change] = {}
    for key, now in indices.items():
        survey, provider, year = key
        before = indices.get((survey, provider, year - 1))
        change = None if before is None else _change(before, now, year - 1)
        if change is not None:
            found[key] = change
    return _corrected(found)


def _change(before: Sequence[float], now: Sequence[float], since: int) -> Change | None:
    """Test one change (Welch 1947)."""
    parts = [variance(one) / len(one) for one in (before, now)]
    error = sqrt(sum(parts))
    if not error:
        return None
    freedom = sum(parts) ** 2 / sum(one**2 / (len(rows) - 1) for one, rows in zip(parts, (before, now), strict=True))
    difference = fmean(now) - fmean(before)
    half = t_quantile((1 + LEVEL) / 2, freedom) * error
    p = t_two_sided(difference / error, freedom)
    return Change(
        since=since,
        difference=difference,
        low=difference - half,
        high=difference + half,
        p=p,
        p_adjusted=p,
        significant=p <= 1 - LEVEL,
    )


def _corrected(changes: Mapping[Key, Change]) -> dict[Key, Change]:
    """Correct the changes of each survey and year for each other (Holm 1979)."""
    found: dict[Key, Change] = {}
    for family in {(survey, year) for survey, _, year in changes}:
        members = {key: one for key, one in changes.items() if (key[0], key[2]) == family}
        corrected = adjusted([one.p for one in members.values()])
        for (key, one), p in zip(members.items(), corrected, strict=True):
            found[key] = msgspec.structs.replace(one, p_adjusted=p, significant=p <= 1 - LEVEL)
    return found
