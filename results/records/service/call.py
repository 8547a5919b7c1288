"""A phone call to a provider's support: timed, never recorded."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from results.records.service.shapes import Grade, Mistake, Name, Seconds, Seen, Words


class Call(Seen, frozen=True, kw_only=True, tag="call"):
    """One call; all durations are seconds since dialling, and what was not reached has none."""

    call: Name
    """Its id: the stopwatch gives each one its own, so that sending it twice changes nothing."""
    dialled_at: datetime
    number: Words = ""
    question: Words = ""
    """What was to be asked: a question's id or words."""
    in_hours: bool | None = None
    """Whether the provider's published phone hours said that it was open; None where it publishes none."""
    menu_seconds: Seconds | None = None
    queue_seconds: Seconds | None = None
    answered_seconds: Seconds | None = None
    """When a person answered."""
    solved_seconds: Seconds | None = None
    """When the question had been answered."""
    ended_seconds: Seconds
    """When the line was closed, by whomever."""
    friendliness: Grade | None = None
    note: Words = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The call."""
        return (self.provider, self.call)

    def mistakes(self) -> Iterator[Mistake]:
        """Yield which stages come in an order that cannot be."""
        order = ("menu_seconds", "queue_seconds", "answered_seconds", "solved_seconds", "ended_seconds")
        reached = [(name, at) for name in order if (at := getattr(self, name)) is not None]
        for (before, earlier), (name, later) in pairwise(reached):
            if later < earlier:
                yield name, f"is before {before}: all are seconds since dialling"
        if self.solved_seconds is not None and self.answered_seconds is None:
            yield "solved_seconds", "cannot be without answered_seconds"
        if self.friendliness is not None and self.answered_seconds is None:
            yield "friendliness", "cannot be graded where nobody answered"
