"""The times in which no daemon ran."""

from collections.abc import Iterator
from itertools import accumulate

from results.judge.comparison import Gap
from results.judge.facts import Period, Records


def gaps(records: Records, period: Period) -> Iterator[Gap]:
    """Yield the times between two sessions in which no other one, of whatever agent, ran either, within *period*."""
    beats = {beat.session: beat.at for beat in records.heartbeats}
    sessions = sorted(records.sessions, key=lambda session: session.started_at)
    ends = accumulate((beats.get(one.id, one.started_at) for one in sessions), max)
    for ended, after in zip(ends, sessions[1:], strict=False):
        start, end = max(ended, period.start), min(after.started_at, period.end)
        if start < end:
            yield Gap(start=start, end=end)
