"""The resolvers of lines: how long they take, how often they are silent, and where they are."""

from datetime import timedelta

import pytest
from line_samples import BERLIN, START, observed

from results.judge.line.durations import Durations
from results.judge.line.resolvers import DnsFound, ResolverSeen, Where, resolvers
from results.records import Failure, Observation

HOUR = timedelta(hours=1)


def question(hour: int, failure: Failure | None = None, *, at: str | None = "192.168.1.1") -> Observation:
    """Make a question at *hour* after noon UTC to the resolver *at*, which takes 20 ms."""
    metrics = {} if failure else {"query_seconds": 0.02}
    return observed(START + hour * HOUR, task="dns", metrics=metrics, failure=failure, address=at)


def found(*samples: Observation) -> DnsFound:
    """Judge *samples* of one line."""
    return resolvers((one, BERLIN) for one in samples)


def test_a_silent_resolver_is_the_lines() -> None:
    """Of ten questions three were not answered, two of these in the four of peak hours."""
    silent = {2, 7, 8}
    one = found(*(question(hour, Failure.RESOLVER_SILENT if hour in silent else None) for hour in range(10)))
    assert (one.asked, one.answered, one.unanswered, one.unanswered_share) == (10, 7, 3, 0.3)
    assert (one.peak_asked, one.peak_unanswered, one.peak_unanswered_share) == (4, 2, 0.5)
    assert one.query_seconds.all == Durations(n=7, p50=0.02, p95=0.02)


@pytest.mark.parametrize(
    ("failure", "failed", "unknown"),
    [
        (Failure.RESOLVER_FAILED, 1, 0),
        (Failure.UNEXPECTED_ANSWER, 1, 0),
        (Failure.NAME_NOT_RESOLVED, 1, 0),
        (Failure.PROBE_FAULT, 0, 1),
        (Failure.MISSED_DOWN, 0, 1),
        (Failure.PAUSED, 0, 0),
    ],
)
def test_a_wrong_answer_is_no_silence(failure: Failure, failed: int, unknown: int) -> None:
    """What came and was not right failed; of what the prober spoilt nothing is known."""
    one = found(question(0), question(1, failure))
    assert (one.asked, one.unanswered, one.failed, one.unknown) == (1 + failed, 0, failed, unknown)


def test_where_resolvers_are() -> None:
    """A private address is taken for the house's router; a public one of IPv6 gives no house away."""
    asked = ["192.168.1.1"] * 3 + ["2001:db8:1:2::53"] * 2 + ["127.0.0.53"]
    one = found(*(question(hour, at=address) for hour, address in enumerate(asked)))
    assert one.resolvers == (
        ResolverSeen(address="192.168.1.1", where=Where.HOUSE, asked=3),
        ResolverSeen(address="2001:db8::/32", where=Where.OUTSIDE, asked=2),
        ResolverSeen(address="127.0.0.53", where=Where.MACHINE, asked=1),
    )


def test_nothing_asked_is_no_share() -> None:
    """None, and never nought."""
    one = found()
    assert (one.unanswered_share, one.peak_unanswered_share, one.query_seconds.all) == (None, None, None)
