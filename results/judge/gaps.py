"""The times in which no daemon ran."""

from collections.abc import Iterator
from itertools import pairwise

from results.judge.comparison import Gap
from results.judge.facts import Period, Records


def gaps(records: Records, period: Period) -> Iterator[Gap]:
    """Yield the times between two sessions, as far as they lie in *period*."""
    beats = {beat.session: beat.at for beat in records.heartbeats}
    sessions = sorted(records.sessions, key=lambda session: session.started_at)
    for before, after in pairwise(sessions):
        start = max(beats.get(before.id, before.started_at), period.start)
        end = min(after.started_at, period.end)
        if start < end:
            yield Gap(start=start, end=end)
