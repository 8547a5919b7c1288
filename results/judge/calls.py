"""What the presses of a phone call come to: how long each part of it took. Pure."""

from collections.abc import Sequence

import msgspec

from results.records import CallStep, Press

MS = 1000.0


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds from the dialling; None where the moment was not marked."""

    menu_seconds: float | None
    queue_seconds: float | None
    answered_seconds: float | None
    """Until a person spoke: what the caller waited."""
    solved_seconds: float | None
    ended_seconds: float | None
    undone: int
    """Presses that were taken back."""


def timed(presses: Sequence[Press]) -> Timed:
    """Add up the *presses* of one call. Of a step that was pressed twice the first stands; `undo` takes one back."""
    kept: list[Press] = []
    undone = 0
    for one in sorted(presses, key=lambda one: one.after_ms):
        if one.step is not CallStep.UNDO:
            kept.append(one)
        elif kept and kept[-1].step is not CallStep.DIAL:
            kept.pop()
            undone += 1
    first: dict[CallStep, float] = {}
    for one in kept:
        first.setdefault(one.step, one.after_ms / MS)
    return Timed(
        menu_seconds=first.get(CallStep.MENU),
        queue_seconds=first.get(CallStep.QUEUE),
        answered_seconds=first.get(CallStep.ANSWERED),
        solved_seconds=first.get(CallStep.SOLVED),
        ended_seconds=first.get(CallStep.ENDED),
        undone=undone,
    )
