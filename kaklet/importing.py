"""Takes in observations from elsewhere, so that they are judged by the same rules: one JSON object a line."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from math import isfinite
from typing import NamedTuple

import msgspec

from kaklet.study import Study
from results.keep import Store
from results.records import Observation

MAX_LINE_BYTES = 100_000
BATCH = 5_000
YEARS = range(1970, 3000)
"""Slots of other years have no room in the store, and are somebody's mistake."""
LONGEST_SECONDS = 1e8
FURTHEST_SECONDS = 100 * 366 * 86_400.0
"""A machine without a clock of its own may begin in 1970."""


class BadLine(NamedTuple):
    """A line that was not taken, and a sentence that says what would be right."""

    number: int
    sentence: str


class Imported(msgspec.Struct):
    """How an import went."""

    taken: int = 0
    """Lines that are in the store now, those that were there before included."""
    bad: list[BadLine] = msgspec.field(default_factory=list)


def import_observations(lines: Iterable[bytes], study: Study, store: Store) -> Imported:
    """
    Put the observations of *lines* into *store*. What is there already stays as it is.

    A bad line is named and costs no other. Raises `StoreError` if the store cannot take them.
    """
    imported = Imported()
    known = {(series.target.provider, series.task.name) for series in study.series()}
    batch: list[Observation] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            batch.append(_observation(line, known))
        except ValueError as error:
            imported.bad.append(BadLine(number, str(error)))
        if len(batch) >= BATCH:
            imported.taken += _keep(batch, store)
    imported.taken += _keep(batch, store)
    return imported


def _keep(batch: list[Observation], store: Store) -> int:
    store.keep(batch)
    count = len(batch)
    batch.clear()
    return count


def _observation(line: bytes, known: set[tuple[str, str]]) -> Observation:
    """Read one line. Raises `ValueError` with a sentence."""
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"is longer than {MAX_LINE_BYTES} bytes: one observation is not")
    try:
        observation = msgspec.json.decode(line, type=Observation)
    except msgspec.DecodeError as error:
        raise ValueError(f"is not an observation: {error} (see `kaklet schema observation`)") from None
    for sentence in _mistakes(observation, known):
        raise ValueError(sentence)
    return msgspec.structs.replace(observation, session=None)


def _mistakes(observation: Observation, known: set[tuple[str, str]]) -> Iterator[str]:
    for name in ("slot", "started_at", "booted_at"):
        moment = getattr(observation, name)
        if moment is not None and moment.utcoffset() is None:
            yield f"has a {name} without a zone: end it with Z for UTC"
    if (observation.provider, observation.task) not in known:
        yield f"is about task {observation.task!r} at {observation.provider!r}, which the study does not have: add it"
    if observation.slot.utcoffset() is not None and observation.slot.astimezone(UTC).microsecond % 1000:
        yield "has a slot finer than a millisecond: a slot is a floor of time over the task's interval"
    if observation.slot.year not in YEARS:
        yield f"has a slot outside of the years {YEARS[0]} to {YEARS[-1]}: check its date"
    yield from _odd_figures(observation)
    if observation.failure is None and observation.started_at is None:
        yield "is a success that never started: give started_at, or a failure"


def _odd_figures(observation: Observation) -> Iterator[str]:
    for name in ("duration_seconds", "loop_lag_seconds", "clock_error_seconds"):
        if abs(getattr(observation, name) or 0.0) > LONGEST_SECONDS:
            yield f"has a {name} of more than three years: give it in seconds"
    if abs(observation.redated_by_seconds or 0.0) > FURTHEST_SECONDS:
        yield "has a redated_by_seconds of more than a century: give it in seconds"
    figures = [*observation.metrics.values(), observation.duration_seconds or 0.0]
    if not all(map(isfinite, figures)) or (observation.duration_seconds or 0.0) < 0:
        yield "has a figure that is not finite, or a negative duration: leave out what was not reached"
