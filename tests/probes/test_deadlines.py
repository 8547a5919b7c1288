"""Many short waits behind one timer: each ends in its time, and one that is over never does."""

import asyncio
import gc
import weakref

from probes.deadlines import ending
from probes.per_loop import PerLoop


async def test_each_wait_ends_in_its_time_and_the_shorter_first() -> None:
    """Lines of different lengths do not hold each other up."""
    loop, ended = asyncio.get_running_loop(), list[tuple[str, float]]()
    began = loop.time()
    for name, seconds in (("long", 0.1), ("short", 0.03), ("short too", 0.03)):
        ending(loop, seconds, lambda name=name: ended.append((name, loop.time() - began)))
    await asyncio.sleep(0.2)
    assert [name for name, _ in ended] == ["short", "short too", "long"]
    assert all(least <= late < least + 0.06 for (_, late), least in zip(ended, (0.03, 0.03, 0.1), strict=True))


async def test_what_is_over_is_not_ended_and_lets_the_next_one_end() -> None:
    """The line goes on behind it, also behind the one that its timer was set for."""
    loop, ended = asyncio.get_running_loop(), list[int]()
    waits = [ending(loop, 0.03, lambda number=number: ended.append(number)) for number in range(4)]
    waits[0].over()
    waits[2].over()
    waits[2].over()
    await asyncio.sleep(0.1)
    assert ended == [1, 3]


async def test_a_line_that_had_run_empty_is_watched_again() -> None:
    """A wait that begins after all others have ended is ended too, and so is one that begins in an ending."""
    loop, ended = asyncio.get_running_loop(), list[str]()
    ending(loop, 0.01, lambda: ended.append("first"))
    await asyncio.sleep(0.05)
    ending(loop, 0.01, lambda: ending(loop, 0.01, lambda: ended.append("third")))
    await asyncio.sleep(0.1)
    assert ended == ["first", "third"]


def test_what_a_loop_has_one_of_goes_with_it() -> None:
    """Each loop has its own, always the same one; a loop that is gone is not held."""
    made = PerLoop(lambda _: object())
    first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
    of_first = made.of(first)
    assert made.of(second) is not of_first
    assert made.of(first) is of_first
    gone = weakref.ref(first)
    first.close()
    second.close()
    del first
    gc.collect()
    assert gone() is None
