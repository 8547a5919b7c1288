"""
What became of a watched form: each change with its before and after, and whether it is there and open now.

A page that is shown in several variants, as tests of variants do, is told as that and not as hundreds of changes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import msgspec

from results.judge.form_shapes import Difference, between
from results.records import Failure, FormSeen, FormShape, Observation
from results.records.form import signature_in

KIND = "form_health"
"""The kind of probe whose samples are told here."""
UNSTEADY = 4
"""From so many switches on, forms that come and go in turn are variants; fewer are changes."""
OFTEN = 3
"""A form that was there at so many times with others between is one of several variants."""
BRIEF = 2
"""A form that was seen no oftener in a row was shown in passing."""
STEADY = 24
"""A form that was seen so often in a row parts what was unsteady before it from what was unsteady after it."""
MANY = 40
"""Where there would be more changes than this, nothing parts them: they are one unsteady time."""
SETTLED = 5
"""After so many looks alike at the end of an unsteady time, and more than ever within it, the form there is the new
one."""
VARIANTS_TOLD = 5


class Closed(StrEnum):
    """What keeps all but a browser with a person at it out of a door."""

    CAPTCHA = "captcha"
    LOGIN = "login"


class FormChange(msgspec.Struct, frozen=True, kw_only=True):
    """The form became another, went, or came back, at some time between two looks."""

    last_before: datetime
    """The last look that saw it as it was."""
    first_after: datetime
    """The first that saw it changed."""
    before: str | None
    """The form's signature; None where there was no form."""
    after: str | None
    before_page: str | None = None
    """SHA-256 of the page on which the form was first seen, in the evidence store."""
    after_page: str | None = None
    differences: tuple[Difference, ...]


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One of several forms that were shown in turn."""

    signature: str | None
    """None for a page without the form."""
    looks: int


class FormVariants(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which the page showed several forms in turn."""

    first: datetime
    last: datetime
    switches: int
    number: int
    """How many different ones."""
    variants: tuple[Variant, ...]
    """Those seen most often, at most five."""


class FormWatch(msgspec.Struct, frozen=True, kw_only=True):
    """One watched form in the period."""

    task: str
    target: str
    looks: int
    """Those that could tell whether the form is there."""
    seen: int
    """Those that saw it."""
    first: datetime | None
    last: datetime | None
    """When it was looked at first and last, so that it could be told; None if it never was."""
    signature: str | None
    """Of the form at the last look; None if it was not there."""
    closed: Closed | None
    """Whether that form is closed to machines, and by what."""
    captcha: str | None
    changes: tuple[FormChange, ...]
    variants: tuple[FormVariants, ...]


class _Run(NamedTuple):
    """Looks in a row that saw the same."""

    state: str | None
    first: datetime
    last: datetime
    looks: int


def watch(task: str, target: str, samples: Iterable[Observation], seen: Sequence[FormSeen]) -> FormWatch:
    """Tell what *samples* of one task at one provider say, with the forms *seen* at that target."""
    shapes = {one.signature: one.shape for one in seen}
    pages = {one.signature: one.evidence for one in seen}
    runs = _runs(samples)
    last = runs[-1].state if runs else None
    shape = shapes.get(last or "")
    unsteady = _unsteady(runs, steady=STEADY)
    changes = tuple(_changes(runs, unsteady, shapes, pages))
    if len(changes) > MANY:
        unsteady = _unsteady(runs, steady=None)
        changes = tuple(_changes(runs, unsteady, shapes, pages))
    return FormWatch(
        task=task,
        target=target,
        looks=sum(run.looks for run in runs),
        seen=sum(run.looks for run in runs if run.state),
        first=runs[0].first if runs else None,
        last=runs[-1].last if runs else None,
        signature=last,
        closed=closed_by(shape),
        captcha=shape.captcha if shape else None,
        changes=changes,
        variants=tuple(_variants(runs[i : j + 1]) for i, j in unsteady),
    )


def closed_by(shape: FormShape | None) -> Closed | None:
    """Tell what keeps machines out of a form; None if nothing is known to."""
    if shape is None:
        return None
    if shape.purpose == "login":
        return Closed.LOGIN
    return Closed.CAPTCHA if shape.captcha else None


