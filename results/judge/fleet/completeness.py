"""Has all that the agents made been collected? Sequences without gaps, and each day's manifest, tell."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec

from results.records.fleet import DayHeld, Holding, Manifest


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """
    One agent: ``produced`` is the sum of ``collected``, ``frozen``, ``refused``, ``lost`` and ``under_way``.

    What it made after the last thing that was heard of it is not known, and so not in it.
    """

    agent: str
    epochs: int
    """How many times its memory began anew."""
    produced: int
    collected: int
    """What is in the store and counts."""
    late: int
    """Of these, those that came more than an hour after they were made."""
    frozen: int
    """What came after its period had been closed: kept apart, in no figure."""
    refused: int
    """What was no record, or named another agent."""
    lost: int
    """In a manifest or below a later sequence, never collected, and no longer with the agent."""
    under_way: int
    """Not collected yet: still with the agent by its own word, or in a spool that has not been gathered."""
    days: int
    """Manifests that came."""
    days_unlike: int
    """Of these, complete ones whose count or digest is not that of what was collected."""


def completeness(holdings: Iterable[Holding]) -> tuple[Completeness, ...]:
    """Tell for each agent what became of all that it made."""
    ordered = sorted(holdings, key=lambda one: (one.agent, one.begun_at, one.epoch))
    return tuple(_of_agent(agent, list(epochs)) for agent, epochs in groupby(ordered, key=lambda one: one.agent))


def _of_agent(agent: str, epochs: Sequence[Holding]) -> Completeness:
    # A memory that another one followed holds nothing any more: what did not come of it never will.
    after = [*epochs[1:], None]
    parts = [_of_epoch(one, over=_is_over(one, then)) for one, then in zip(epochs, after, strict=True)]
    names = [field.name for field in msgspec.structs.fields(Completeness) if field.name not in {"agent", "epochs"}]
    sums = {name: sum(getattr(part, name) for part in parts) for name in names}
    return Completeness(agent=agent, epochs=len(epochs), **sums)


def _is_over(one: Holding, then: Holding | None) -> bool:
    """Whether *then* followed, and what a spool may have taken before is here."""
    return then is not None and (one.gathered_until is None or then.begun_at <= one.gathered_until)


def _of_epoch(one: Holding, *, over: bool) -> Completeness:
    ends = [last for _, last in one.ranges] + [manifest.last for manifest in one.manifests]
    produced = max([*ends, one.kept_from - 1, one.waiting])
    came = sum(last - first + 1 for first, last in one.ranges)
    below = produced if over else min(one.kept_from - 1, produced)
    lost = below - sum(max(0, min(last, below) - first + 1) for first, last in one.ranges)
    frozen, refused = sum(day.frozen for day in one.days), sum(day.refused for day in one.days)
    held = {day.first: day for day in one.days}
    return Completeness(
        agent=one.agent,
        epochs=1,
        produced=produced,
        collected=came - frozen - refused,
        late=sum(day.late for day in one.days),
        frozen=frozen,
        refused=refused,
        lost=lost,
        under_way=produced - came - lost,
        days=len(one.manifests),
        days_unlike=sum(_unlike(manifest, held.get(manifest.first), one) for manifest in one.manifests),
    )


def _unlike(manifest: Manifest, held: DayHeld | None, of: Holding) -> bool:
    """Whether all of a day came, and is not what the agent made."""
    if not any(first <= manifest.first and manifest.last <= last for first, last in of.ranges):
        return False  # what is missing is told as lost or under way
    return held is None or (held.count, held.digest) != (manifest.count, manifest.digest)
