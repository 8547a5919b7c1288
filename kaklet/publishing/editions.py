"""
Editions: which report of a row is being made, which one came before, and what has been published on record.

A number is of a period and of figures. Both are put on record when the report is made, and the published
``comparison.json`` is kept beside the database under its hash: from it the next edition tells what has changed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Self

import msgspec

from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.publishing.differing import differences
from results.judge.comparison import Comparison
from results.judge.editions.compared import edition
from results.judge.summary import summarise
from results.keep import EvidenceFolder, Store
from results.records import Published

COMPARISON = "comparison.json"
_SHOWN = 3
_WORDS = frozenset({"as_of", "edition"})
"""What may differ between two printings of one edition: when its records were read, and the number itself."""


class EditionError(Exception):
    """An edition that cannot be made as it was asked for: one sentence that says what to do."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks of an edition."""

    number: int
    since: Path | None = None
    """The report before, as a folder or as its comparison; None for the one on record."""
    correct: bool = False
    """Whether the figures of this number may be others than those that were published."""
    overlap: bool = False
    """Whether its period may overlap that of the edition before."""
    draft: bool = False
    """Whether it is only looked at, and not put on record."""


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """The report of the edition before, with the bytes that were published."""

    content: bytes
    comparison: Comparison

    @property
    def sha256(self) -> str:
        """The hash of what was published."""
        return sha256(self.content).hexdigest()


class Registry:
    """The editions on record in one data folder."""

    def __init__(self, data: Path) -> None:
        self._path, self._kept = database(data), EvidenceFolder(data / "editions")
        store = Store.read(self._path)
        try:
            self.all = store.all(Published)
        finally:
            store.close()

    def newest(self, number: int) -> Published | None:
        """Return what holds of edition *number*; None if it was not published."""
        return next((one for one in reversed(self.all) if one.number == number), None)

    def before(self, number: int) -> Published | None:
        """Return what holds of the last edition before *number*; None if there is none."""
        earlier = max((one.number for one in self.all if one.number < number), default=None)
        return None if earlier is None else self.newest(earlier)

    def report(self, one: Published) -> Before:
        """Return what was published as *one*. Raises `EditionError` if it is no longer what it was."""
        try:
            content = self._kept.get(one.sha256)
        except KeyError:
            raise EditionError(
                f"The data folder no longer has the report of edition {one.number} (SHA-256 {one.sha256[:12]}): "
                "name its folder by --since."
            ) from None
        return read(content, f"edition {one.number}")

    def add(self, one: Published, content: bytes) -> None:
        """Put *one* on record, whose comparison is *content*."""
        self._kept.put(content)
        store = Store.create(self._path)
        try:
            store.keep([one])
        finally:
            store.close()


def read(content: bytes, name: str) -> Before:
    """Read a published comparison. Raises `EditionError`."""
    try:
        return Before(content=content, comparison=msgspec.json.decode(content, type=Comparison))
    except msgspec.DecodeError as error:
        raise EditionError(
            f"{name} is no comparison that this version can read ({error}): name another one."
        ) from error


