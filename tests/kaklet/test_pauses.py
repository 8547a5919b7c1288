"""The interpreter's own pauses are shortened while the daemon runs, and no longer."""

import gc
import sys

from kaklet.pauses import TURN_SECONDS, YOUNG_OBJECTS, short_pauses


def test_pauses_are_short_within_the_block_and_as_before_after_it() -> None:
    """What was there before is frozen, threads take shorter turns, and both are undone."""
    before = gc.get_threshold(), sys.getswitchinterval(), gc.get_freeze_count()
    with short_pauses():
        assert gc.get_threshold()[0] == YOUNG_OBJECTS
        assert round(sys.getswitchinterval(), 6) == TURN_SECONDS
        assert gc.get_freeze_count() > before[2]
    assert (gc.get_threshold(), sys.getswitchinterval(), gc.get_freeze_count()) == before