def _runs(samples: Iterable[Observation]) -> list[_Run]:
    """Put together what was seen in a row; a sample that says nothing of the form breaks no row."""
    runs: list[_Run] = []
    for at, state in sorted(_looks(samples), key=lambda one: one[0]):
        if runs and runs[-1].state == state:
            runs[-1] = runs[-1]._replace(last=at, looks=runs[-1].looks + 1)
        else:
            runs.append(_Run(state, at, at, 1))
    return runs


def _looks(samples: Iterable[Observation]) -> Iterator[tuple[datetime, str | None]]:
    for one in samples:
        state = signature_in(one.detail) if one.failure is None else None
        if state is not None or one.failure is Failure.FORM_MISSING:
            yield one.started_at or one.slot, state


def _unsteady(runs: Sequence[_Run], *, steady: int | None) -> list[tuple[int, int]]:
    """
    Tell, by their first and last run, the times in which forms came and went in turn, or were shown in passing.

    None of them reaches over a run of *steady* looks or more, if that is given.
    """
    cuts = {index for index, run in enumerate(runs) if steady and run.looks >= steady}
    parts = pairwise(sorted(cuts | {0, max(len(runs) - 1, 0)}))
    return [(start + i, start + j) for start, end in parts for i, j in _together(runs[start : end + 1])]


def _together(runs: Sequence[_Run]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for i, j in sorted([*_returns(runs), *_passing(runs)]):
        if found and i <= found[-1][1]:
            found[-1] = (found[-1][0], max(j, found[-1][1]))
        else:
            found.append((i, j))
    return [(i, j) for i, j in found if j - i >= UNSTEADY]


def _returns(runs: Sequence[_Run]) -> Iterator[tuple[int, int]]:
    """Yield the times between a form and its coming back, of forms that came back at least twice."""
    places: dict[str | None, list[int]] = defaultdict(list)
    for index, run in enumerate(runs):
        places[run.state].append(index)
    yield from (pair for found in places.values() if len(found) >= OFTEN for pair in pairwise(found))


def _passing(runs: Sequence[_Run]) -> Iterator[tuple[int, int]]:
    """Yield the times in which each form was seen only briefly."""
    steady = [0, *(index for index, run in enumerate(runs) if run.looks > BRIEF), len(runs) - 1]
    yield from ((i, j) for i, j in pairwise(steady) if j - i >= UNSTEADY)


def _changes(
    runs: Sequence[_Run],
    unsteady: Sequence[tuple[int, int]],
    shapes: Mapping[str, FormShape],
    pages: Mapping[str, str],
) -> Iterator[FormChange]:
    skipped = {index for i, j in unsteady for index in range(i, j)}
    steps = [(index, index + 1) for index in range(len(runs) - 1) if index not in skipped]
    steps += [(i, j) for i, j in unsteady if runs[j].state != runs[i].state and _settled(runs[i : j + 1])]
    for i, j in sorted(steps):
        before, after = runs[i], runs[j]
        known = next((run.state for run in reversed(runs[: i + 1]) if run.state), None)
        yield FormChange(
            last_before=before.last,
            first_after=after.first,
            before=before.state,
            after=after.state,
            before_page=pages.get(before.state or ""),
            after_page=pages.get(after.state or ""),
            differences=between(before.state, after.state, shapes, known),
        )


def _settled(runs: Sequence[_Run]) -> bool:
    """Whether an unsteady time ended in more looks alike than there were at any time within it."""
    return runs[-1].looks >= max(SETTLED, *(run.looks + 1 for run in runs[1:-1]))


def _variants(runs: Sequence[_Run]) -> FormVariants:
    """Tell of an unsteady time; of its first and last run only one look is part of it."""
    counts: Counter[str | None] = Counter()
    for run in runs[1:-1]:
        counts[run.state] += run.looks
    counts[runs[0].state] += 1
    counts[runs[-1].state] += 1
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0] or ""))
    return FormVariants(
        first=runs[0].last,
        last=runs[-1].first,
        switches=len(runs) - 1,
        number=len(counts),
        variants=tuple(Variant(signature=state, looks=looks) for state, looks in most[:VARIANTS_TOLD]),
    )
