"""Between a roll-up and its rows: runs of slots as JSON, the histograms of phases in one blob beside."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from results.records.rollup import PHASES, SlotRun


@lru_cache(maxsize=100_000)
def slot_runs(text: str) -> tuple[SlotRun, ...]:
    """Read what `slots_text` wrote."""
    # A day in which nothing happened is the same text for each series.
    return msgspec.json.decode(text, type=tuple[SlotRun, ...])


def slots_text(runs: tuple[SlotRun, ...]) -> str:
    """Write *runs*, the same ones always in the same bytes."""
    return msgspec.json.encode(runs).decode()


def phases_blob(phases: Mapping[str, bytes]) -> bytes:
    """Write the histograms of *phases* one after the other, each after its length."""
    return b"".join(len(counts).to_bytes(4, "little") + counts for counts in (phases.get(name, b"") for name in PHASES))


def phases_of(blob: bytes) -> dict[str, bytes]:
    """Read what `phases_blob` wrote."""
    found, at = {}, 0
    for name in PHASES:
        start = at + 4
        at = start + int.from_bytes(blob[at:start], "little")
        if at > start:
            found[name] = blob[start:at]
    return found
