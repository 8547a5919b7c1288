"""Python's own pauses, which would show as lateness: kept short while the daemon runs."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG_OBJECTS = 5_000
"""New objects after which Python looks for rings among them: two or three milliseconds at most. With 20,000 it was
ten, and nineteen for the next older ones."""
TURN_SECONDS = 0.001
"""For how long a thread, such as the writer's, may keep the loop from the interpreter when both want it."""


@contextmanager
def short_pauses() -> Iterator[None]:
    """
    Within the block the event loop waits no longer for Python than it must.

    What is there already (modules, the study's series) is taken out of the garbage collector's rounds: going over
    tens of thousands of series takes it a hundred milliseconds, in which nothing is asked. The whole heap is then
    looked through more seldom, since next to nothing that a probe leaves behind is a ring. A thread that computes
    gives the interpreter back after a millisecond and not after five.
    """
    thresholds, turn = gc.get_threshold(), sys.getswitchinterval()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 100)
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        gc.set_threshold(*thresholds)
        gc.unfreeze()
