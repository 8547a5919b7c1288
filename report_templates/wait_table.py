"""Waits in figures: the shares answered in time, the median and the restricted mean, by both clocks."""

from collections.abc import Sequence

import msgspec

from report_templates.figures import DASH, span
from report_templates.language import Language
from report_templates.page import provider_file, provider_name
from report_templates.wait_curve import wait_told
from report_templates.words import CLOCKS, HORIZONS
from results.judge.comparison import ProviderResult
from results.judge.reached import Reached
from results.judge.shares import Share
from results.judge.support import Support
from results.judge.waits import Waits


class Bounded(msgspec.Struct, frozen=True, kw_only=True):
    """A figure and its 95 % interval."""

    figure: str
    """As a range where undetermined messages leave one."""
    interval: str
    """From the lower end of what is certain to the upper end of what is possible; may be empty."""
    count: str = ""
    """Of a share: how many were answered, of how many that were followed that long."""


class WaitRow(msgspec.Struct, frozen=True, kw_only=True):
    """One provider by one clock."""

    provider: str
    href: str
    clock: str
    n: str
    mark: str
    """A star where there are too few questions for it to be held against others; else empty."""
    shares: tuple[Bounded, ...]
    """By the heads of the table."""
    median: Bounded
    mean: Bounded


class WaitTable(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    heads: tuple[str, ...]
    """Of the shares; those that nobody was followed for are left out."""
    rows: tuple[WaitRow, ...]
    too_few: str
    """What the star means; empty where there is none."""


def wait_table(language: Language, minimum: int, found: Sequence[tuple[ProviderResult, Support]]) -> WaitTable:
    """Tell the waits of all providers *found* at one task; *minimum* is the rule for a comparison."""
    told = [(provider, support, waits) for provider, support in found for waits in support.waits if support.cases.n]
    horizons = [name for name in HORIZONS if any(waits.answered_by[name].n for _, _, waits in told)]
    rows = tuple(_row(language, provider, support, waits, horizons) for provider, support, waits in told)
    starred = any(row.mark for row in rows)
    return WaitTable(
        heads=(*(language.say(HORIZONS[name]) for name in horizons), language.say("in the window")),
        rows=rows,
        too_few=language.count(
            "* Fewer than %(n)s question with a closed window: shown, and not held against others.",
            "* Fewer than %(n)s questions with a closed window: shown, and not held against others.",
            minimum,
        )
        if starred
        else "",
    )


def _row(
    language: Language, provider: ProviderResult, support: Support, waits: Waits, horizons: Sequence[str]
) -> WaitRow:
    shares: list[Reached | Share] = [*(waits.answered_by[name] for name in horizons), waits.answered_in_window]
    return WaitRow(
        provider=provider_name(provider),
        href=provider_file(provider),
        clock=language.say(CLOCKS[waits.clock]),
        n=language.number(support.cases.n),
        mark="" if support.ranked else "*",
        shares=tuple(_share(language, share) for share in shares),
        median=_median(language, waits),
        mean=_mean(language, waits),
    )


def _share(language: Language, found: Reached | Share) -> Bounded:
    if found.share is None or found.share_with_undetermined is None:
        return Bounded(figure=DASH, interval="")
    return Bounded(
        figure=_percents(language, found.share, found.share_with_undetermined),
        interval=_percents(language, found.low or 0.0, found.high_with_undetermined or 0.0),
        count=language.say(
            "%(answered)s of %(n)s", answered=language.number(found.answered), n=language.number(found.n)
        ),
    )


def _percents(language: Language, low: float, high: float) -> str:
    return span(language, language.percent(low * 100), language.percent(high * 100))


def _median(language: Language, waits: Waits) -> Bounded:
    low, high = (_reached(language, waits, one) for one in (waits.median_with_undetermined, waits.median_seconds))
    if waits.median_low is None:
        return Bounded(figure=span(language, low, high), interval="")
    ends = (wait_told(language, waits, waits.median_low), _reached(language, waits, waits.median_high))
    return Bounded(figure=span(language, low, high), interval=span(language, *ends))


def _reached(language: Language, waits: Waits, seconds: float | None) -> str:
    """Tell a wait; one that was not reached is longer than what was followed."""
    if seconds is not None:
        return wait_told(language, waits, seconds)
    bound = wait_told(language, waits, min(waits.followed_seconds, waits.window_seconds))
    return language.say("over %(bound)s", bound=bound)


def _mean(language: Language, waits: Waits) -> Bounded:
    certain, possible = waits.restricted_mean, waits.restricted_mean_with_undetermined
    if certain is None or possible is None:
        return Bounded(figure=DASH, interval="")
    return Bounded(
        figure=_told(language, waits, possible.seconds, certain.seconds),
        interval=_told(language, waits, possible.low, certain.high),
    )


def _told(language: Language, waits: Waits, low: float, high: float) -> str:
    return span(language, wait_told(language, waits, low), wait_told(language, waits, high))
