"""The shape of the truth: what really happened in a made-up study, for its figures to be held against."""

from datetime import datetime

import msgspec

from results.judge.line.disconnections import Cause, Sign
from results.judge.mail.verdict import Verdict
from results.judge.support import State
from results.records import Failure


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A time in [start, end)."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Tell whether *at* lies in it."""
        return self.start <= at < self.end


class Outage(Span, frozen=True, kw_only=True):
    """A time in which everything at a provider fails, or what one task asks for."""

    task: str | None
    """None: everything."""
    failure: Failure
    """What is seen of it."""


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """
    How long a task's answers take at a provider.

    Round trip and server's share are lognormal: exp(N(log median, sigma)). The server's share is then multiplied by
    ``1 + daily_swing * cos(2 pi (hour - peak_hour) / 24)``, with the hour in UTC.
    """

    rtt_median_seconds: float
    rtt_sigma: float
    server_median_seconds: float
    server_sigma: float
    daily_swing: float
    peak_hour: float


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One measuring task at a provider."""

    uptime: float
    """The share of the whole time outside of outages, measured or not."""
    latency: Latency


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One message that came."""

    evidence: str
    """SHA-256 of its raw bytes."""
    after_seconds: float
    verdict: Verdict


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one question."""

    id: str
    state: State
    """As it stands at the end of the study."""
    messages: tuple[Mail, ...]
    proven: bool = True
    """Whether the letter to the seed of that day arrived; else the case is in no figure."""


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """
    How a provider's people answer what is delivered to them.

    A share of the questions is answered, after a lognormal wait that is never shorter than the soonest.
    """

    share: float
    median_seconds: float
    sigma: float
    soonest_seconds: float
    answered_within: dict[str, float]
    """The share of all delivered questions that is answered within so many seconds."""
    restricted_mean_seconds: float
    """The mean wait within the window, in which no answer counts as the whole of it."""
    window_seconds: float


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """The truth about one provider."""

    id: str
    outages: tuple[Outage, ...]
    checks: dict[str, Check]
    """By task."""
    answers: Answers
    cases: tuple[Case, ...]


class LineOutage(Span, frozen=True, kw_only=True):
    """A time in which a line, its house or a server did not answer."""

    cause: Cause
    """Whose doing it was, as far as anyone who asked could know it."""
    sign: Sign
    """What is seen of it."""
    server: str = ""
    """Whose server it was; empty where all were lost."""


class LineTruth(msgspec.Struct, frozen=True, kw_only=True):
    """The truth about one line."""

    agent: str
    outages: tuple[LineOutage, ...]
    """In order; those of servers are everybody's."""
    missing: tuple[Span, ...]
    """Times in which its agent measured nothing, though it was on."""


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """All of ``truth.json``."""

    synthetic: bool
    seed: int
    start: datetime
    end: datetime
    every_seconds: int
    gaps: tuple[Span, ...]
    """Times in which no daemon ran."""
    providers: tuple[Provider, ...]
    lines: tuple[LineTruth, ...] = ()
    """Empty where there are no Internet lines."""
