"""What the presses of a phone call come to: an entry of the service record. Pure."""

from collections.abc import Sequence

from results.records import CallStep, Dialling, Press
from results.records.service import Call

MS = 1000.0
STAGES = (CallStep.MENU, CallStep.QUEUE, CallStep.ANSWERED, CallStep.SOLVED, CallStep.ENDED)


def marked(presses: Sequence[Press]) -> dict[CallStep, float]:
    """
    Tell when each step was reached, in seconds since the dialling.

    Of a step that was pressed twice the first stands; `CallStep.UNDO` takes the press before it back. A step that was
    pressed after one that comes later in a call was forgotten and says nothing.
    """
    kept: list[Press] = []
    for one in sorted(presses, key=lambda one: one.after_ms):
        if one.step is not CallStep.UNDO:
            kept.append(one)
        elif kept and kept[-1].step is not CallStep.DIAL:
            kept.pop()
    first: dict[CallStep, float] = {}
    for one in kept:
        first.setdefault(one.step, one.after_ms / MS)
    found: dict[CallStep, float] = {}
    latest = max(first.values(), default=0.0)
    for step in reversed(STAGES):
        if first.get(step, latest + 1) <= latest:
            latest = found[step] = first[step]
    return found


def call_of(dialling: Dialling, presses: Sequence[Press]) -> Call:
    """Make the entry of the call *dialling*. One whose end was not marked ends with its last press."""
    steps = marked(presses)
    answered = steps.get(CallStep.ANSWERED)
    last = max((one.after_ms / MS for one in presses), default=0.0)
    return Call(
        provider=dialling.provider,
        call=dialling.id,
        dialled_at=dialling.opened_at,
        number=dialling.number,
        question=dialling.question,
        in_hours=dialling.in_hours,
        menu_seconds=steps.get(CallStep.MENU),
        queue_seconds=steps.get(CallStep.QUEUE),
        answered_seconds=answered,
        # Without a press on "answered" nobody is known to have spoken.
        solved_seconds=steps.get(CallStep.SOLVED) if answered is not None else None,
        ended_seconds=steps.get(CallStep.ENDED, last),
    )