class Issue:
    """One edition on its way: found its place in the row before anything is compared, put on record when it is made."""

    def __init__(self, loaded: Loaded, wanted: Wanted, registry: Registry, before: Before | None) -> None:
        self.wanted, self._registry, self._before = wanted, registry, before
        self._study = loaded.study
        self._published = registry.newest(wanted.number)

    @classmethod
    def of(cls, loaded: Loaded, wanted: Wanted) -> Self:
        """Find the edition before the one that is *wanted*. Raises `EditionError`, or `StoreError` without records."""
        registry = Registry(Path(loaded.study.study.data))
        if wanted.since is not None:
            before: Before | None = _named(wanted.since)
        else:
            known = registry.before(wanted.number)
            before = None if known is None else registry.report(known)
        issue = cls(loaded, wanted, registry, before)
        issue._check()
        return issue

    def _check(self) -> None:
        """Refuse an edition before that is none."""
        if self._before is None:
            return
        told, study = self._before.comparison, self._study.study
        if told.study != study.id:
            raise EditionError(f"The report before is of the study {told.study!r}, this one is {study.id!r}.")
        if (told.synthetic, told.demonstration) != (study.synthetic, study.demonstration):
            raise EditionError("What was made up is not compared with what was measured: name another report before.")
        if told.edition is not None and told.edition.number >= self.wanted.number:
            raise EditionError(
                f"The report before is edition {told.edition.number}: give this one a higher number, or name another."
            )

    @property
    def before(self) -> Before | None:
        """The edition before; None if there is none."""
        return self._before

    def period(self, start: datetime | None, end: datetime | None) -> tuple[datetime | None, datetime | None]:
        """
        Tell the period, where *start* and *end* leave it open.

        A number that was published keeps its period. A new one begins where the edition before ended.
        """
        if self._published is not None and start is None and end is None:
            return self._published.start, self._published.end
        if start is None and self._before is not None and not self.wanted.overlap:
            return self._before.comparison.end, end
        return start, end

    def made(self, comparison: Comparison, now: datetime) -> Comparison:
        """Return *comparison* as this edition. Raises `EditionError` where it may not be published like that."""
        before = self._before
        if before is not None and comparison.start < before.comparison.end and not self.wanted.overlap:
            raise EditionError(
                f"This period begins on {comparison.start:%Y-%m-%d %H:%M} UTC, and that of the edition before ended on "
                f"{before.comparison.end:%Y-%m-%d %H:%M}: choose another by --from, or say --overlap."
            )
        # The registry keeps whole milliseconds, and a report that is made again is to be the same to the last byte.
        revision, made_at = self._revision(comparison, now.replace(microsecond=now.microsecond // 1000 * 1000))
        return edition(
            comparison,
            None if before is None else before.comparison,
            sha256="" if before is None else before.sha256,
            number=self.wanted.number,
            revision=revision,
            draft=self.wanted.draft,
            made_at=made_at,
        )

    def _revision(self, comparison: Comparison, now: datetime) -> tuple[int, datetime]:
        """Tell which revision it is and when that was made, from what was published under this number."""
        known = self._published
        if known is None:
            return 1, now
        there = self._registry.report(known).comparison
        differing = list(differences("", figures(there), figures(comparison)))
        if not differing:
            return known.revision, known.made_at
        if self.wanted.draft:
            return known.revision + 1, now
        if not self.wanted.correct:
            more = f" and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else ""
            raise EditionError(
                f"Edition {known.number} was published on {known.made_at:%Y-%m-%d} with other figures "
                f"({' '.join(differing[:_SHOWN])}{more}): give this one another number, or write a [[correction]] "
                "into the study and say --correct."
            )
        if all(one in there.openness.corrections for one in comparison.openness.corrections):
            raise EditionError(
                f"A correction of edition {known.number} needs a line that tells the reader what was wrong: write a "
                "[[correction]] into the study."
            )
        return known.revision + 1, now

    def publish(self, comparison: Comparison, now: datetime) -> Iterator[str]:
        """Put *comparison*, made by `made`, on record, and yield what there is to say of that."""
        own = comparison.edition
        if own is None:
            return
        if own.since is None and own.number > 1:
            yield "No edition before it is on record: nothing is told of changes. Name its report by --since."
        content = msgspec.json.encode(comparison)
        one = sha256(content).hexdigest()
        if own.draft:
            yield f"A draft of edition {own.number}: nothing was put on record."
            return
        if self._published is None or self._published.sha256 != one:
            made = Published(
                number=own.number,
                revision=own.revision,
                at=now,
                made_at=own.made_at,
                start=comparison.start,
                end=comparison.end,
                sha256=one,
            )
            self._registry.add(made, content)
        yield f"Edition {own.number} is on record: {COMPARISON} has the SHA-256 {one}."


def figures(comparison: Comparison) -> dict[str, object]:
    """Tell all figures of *comparison*, without when they were read and without which edition they are of."""
    told = msgspec.to_builtins(summarise(comparison))
    told["period"] = {name: value for name, value in told["period"].items() if name not in _WORDS}
    graded = [
        {"id": one.id, "figures": one.figures, "total": one.total, "promises": one.promises}
        for one in comparison.providers
    ]
    return {
        "summary": {name: value for name, value in told.items() if name not in _WORDS},
        "providers": msgspec.to_builtins(graded),
    }


def _named(path: Path) -> Before:
    file = path / COMPARISON if path.is_dir() else path
    if not file.is_file():
        raise EditionError(f"{file} does not exist: name the folder of a report, or its {COMPARISON}.")
    return read(file.read_bytes(), str(file))


def edition_lines(found: Sequence[Published]) -> Iterator[str]:
    """Yield the lines that list what was published, oldest first."""
    if not found:
        yield "No edition has been published yet: `kaklet report --edition 1` makes the first."
        return
    yield f"{'edition':<9} {'period (UTC)':<23} {'made':<10} {'on record':<10} comparison.json"
    for one in found:
        number = f"{one.number}.{one.revision}" if one.revision > 1 else f"{one.number}"
        yield (
            f"{number:<9} {one.start:%Y-%m-%d} to {one.end:%Y-%m-%d} {one.made_at:%Y-%m-%d} {one.at:%Y-%m-%d} "
            f"{one.sha256[:16]}"
        )
