"""What the judges must know of cases beside their mail: follow-ups, imports, and when each provider is open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kaklet.opening_hours import calendar_of
from kaklet.study import Study
from results.judge.business_hours import Calendar
from results.keep import Store
from results.records import Case, Followed, FollowUp, Handover

_MARGIN = timedelta(days=2)
"""Days of a zone begin up to 14 hours off those of UTC."""


def follow_ups_of(store: Store) -> dict[str, list[tuple[FollowUp, Handover | None]]]:
    """Tell, by case, our further letters in order, each with what became of its sending."""
    sent = {(one.case, one.number): one for one in store.all(Handover) if one.number}
    found: dict[str, list[tuple[FollowUp, Handover | None]]] = defaultdict(list)
    for letter in sorted(store.all(FollowUp), key=lambda one: one.number):
        found[letter.case].append((letter, sent.get((letter.case, letter.number))))
    return found


def followed_of(store: Store) -> dict[str, datetime]:
    """Tell, by case, until when it was followed: of those that were imported, the latest time that was given."""
    found: dict[str, datetime] = {}
    for one in store.all(Followed):
        found[one.case] = max(one.until, found.get(one.case, one.until))
    return found


def cases_span(cases: Sequence[Case], followed: Mapping[str, datetime]) -> tuple[datetime, datetime] | None:
    """Tell from when to when the *cases* were under way; None if there are none. Seeds are not among them."""
    own = [case for case in cases if not case.seed]
    if not own:
        return None
    return min(case.slot for case in own), max(
        max(followed.get(case.id, case.opened_at), case.opened_at) for case in own
    )


def calendars_of(study: Study, cases: Sequence[Case], until: datetime) -> dict[str, Calendar]:
    """
    Resolve when each provider is open while its *cases* are under way, *until* the records were read.

    Raises `UnknownCountryError`, and `ImportError` where the package that knows the holidays is missing.
    """
    if not cases:
        return {}
    first = min(case.opened_at for case in cases) - _MARGIN
    window = timedelta(seconds=study.rules.answer_window_seconds)
    last = max(until, max(case.opened_at for case in cases) + window) + _MARGIN
    found = {
        provider.id: calendar_of(provider, study.study.timezone, first.date(), last.date())
        for provider in study.provider
    }
    return {who: calendar for who, calendar in found.items() if calendar is not None}
