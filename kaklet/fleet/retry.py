"""How long somebody waits before trying again."""

import random


class Retry:
    """How long to wait before the next try: longer each time, and by chance, so that a fleet does not come at once."""

    def __init__(self, first: float, most: float, dice: random.Random) -> None:
        self._first, self._most, self._dice = first, most, dice

    def seconds(self, tries: int) -> float:
        """Tell how long to wait after so many *tries* (exponential backoff with full jitter, but never under half)."""
        longest: float = min(self._most, self._first * 2 ** min(tries, 30))
        return longest * (0.5 + 0.5 * self._dice.random())
