"""The runner: what becomes of a probe's success, failure, timeout and bug."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.probe import DETAIL_LENGTH, Notes, ProbeFailed, Visit, observe, one_line
from results.records import Blame, Channel, Failure, Observation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from conftest import Desk


class Errand:
    """A kind of probe whose asking is given."""

    schemes: ClassVar[frozenset[str]] = frozenset({"errand"})
    channel: ClassVar[Channel | None] = None

    def __init__(self, ask: Callable[[Notes], Awaitable[None]], *, timeout_seconds: float = 5.0) -> None:
        self.timeout_seconds = timeout_seconds
        self._ask = ask

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Do as told."""
        del visit
        await self._ask(notes)


async def observed(desk: Desk, ask: Callable[[Notes], Awaitable[None]], **options: float) -> Observation:
    """Return what the runner makes of *ask*."""
    return await observe(Errand(ask, **options), desk.visit("errand://here"), kind="errand")


async def test_success_has_no_failure(desk: Desk) -> None:
    """A probe that ends by itself is a success, with all that it noted."""

    async def ask(notes: Notes) -> None:
        notes.metrics["walk_seconds"] = 0.5
        notes.address = "127.0.0.1"
        notes.detail = "fine"

    found = await observed(desk, ask)
    assert (found.failure, found.metrics, found.address) == (None, {"walk_seconds": 0.5}, "127.0.0.1")
    assert found.detail == "fine"


async def test_record_says_what_was_asked(desk: Desk) -> None:
    """The observation carries the visit's names and slot, so that its key can be found again."""

    async def ask(_: Notes) -> None:
        return

    found = await observed(desk, ask)
    assert found.key == ("here", "bjorkhost", "target", "task", "errand", datetime(2026, 5, 3, 12, tzinfo=UTC), 0)


async def test_timeout_keeps_reached_phases(desk: Desk) -> None:
    """A timeout keeps the phases that were reached, and invents none that were not."""

    async def ask(notes: Notes) -> None:
        notes.metrics["first_seconds"] = 0.01
        notes.address = "127.0.0.1"
        await asyncio.sleep(60)
        notes.metrics["second_seconds"] = 0.0

    found = await observed(desk, ask, timeout_seconds=0.05)
    assert found.failure is Failure.TIMEOUT
    assert found.metrics == {"first_seconds": 0.01}
    assert found.address == "127.0.0.1"
    assert found.detail == "nothing within 0.05 s"


@pytest.mark.parametrize(
    ("behind", "blame", "failure"),
    [
        (timedelta(days=1), Failure.CERTIFICATE_INVALID, Failure.CLOCK_STEPPED),
        (timedelta(days=1), Failure.CONNECTION_REFUSED, Failure.CONNECTION_REFUSED),
        (timedelta(0), Failure.CERTIFICATE_INVALID, Failure.CERTIFICATE_INVALID),
    ],
)
async def test_a_certificate_is_not_judged_by_a_clock_that_is_wrong_by_far(
    desk: Desk, behind: timedelta, blame: Failure, failure: Failure
) -> None:
    """One that shows a time before what is known to have been: then it is nobody's fault. All else stays as it is."""

    async def ask(_: Notes) -> None:
        raise ProbeFailed(blame, "it is not yet valid")

    known = datetime(2026, 12, 1, tzinfo=UTC)
    visit = desk.visit("errand://here", tools=msgspec.structs.replace(desk.tools, not_before=known))
    found = await observe(Errand(ask), visit, kind="errand", now=lambda: known - behind)
    assert found.failure is failure
    assert found.detail.startswith("it is not yet valid")
    assert (failure.blame is Blame.TARGET) == (failure is blame)


async def test_duration_ends_with_the_timeout(desk: Desk) -> None:
    """The duration of a visit that timed out is the timeout, not what the target would have liked."""

    async def ask(_: Notes) -> None:
        await asyncio.sleep(60)

    found = await observed(desk, ask, timeout_seconds=0.1)
    assert found.duration_seconds == pytest.approx(0.1, abs=0.09)


async def test_probe_failed_is_the_targets(desk: Desk) -> None:
    """What a probe raises on purpose becomes the failure, with the metrics from before it."""

    async def ask(notes: Notes) -> None:
        notes.metrics["first_seconds"] = 0.01
        raise ProbeFailed(Failure.CONNECTION_REFUSED, "nobody at home")

    found = await observed(desk, ask)
    assert (found.failure, found.detail) == (Failure.CONNECTION_REFUSED, "nobody at home")
    assert found.failure.blame is Blame.TARGET
    assert found.metrics == {"first_seconds": 0.01}


async def test_noted_detail_stays_where_the_failure_has_none(desk: Desk) -> None:
    """A failure without words of its own does not wipe out what the probe had noted."""

    async def ask(notes: Notes) -> None:
        notes.detail = "got as far as the door"
        raise ProbeFailed(Failure.CONNECTION_CLOSED)

    assert (await observed(desk, ask)).detail == "got as far as the door"


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), KeyError("gone"), RuntimeError(), OSError(5, "I/O")])
async def test_any_other_exception_is_our_own_fault(
    desk: Desk, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """A bug in a probe is the probe's fault, is logged with its traceback, and does not blame the target."""

    async def ask(_: Notes) -> None:
        raise error

    with caplog.at_level(logging.ERROR, "probes.probe"):
        found = await observed(desk, ask)
    assert found.failure is Failure.PROBE_FAULT
    assert found.failure.blame is Blame.PROBE
    assert found.detail.startswith(type(error).__name__)
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [error]


async def test_cancelling_is_not_an_observation(desk: Desk) -> None:
    """A visit that the daemon cuts off stays unmeasured: the cancellation goes on upwards."""

    async def ask(_: Notes) -> None:
        await asyncio.sleep(60)

    task = asyncio.create_task(observed(desk, ask))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_times_are_aware(desk: Desk) -> None:
    """The start is aware UTC and lies between before and after."""

    async def ask(_: Notes) -> None:
        return

    before = datetime.now(UTC)
    found = await observed(desk, ask)
    assert found.started_at is not None
    assert found.started_at.utcoffset() == timedelta(0)
    assert before <= found.started_at <= datetime.now(UTC)


async def test_a_clock_that_jumps_leaves_the_duration_alone(desk: Desk) -> None:
    """The duration is taken from the monotonic clock, whatever the wall clock says."""

    async def ask(_: Notes) -> None:
        await asyncio.sleep(0.05)

    odd = datetime(1999, 1, 1, tzinfo=UTC)
    found = await observe(Errand(ask), desk.visit("errand://here"), kind="errand", now=lambda: odd)
    assert found.started_at == odd
    assert found.duration_seconds is not None
    assert 0.04 < found.duration_seconds < 1


async def test_hostile_details_become_one_line(desk: Desk) -> None:
    """A stranger's words are recorded as one bounded, printable line."""

    async def ask(_: Notes) -> None:
        raise ProbeFailed(Failure.MAIL_REJECTED, "550 no\r\n\x1b[2Jand\x00 no\u202e " + "x" * 10_000)

    detail = (await observed(desk, ask)).detail
    assert detail.startswith("550 no [2Jand no x")
    assert len(detail) == DETAIL_LENGTH


@given(st.text(max_size=3_000))
def test_one_line_is_printable_bounded_and_stable(words: str) -> None:
    """Whatever the words are, the line is printable, bounded, and the same when it is made again."""
    line = one_line(words)
    assert line.isprintable()
    assert len(line) <= DETAIL_LENGTH
    assert one_line(line) == line.strip()
