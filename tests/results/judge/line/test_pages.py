"""Reference pages over lines: whole loads, parts that stayed away, and pages that became others."""

from datetime import timedelta

import msgspec
from line_samples import BERLIN, START, observed

from results.judge.line.durations import Durations, taken
from results.judge.line.pages import PageFound, pages, settled
from results.records import Failure, Observation

HOUR = timedelta(hours=1)


def load(hour: int, seconds: float, *, page: float = 7, failure: Failure | None = None, **more: object) -> Observation:
    """Make a load at *hour* after noon UTC, 13 o'clock in Berlin."""
    metrics = {"page_seconds": seconds, "first_byte_seconds": 0.1, "resources": 22, "page_bytes": 9e5}
    metrics = {} if failure else {**metrics, "page_fingerprint": page}
    return observed(START + hour * HOUR, task="page", metrics=metrics, failure=failure, **more)


def found(*samples: Observation, beside: tuple[Observation, ...] = ()) -> PageFound:
    """Judge *samples* as those of one line, where other lines have those *beside*."""
    (one,) = pages([(one, BERLIN) for one in samples], settled([*samples, *beside]))
    return one


def test_the_median_and_the_95th_percentile_of_whole_loads() -> None:
    """In peak hours, 19 to 23 o'clock where the line is, and beside them."""
    one = found(*(load(hour, 1 + hour) for hour in range(12)))
    assert one.page_seconds.all == Durations(n=12, p50=6.5, p95=12)
    assert one.page_seconds.peak == Durations(n=4, p50=8.5, p95=10)
    assert one.page_seconds.off_peak is not None
    assert (one.page_seconds.off_peak.n, one.n, one.resources, one.page_bytes) == (8, 12, 22, 900_000)


def test_what_did_not_come_is_told_by_whose_trouble_it_is() -> None:
    """A silent resolver is a part of the line; the prober's fault is unknown; what was paused was never asked."""
    failures = (
        Failure.TIMEOUT,
        Failure.UNEXPECTED_STATUS,
        Failure.RESOLVER_SILENT,
        Failure.RESOLVER_FAILED,
        Failure.PROBE_FAULT,
        Failure.MISSED_LATE,
        Failure.BLOCKED,
        Failure.PAUSED,
        Failure.UNEXPECTED_BODY,
        Failure.TOO_LARGE,
    )
    one = found(load(0, 1), *(load(1 + n, 1, failure=failure) for n, failure in enumerate(failures)))
    assert (one.n, one.failed, one.changed, one.unknown) == (1, 4, 2, 3)


def test_a_page_that_changed_is_in_no_figure() -> None:
    """The page is the one that most loads of all lines had; of two equally many the one that was there first."""
    ours, theirs = [load(0, 1), load(1, 9, page=8)], tuple(load(n, 1, page=8) for n in range(2, 5))
    assert found(*ours).changed == 1
    assert found(*ours).page_seconds.all == Durations(n=1, p50=1, p95=1)
    assert found(*ours, beside=theirs).page_seconds.all == Durations(n=1, p50=9, p95=9)


def test_each_page_is_told_by_itself() -> None:
    """Two pages are two figures, since what they weigh is not the same."""
    other = msgspec.structs.replace(load(0, 5), provider="ref-2")
    told = pages([(one, BERLIN) for one in (load(0, 1), other)], settled([load(0, 1), other]))
    assert [(one.provider, one.n) for one in told] == [("ref", 1), ("ref-2", 1)]


def test_no_load_has_no_times() -> None:
    """None, and never nought."""
    one = found(load(0, 1, failure=Failure.TIMEOUT))
    assert (one.page_seconds, one.resources, one.page_bytes) == (taken([]), None, None)
    assert one.page_seconds.all is None
