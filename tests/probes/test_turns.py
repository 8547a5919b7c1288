"""Who waits for whom on a line."""

import asyncio
from itertools import pairwise

import pytest

from probes import KINDS
from probes.turns import FILLING, TIMED, Turns

Spans = list[tuple[str, int, int]]


async def begin(turns: Turns, kinds: str) -> Spans:
    """Let visits of *kinds* begin at once, each of which takes three steps of its own; tell when each ran."""
    steps, spans = 0, Spans()

    async def visit(kind: str) -> None:
        nonlocal steps
        async with turns.of(kind):
            begun = steps
            for _ in range(3):
                steps += 1
                await asyncio.sleep(0)
            spans.append((kind, begun, steps))

    await asyncio.gather(*map(visit, kinds.split()))
    return spans


def test_kinds_that_take_turns_are_kinds() -> None:
    """Each is a kind of probe, and no kind is both."""
    assert KINDS.keys() >= FILLING | TIMED
    assert not FILLING & TIMED


async def test_what_fills_the_line_has_it_to_itself() -> None:
    """A test of speed, one of responsiveness and a page that are due in one slot follow one another."""
    spans = await begin(Turns(), "ndt7 responsiveness web ndt7")
    assert len(spans) == 4
    assert all(before[2] <= after[1] for before, after in pairwise(sorted(spans, key=lambda one: one[1])))


async def test_pages_wait_for_no_other_page() -> None:
    """Pages are loaded beside one another, as they always were."""
    (_, first, over), (_, second, _) = await begin(Turns(), "web web")
    assert first <= second < over


async def test_what_hardly_loads_the_line_does_not_wait() -> None:
    """A row of packets goes on beside a test of speed; what it lost meanwhile is judged by that."""
    turns = Turns()
    async with turns.of("ndt7"), asyncio.timeout(5), turns.of("loss"), turns.of("http"):
        pass


async def test_a_visit_that_was_cut_off_frees_the_line() -> None:
    """What is cancelled, running or waiting, holds up nobody."""
    turns = Turns()
    running = asyncio.create_task(hold(turns))
    waiting = asyncio.create_task(hold(turns))
    await asyncio.sleep(0.01)
    running.cancel()
    waiting.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    async with asyncio.timeout(5), turns.of("responsiveness"):
        pass


async def test_at_the_end_nobody_begins_who_waits() -> None:
    """Whoever waits for a turn when the daemon stops measures nothing."""
    turns = Turns()
    async with turns.of("ndt7"):
        waiting = asyncio.create_task(hold(turns))
        await asyncio.sleep(0.01)
        turns.end()
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def hold(turns: Turns) -> None:
    """Fill the line until cut off."""
    async with turns.of("ndt7"):
        await asyncio.Event().wait()
