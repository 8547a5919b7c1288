"""Round trips a minute of lines: bands, what does not count, and how sure the tests were."""

from datetime import timedelta

from line_samples import BERLIN, START, observed

from results.judge.line.durations import Durations
from results.judge.line.plan import Direction, LineRules
from results.judge.line.responsiveness import ResponsivenessFound, Rpm, RpmBands, RpmFound, responsiveness
from results.records import Failure, Observation

HOUR = timedelta(hours=1)
MEGA = 1e6


def trip_test(hour: int, rpm: float | None, *, failure: Failure | None = None, **more: float) -> Observation:
    """Make a test at *hour* after noon UTC that counted *rpm* while downloading."""
    metrics = {"idle_http_seconds": 0.04, **more} | ({} if rpm is None else {"download_rpm": rpm})
    return observed(START + hour * HOUR, task="rpm", metrics=metrics, failure=failure, duration_seconds=20.0)


def found(*samples: Observation) -> ResponsivenessFound:
    """Judge *samples* of one line."""
    return responsiveness([(one, BERLIN) for one in samples], LineRules())


def down(*samples: Observation) -> RpmFound:
    """Judge the downloads of *samples*."""
    one = found(*samples).directions[0]
    assert one.direction is Direction.DOWN
    return one


def test_bands_begin_where_the_draft_has_them() -> None:
    """Each border belongs to the better band."""
    trips = (299.9, 300, 999.9, 1_000, 5_999, 6_000, 9_000)
    one = down(*(trip_test(n, trip) for n, trip in enumerate(trips)))
    assert one.bands == RpmBands(poor=1, fair=2, good=2, excellent=2)
    assert one.rpm == Rpm(n=7, p20=300, p50=1_000)


def test_peak_hours_are_told_apart() -> None:
    """18 to 22 o'clock UTC in winter."""
    one = down(*(trip_test(hour, 200 if hour in range(6, 10) else 2_000) for hour in range(12)))
    assert (one.peak_rpm, one.off_peak_rpm) == (Rpm(n=4, p20=200, p50=200), Rpm(n=8, p20=2_000, p50=2_000))


def test_what_the_device_held_down_does_not_count() -> None:
    """Nor what others used the line beside: both are told."""
    one = down(
        trip_test(0, 500, download_bits_per_second=50 * MEGA, device_ceiling_bits_per_second=400 * MEGA),
        trip_test(1, 5_000, download_bits_per_second=320 * MEGA, device_ceiling_bits_per_second=400 * MEGA),
        trip_test(2, 10, download_bits_per_second=50 * MEGA, cross_traffic_bytes=50 * MEGA),
    )
    assert (one.counted, one.device_limited, one.cross_traffic) == (1, 1, 1)
    assert one.rpm == Rpm(n=1, p20=500, p50=500)


def test_low_confidence_counts_and_is_told() -> None:
    """Medium and high, and what does not tell it, are not low."""
    samples = [trip_test(n, 500, download_confidence=n) for n in range(3)]
    one = down(*samples, trip_test(3, 500))
    assert (one.counted, one.low_confidence) == (4, 1)


def test_idle_and_loaded_latency() -> None:
    """Idle with nothing else on the line, loaded by direction."""
    told = found(
        trip_test(0, 500, download_loaded_seconds=0.1),
        trip_test(1, 500, download_loaded_seconds=0.3, upload_rpm=100, upload_loaded_seconds=0.5),
        trip_test(2, 500, cross_traffic_bytes=9e9, download_bits_per_second=MEGA),
    )
    assert told.idle_seconds == Durations(n=2, p50=0.04, p95=0.04)
    assert [one.loaded_seconds for one in told.directions] == [
        Durations(n=2, p50=0.2, p95=0.3),
        Durations(n=1, p50=0.5, p95=0.5),
    ]


def test_failed_unknown_and_paused() -> None:
    """A test without a figure failed, unless the prober or a full server is why; a slot that was paused is no test."""
    failures = (Failure.TIMEOUT, Failure.PROBE_FAULT, Failure.BLOCKED, Failure.PAUSED)
    told = found(*(trip_test(n, None, failure=failure) for n, failure in enumerate(failures)))
    assert (told.failed, told.unknown) == (1, 2)
    assert told.directions[0].rpm is None
