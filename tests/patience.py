"""Waiting for what a test wants to see, however busy the machine is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Seen = TypeVar("Seen")

PATIENCE_SECONDS = 60.0
"""What only a broken run comes to the end of."""
PACE_SECONDS = 0.05


def wait_until(
    holds: Callable[[], Seen], told: Callable[[], object] = str, *, seconds: float = PATIENCE_SECONDS
) -> Seen:
    """Return what *holds* gives as soon as it is true; fail with what is *told* when it is not after *seconds*."""
    until = time.monotonic() + seconds
    while True:
        looked = time.monotonic()
        if seen := holds():
            return seen
        now = time.monotonic()
        if now >= until:
            pytest.fail(f"It never came: {told()}")
        # A look that is dear, as one into a database is, shall not hold up what it waits for.
        time.sleep(max(PACE_SECONDS, 4 * (now - looked)))
