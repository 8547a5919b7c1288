"""When nobody measured: what lies between runs, whosever they are."""

from datetime import UTC, datetime, timedelta

from results.judge.compare import Period, Records
from results.judge.gaps import gaps
from results.records import Heartbeat, Session

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def told(*runs: tuple[str, int, int]) -> list[tuple[int, int]]:
    """Tell the gaps, in minutes after noon, of runs by agent, start and end."""
    sessions, beats = [], []
    for number, (agent, start, end) in enumerate(runs):
        at = NOON + timedelta(minutes=start)
        sessions.append(
            Session(id=str(number), agent=agent, started_at=at, software="0", config_sha256="0", boot_id="")
        )
        beats.append(Heartbeat(session=str(number), at=NOON + timedelta(minutes=end)))
    records = Records(cases=(), handovers={}, messages=(), received={}, sessions=sessions, heartbeats=beats)
    period = Period(start=NOON, end=NOON + timedelta(minutes=100), as_of=NOON)
    return [tuple((at - NOON) // timedelta(minutes=1) for at in (gap.start, gap.end)) for gap in gaps(records, period)]


def test_a_gap_lies_between_two_runs() -> None:
    """From the last sign of the one to the start of the next."""
    assert told(("here", 0, 10), ("here", 15, 90)) == [(10, 15)]


def test_there_is_no_gap_while_another_agent_measured() -> None:
    """A short run beside a long one leaves none when it ends."""
    assert told(("a", 0, 90), ("b", 5, 10), ("c", 50, 60)) == []
    assert told(("a", 0, 20), ("b", 5, 10), ("c", 50, 60)) == [(20, 50)]
