"""
How often passwords may be tried. Each wrong try makes the next one wait; nobody is ever locked out.

Time is counted by a clock that nobody sets, and in memory: neither a step of the machine's clock nor a restart keeps
anybody out for longer.
"""

from collections.abc import Callable

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 8.0
QUEUE_SECONDS = 20.0
"""Where the tries that wait already take so long, one more is told to come back later."""
FORGIVEN_SECONDS = 900.0
MANY = 10_000
"""So many names and addresses are remembered; then those that are forgiven are forgotten."""

Whose = tuple[str, str]
"""A name and the address that it is tried from: whoever tries from elsewhere delays nobody else."""


class Patience:
    """Tells each try to log in how long to wait, counting by the clock *monotonic* (seconds)."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._tries: dict[Whose, int] = {}
        self._free_at: dict[Whose, float] = {}

    def wait(self, whose: Whose) -> float | None:
        """
        Tell how many seconds a try waits, and take its place; None where too many wait already.

        Every try counts as a failure until `succeeded` says otherwise: tries that come at once wait one behind the
        other.
        """
        now = self._monotonic()
        self._forget(now)
        before = self._tries.get(whose, 0)
        turn = max(now, self._free_at.get(whose, now))
        if turn - now > QUEUE_SECONDS:
            return None
        pause = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(before - 1, 10)) if before else 0.0
        self._tries[whose] = before + 1
        self._free_at[whose] = turn + pause
        return turn + pause - now

    def succeeded(self, whose: Whose) -> None:
        """Note that a try was right: those before it are forgiven."""
        self._tries.pop(whose, None)
        self._free_at.pop(whose, None)

    def _forget(self, now: float) -> None:
        gone = [one for one, at in self._free_at.items() if now - at > FORGIVEN_SECONDS]
        if len(self._free_at) > MANY:
            gone += sorted(self._free_at, key=self._free_at.__getitem__)[: MANY // 2]
        for one in gone:
            self.succeeded(one)
