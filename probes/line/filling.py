"""What tests of speed are filled with."""

import os
from functools import cache

from probes.line.messages import LARGEST_MESSAGE


@cache
def filling(size: int) -> bytes:
    """Return *size* random bytes, the same each time: nothing on the way can make them fewer."""
    return os.urandom(size) if size == LARGEST_MESSAGE else filling(LARGEST_MESSAGE)[:size]
