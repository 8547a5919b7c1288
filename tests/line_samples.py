"""Samples of lines by hand: one test of so many Mbit/s at a time."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from results.judge.line.samples import Mark, SpeedSample
from results.records import Failure, Observation

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2027, 1, 11, 12, tzinfo=UTC)
CAMPAIGN = (date(2027, 1, 11), date(2027, 1, 13), date(2027, 1, 15))


def sample(mbits: float, at: datetime = START, *, agent: str = "home-1", mark: Mark | None = None) -> SpeedSample:
    """Make a test of *mbits* at *at*."""
    return SpeedSample(agent=agent, task="speed", provider="ref", slot=at, at=at, mbits=mbits, mark=mark)


def row(speeds: Iterable[float], start: datetime = START, step: timedelta = timedelta(hours=1)) -> list[SpeedSample]:
    """Make a test of each of *speeds*, *step* apart."""
    return [sample(mbits, start + place * step) for place, mbits in enumerate(speeds)]


def campaign_day(day: date, speeds: Sequence[float]) -> list[SpeedSample]:
    """Make ten tests as the procedure has them: five from 9 o'clock, five from 12:20, five minutes apart."""
    first = datetime(day.year, day.month, day.day, 9, tzinfo=BERLIN)
    times = [first + timedelta(minutes=5 * place) for place in range(5)]
    times += [times[4] + timedelta(hours=3, minutes=5 * place) for place in range(5)]
    return [sample(mbits, at.astimezone(UTC)) for mbits, at in zip(speeds, times, strict=False)]


def campaign(*speeds: Sequence[float], days: Sequence[date] = CAMPAIGN) -> list[SpeedSample]:
    """Make a campaign of *speeds*, ten for each of *days*."""
    return [one for day, many in zip(days, speeds, strict=True) for one in campaign_day(day, many)]


def observed(slot: datetime, provider: str = "ref", *, failure: Failure | None = None, **more: object) -> Observation:
    """Make an observation by the agent at home."""
    fields = {"agent": "home-1", "task": "speed", "kind": "ndt7", "started_at": slot, **more}
    return Observation(provider=provider, target="server", slot=slot, failure=failure, **fields)  # type: ignore[arg-type]
