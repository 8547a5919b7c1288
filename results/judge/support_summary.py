"""What the cases of each door add up to, in the summary's stable shape: one entry for each clock."""

from collections.abc import Iterator

import msgspec

from results.judge.business_hours import Holiday, Hours
from results.judge.form_results import Outcomes
from results.judge.reached import Reached
from results.judge.restricted_mean import RestrictedMean
from results.judge.shares import Share
from results.judge.support import Support
from results.judge.verification import Verifications
from results.judge.waits import Clock, Waits
from results.records import Channel


class CalendarSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The calendar that the business clock went by, as it was resolved for these figures."""

    hours: Hours
    zone: str
    country: str | None
    subdivision: str | None
    holidays: tuple[Holiday, ...]
    package: str
    """Which software knew the holidays, with its version."""
    day_seconds: float
    """A business day."""


class Promises(msgspec.Struct, frozen=True, kw_only=True):
    """Call-backs and further answers that were promised."""

    made: int
    kept: int
    broken: int
    """The rest is open, or nobody has noted what became of it."""


class SupportSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One task that asks questions at one provider, by one clock. All times are seconds of that clock."""

    channel: Channel
    task: str
    n: int
    """Questions that were delivered, and of whose batch a seed arrived: the base of every figure."""
    answered: int
    """Of n: a person answered within the window."""
    undetermined: int
    """Of n: no certain answer, but something that may be one."""
    undeliverable: int
    """Not in n: refused or bounced."""
    answered_within: dict[str, Share]
    """1h, 1bd, 3bd and 10bd; a day is that of the clock. Each over the questions that were followed that long."""
    answered_by: dict[str, Reached]
    """The same over all questions, by the Kaplan-Meier curve: a later one is never lower."""
    median_seconds: float | None
    """Kaplan-Meier; null where it is not reached."""
    restricted_mean_seconds: float | None
    """Null while nobody was followed to the window's end."""
    window_seconds: float
    clock: Clock
    answered_in_window: Share
    """Over the questions whose window has closed."""
    median_low_seconds: float | None
    median_high_seconds: float | None
    median_seconds_with_undetermined: float | None
    """Where every undetermined message is counted as an answer: the bound."""
    restricted_mean_low_seconds: float | None
    restricted_mean_high_seconds: float | None
    restricted_mean_seconds_with_undetermined: float | None
    restricted_mean_low_seconds_with_undetermined: float | None
    restricted_mean_high_seconds_with_undetermined: float | None
    followed_seconds: float
    """How long the question that was followed for longest was followed: a median not reached is longer than known."""
    ranked: bool
    """Whether enough windows have closed for it to be held against others; else it is shown only."""
    closed: int
    """Of n: the window has closed."""
    silent: int
    waiting: int
    unproven: int
    """Not in n: no seed message of their batch arrived."""
    unknown: int
    """Not in n: whether the provider has the question is not known."""
    acknowledged: int
    acknowledged_median_seconds: float | None
    delayed: int
    verification_required: int
    useful: int
    """Of n: answered usefully, as a person graded it."""
    not_useful: int
    ungraded: int
    useful_median_seconds: float | None
    contacts_until_solved: dict[int, int]
    """Of the useful: how many took so many letters of ours."""
    reminded: int
    complained: int
    promises: Promises
    closed_without_answer: int
    """Of n: called closed or solved before any person had answered."""
    needs_person: int
    """Tries in which the door asked for a person (CAPTCHA)."""
    failed: int
    """Tries in which the door was shut to anyone."""
    day_seconds: float
    """What bd stands for by this clock."""
    calendar: CalendarSummary | None
    """Null by the wall clock."""
    outcomes: Outcomes | None = None
    """What the form said to each question that it gave any answer to; null for mail."""
    verification: Verifications | None = None
    """Questions by form before which a mail wanted a link opened, and what became of it; null for mail."""


def support_summaries(support: Support) -> Iterator[SupportSummary]:
    """Yield one entry for each clock that *support* was told by."""
    for waits in support.waits:
        yield _entry(support, waits)


def _entry(support: Support, waits: Waits) -> SupportSummary:
    cases, mean, most = support.cases, waits.restricted_mean, waits.restricted_mean_with_undetermined
    return SupportSummary(
        channel=support.channel,
        task=support.task,
        n=cases.n,
        answered=cases.answered,
        undetermined=cases.undetermined,
        undeliverable=cases.undeliverable,
        answered_within=waits.answered_within,
        answered_by=waits.answered_by,
        median_seconds=waits.median_seconds,
        restricted_mean_seconds=_seconds(mean),
        window_seconds=waits.window_seconds,
        clock=waits.clock,
        answered_in_window=waits.answered_in_window,
        median_low_seconds=waits.median_low,
        median_high_seconds=waits.median_high,
        median_seconds_with_undetermined=waits.median_with_undetermined,
        restricted_mean_low_seconds=mean.low if mean else None,
        restricted_mean_high_seconds=mean.high if mean else None,
        restricted_mean_seconds_with_undetermined=_seconds(most),
        restricted_mean_low_seconds_with_undetermined=most.low if most else None,
        restricted_mean_high_seconds_with_undetermined=most.high if most else None,
        followed_seconds=waits.followed_seconds,
        ranked=support.ranked,
        closed=support.closed,
        silent=cases.silent,
        waiting=cases.waiting,
        unproven=cases.unproven,
        unknown=cases.unknown,
        acknowledged=cases.acknowledged,
        acknowledged_median_seconds=waits.acknowledged_median_seconds,
        delayed=cases.delayed,
        verification_required=cases.verification_required,
        useful=cases.useful,
        not_useful=cases.not_useful,
        ungraded=cases.ungraded,
        useful_median_seconds=waits.useful_median_seconds,
        contacts_until_solved=cases.contacts_until_solved,
        reminded=cases.reminded,
        complained=cases.complained,
        promises=Promises(made=cases.promises_made, kept=cases.promises_kept, broken=cases.promises_broken),
        closed_without_answer=cases.closed_without_answer,
        needs_person=support.needs_person,
        failed=support.failed,
        day_seconds=waits.day_seconds,
        calendar=_calendar(support) if waits.clock is Clock.BUSINESS else None,
        outcomes=support.outcomes,
        verification=support.verification,
    )


def _seconds(mean: RestrictedMean | None) -> float | None:
    return None if mean is None else mean.seconds


def _calendar(support: Support) -> CalendarSummary | None:
    found = support.calendar
    if found is None:
        return None
    return CalendarSummary(
        hours=found.hours,
        zone=found.zone,
        country=found.country,
        subdivision=found.subdivision,
        holidays=found.holidays,
        package=found.package,
        day_seconds=found.day_seconds,
    )
