"""How late the loop was."""

import asyncio
import time

from probes.conditions import TICK_SECONDS, Conditions

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
