"""How late the loop was, and what the system says of its clock."""

import asyncio
import ctypes
import sys
import time

import pytest

from probes import conditions
from probes.conditions import TICK_SECONDS, Conditions, clock_synchronised

TIME_ERROR = 5
HELD_SECONDS = 0.3


async def test_a_lag_that_has_just_been_is_known_at_once() -> None:
    """A visit that ends before the sentinel wakes still carries the lag that it went through."""
    watch = Conditions()
    watch.start()
    started = time.monotonic()
    time.sleep(HELD_SECONDS)  # noqa: ASYNC251 -- the loop is held up on purpose
    lag = watch.lag_since(started)
    watch.stop()
    assert lag is not None
    assert HELD_SECONDS - TICK_SECONDS <= lag <= time.monotonic() - started


async def test_the_largest_lag_of_a_visit_is_kept_after_smaller_ones() -> None:
    """Two hold-ups with quiet in between: the longer one is told, though it was first."""
    watch = Conditions()
    watch.start()
    started = time.monotonic()
    for seconds in (HELD_SECONDS, 0.1):
        time.sleep(seconds)  # noqa: ASYNC251 -- as above
        await asyncio.sleep(3 * TICK_SECONDS)
    lag = watch.lag_since(started)
    watch.stop()
    assert lag is not None
    assert lag >= HELD_SECONDS - TICK_SECONDS


async def test_a_lag_from_before_the_visit_is_not_its_own() -> None:
    """What held up others earlier says nothing about this visit."""
    watch = Conditions()
    watch.start()
    time.sleep(3 * HELD_SECONDS)  # noqa: ASYNC251 -- as above
    await asyncio.sleep(3 * TICK_SECONDS)
    started = time.monotonic()
    await asyncio.sleep(3 * TICK_SECONDS)
    lag = watch.lag_since(started)
    watch.stop()
    assert lag is not None
    assert lag < 2 * HELD_SECONDS


async def test_without_a_watch_the_lag_is_not_known() -> None:
    """Before the start and after the stop there is no figure, and not 0."""
    watch = Conditions()
    assert watch.lag_since(time.monotonic()) is None
    watch.start()
    watch.stop()
    assert watch.lag_since(time.monotonic()) is None


def test_the_clock_is_asked_about_at_most_once_a_second() -> None:
    """Thousands of visits share one reading, and a second later there is a new one."""
    answers = iter([True, False])
    watch = Conditions(read_clock=lambda: next(answers))
    assert {watch.clock_synchronised() for _ in range(1_000)} == {True}
    time.sleep(1.0)
    assert watch.clock_synchronised() is False


@pytest.mark.skipif(sys.platform != "linux", reason="adjtimex is Linux's")
def test_the_clock_state_is_the_kernels() -> None:
    """Another call of the C library (ntp_gettime) says the same."""
    state = ctypes.CDLL(None).ntp_gettime(ctypes.create_string_buffer(512))
    assert clock_synchronised() is (None if state < 0 else state != TIME_ERROR)


def test_a_system_that_does_not_say_is_not_taken_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere than on Linux the state is unknown."""
    monkeypatch.setattr(conditions, "_library", lambda: None)
    assert clock_synchronised() is None
