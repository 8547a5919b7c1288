"""Visits of kind loss by hand: packets at given times, and what became of those sent in given spans."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import cast

from line_samples import observed

from probes.line.losses import figures_of
from probes.line.train import Packet, Train
from results.records import Failure, Observation

SPACING = 1.5
EVERY = timedelta(minutes=5)
LASTS = 200.0
RTT = 0.02


def packets(start: float, end: float, dice: Random) -> list[Packet]:
    """Make packets from *start* to *end*, randomly spaced as the probe does it."""
    made, at = [], start + dice.random() * SPACING
    while at < end:
        made.append(Packet(at))
        at += SPACING * dice.uniform(0.5, 1.5)
    return made


def figures(many: Sequence[Packet], began: float) -> dict[str, float]:
    """Tell what the probe would note of *many*."""
    return figures_of(cast("Train", SimpleNamespace(packets=many, began=began, out_of_order=0)), 2.0)


def visits(
    provider: str,
    slots: Iterable[datetime],
    spans: Mapping[tuple[datetime, datetime], str],
    *,
    loss: float = 0.0,
    begins: float = 0.0,
    task: str = "ping",
) -> list[Observation]:
    """
    Make a visit for each of *slots*, beginning *begins* seconds into it.

    Each of *spans* says what became of packets sent within it: lost, unsent, refused or unreachable. Of the others
    a share of *loss* is lost.
    """
    dice = Random(f"{provider} {task}")  # noqa: S311 -- repeatable on purpose
    return [
        _visit(slot, slot + timedelta(seconds=begins), spans, loss, dice, provider=provider, task=task)
        for slot in slots
    ]


def _visit(
    slot: datetime,
    started: datetime,
    spans: Mapping[tuple[datetime, datetime], str],
    loss: float,
    dice: Random,
    **names: str,
) -> Observation:
    many = packets(0.0, LASTS, dice)
    for one in many:
        at = started + timedelta(seconds=one.sent_at)
        fate = next((fate for (start, end), fate in spans.items() if start <= at < end), "")
        fate = fate or ("lost" if dice.random() < loss else "")
        one.unsent, one.refused, one.unreachable = fate == "unsent", fate == "refused", fate == "unreachable"
        one.took = None if fate else RTT
    told = figures(many, 0.0)
    failure = None if told["received"] else Failure.TIMEOUT if told["sent"] else Failure.PROBE_FAULT
    return observed(
        slot,
        failure=failure,
        kind="loss",
        **names,
        started_at=started,
        duration_seconds=LASTS,
        metrics=told,
    )
