"""
Packets lost, delay and jitter of a line.

Source: SamKnows, latency, loss and jitter: a packet whose reply does not come within two seconds is lost. Bands of
loss in peak hours below 0.4 %, 0.4 to 1 % and above 1 %: FCC, Measuring Broadband America, ninth report, chart 8.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from statistics import median
from zoneinfo import ZoneInfo

import msgspec

from results.judge.line.samples import PEAK_HOURS
from results.judge.line.spans import Span, Spans
from results.records import Blame, Observation

SOURCE = "SamKnows; FCC, Measuring Broadband America, ninth report, chart 8"
LOW, HIGH = 0.004, 0.01
_CEILING = "device_ceiling_bits_per_second"


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """Of a line's samples of loss, or of those of all lines of a plan. None where nothing tells it."""

    sent: int = 0
    """Packets."""
    lost: int = 0
    share: float | None = None
    peak_sent: int = 0
    peak_lost: int = 0
    peak_share: float | None = None
    rtt_seconds: float | None = None
    """The median of the samples' medians, with nothing else on the line."""
    jitter_seconds: float | None = None
    """The median of the jitter of samples that tell it."""
    minimum_rtt_seconds: float | None = None
    """The median of the smallest round trips of speed tests."""
    loaded_rtt_seconds: float | None = None
    """The median of the round trips of speed tests, under their own load."""
    left_out: int = 0
    """Samples of loss in no figure: a test of speed ran meanwhile, or only that server was silent."""

    @property
    def band(self) -> str | None:
        """The FCC's band of the loss in peak hours; exactly 0.4 % and exactly 1 % are in the one between."""
        if self.peak_share is None:
            return None
        if self.peak_share < LOW:
            return "below_0.4"
        return "0.4_to_1" if self.peak_share <= HIGH else "above_1"


def loads_of(samples: Iterable[Observation]) -> list[Span]:
    """Tell when the tests among *samples* that told a speed filled the line; one that did not may never have begun."""
    return [
        (one.started_at, one.started_at + timedelta(seconds=one.duration_seconds))
        for one in samples
        if one.started_at is not None
        and one.duration_seconds is not None
        and any(name.endswith("_bits_per_second") and name != _CEILING for name in one.metrics)
    ]


def counted(packets: Sequence[Observation], loads: Spans) -> list[Observation]:
    """
    Choose those samples of one line's *packets* that speak of the line.

    Not counted are those beside which the agent's own tests filled it (SamKnows sends nothing then), and those of which
    nothing came back while another server answered in the same slot: that is the server's outage.
    """
    answered = {(one.task, one.slot) for one in packets if one.metrics.get("received")}
    return [
        one
        for one in packets
        if not (one.metrics.get("received") == 0 and (one.task, one.slot) in answered)
        and not (
            one.started_at is not None
            and loads.touch(one.started_at, one.started_at + timedelta(seconds=one.duration_seconds or 0.0))
        )
    ]


def loss(rows: Iterable[tuple[Observation, ZoneInfo]], tests: Iterable[Observation]) -> Loss:
    """
    Add up *rows* of packets, each with the zone of its line, and the round trips of speed *tests*.

    A row that says not how many it sent, or that the prober spoilt, counts neither as lost nor as arrived; so does a
    packet that arrived at a host on which nobody listened.
    """
    counts = [0, 0, 0, 0]
    trips: list[float] = []
    jitters: list[float] = []
    for one, zone in rows:
        sent, received = one.metrics.get("sent"), one.metrics.get("received")
        if sent is None or received is None or (one.failure and one.failure.blame is not Blame.TARGET):
            continue
        at = (one.started_at or one.slot).astimezone(zone)
        peak = at.hour in PEAK_HOURS
        sent -= one.metrics.get("refused", 0.0)
        for which, number in enumerate((sent, sent - received, sent * peak, (sent - received) * peak)):
            counts[which] += round(number)
        trips += _told(one, "rtt_median_seconds")
        jitters += _told(one, "jitter_seconds")
    tests = list(tests)
    sent_all, lost, peak_sent, peak_lost = counts
    return Loss(
        sent=sent_all,
        lost=lost,
        share=lost / sent_all if sent_all else None,
        peak_sent=peak_sent,
        peak_lost=peak_lost,
        peak_share=peak_lost / peak_sent if peak_sent else None,
        rtt_seconds=_middle(trips),
        jitter_seconds=_middle(jitters),
        minimum_rtt_seconds=_middle([value for one in tests for value in _told(one, "minimum_rtt_seconds")]),
        loaded_rtt_seconds=_middle([value for one in tests for value in _told(one, "loaded_rtt_seconds")]),
    )


def _told(one: Observation, metric: str) -> list[float]:
    return [one.metrics[metric]] if metric in one.metrics else []


def _middle(values: list[float]) -> float | None:
    return median(values) if values else None
