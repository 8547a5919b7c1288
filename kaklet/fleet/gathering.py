"""
What spools hold comes into the study's database, by the very way of what the collector there is sent.

In any order, and as often as one likes: what is there already changes nothing. A segment goes when all of it is there.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Self

from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.fleet.collector import customs
from kaklet.fleet.folder import make_folder
from kaklet.fleet.intake import Intake, patiently
from kaklet.fleet.settings import Broker
from kaklet.fleet.topics import COLLECTOR, spool_of, topic
from kaklet.fleet.transport import Letter
from probes.machine_clock import MachineClock
from probes.probe import utc_now
from results.keep.collected import CollectorStore
from results.keep.gathered import PAUSE_MS, SegmentMark
from results.keep.segments import Kept, Segment, SegmentError, read_segment
from results.keep.spool import CLOSED, OPEN, SEGMENT_AGE, SEGMENT_BYTES

GATHERED, SPOILT = "gathered", "spoilt"
LONGEST = 4 * SEGMENT_BYTES
_PAUSE = timedelta(milliseconds=PAUSE_MS)

log = logging.getLogger(__name__)


class Round(NamedTuple):
    """What one look at all folders came to."""

    segments: int = 0
    letters: int = 0
    troubled: int = 0
    """Segments that are not, or not wholly, here now."""


class Gatherer:
    """
    Gathers the spools in *folders* into the database of the study *loaded*. Used by one thread.

    With *keep* segments that were gathered are moved aside instead of removed. *clock* tells whether this machine's is
    synchronised; without one it is held for right. Raises `StoreError` if the database can
    take no more; the segment under way then stays.
    """

    def __init__(
        self,
        loaded: Loaded,
        broker: Broker,
        folders: Sequence[Path],
        *,
        keep: bool = False,
        clock: MachineClock | None = None,
    ) -> None:
        self._loaded, self._broker, self._clock = loaded, broker, clock
        self._study = loaded.study.study.id
        self._folders, self._keep = list(dict.fromkeys(one.resolve() for one in folders)), keep
        self._seen: dict[Path, tuple[int, int]] = {}
        """What was left where it is: it is looked at again when it has changed."""
        self._said: set[str] = set()

    def __enter__(self) -> Self:
        self._store = CollectorStore.create(database(Path(self._loaded.study.study.data)))
        self._intake = Intake(self._store, customs(self._loaded, self._broker, self._store), self._study)
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def say_begun(self) -> None:
        """Say in the log what is done."""
        log.info("Gathering for %s from %s.", self._study, ", ".join(map(str, self._folders)))

    def round(self, stopping: Callable[[], bool] = lambda: False) -> Round:
        """Take all segments that are there, the oldest first, unless it is time to stop."""
        done = Round()
        for path in sorted(self._there(), key=lambda one: one.name):
            if stopping():
                break
            letters = self._taken(path)
            segments = int(letters is not None)
            done = Round(done.segments + segments, done.letters + (letters or 0), done.troubled + 1 - segments)
        return done

    def _there(self) -> list[Path]:
        found: list[Path] = []
        for folder in self._folders:
            if not folder.is_dir():
                self._say(f"{folder} is not there: name the folder of a spool.")
                continue
            found += folder.glob(f"*{CLOSED}")
            if any(_is_old(one) for one in folder.glob(f"*{OPEN}")):
                self._say(
                    f"{folder} has a segment that is open for long: its collector closes it when it starts again."
                )
        self._seen = {path: stamp for path, stamp in self._seen.items() if path in found}
        return [one for one in found if self._seen.get(one) != _stamp(one)]

    def _taken(self, path: Path) -> int | None:
        """Take the segment in *path*; tell how many letters it had, or None where some of it is missing."""
        stamp = _stamp(path)
        try:
            with path.open("rb") as file:
                segment = read_segment(file.read(LONGEST))
        except FileNotFoundError:
            return 0  # another gatherer was here
        except OSError as error:
            self._say(f"{path} cannot be read ({error.strerror}): it is left there.")
            self._seen[path] = stamp or (0, 0)
            return None
        except SegmentError as error:
            # Perhaps it is being copied at this moment: whoever moved it away would take the rest with it.
            self._say(f"{path} {error}: it is left there. Bring a sound copy if there is one.")
            self._seen[path] = stamp or (0, 0)
            return None
        if segment.head.study != self._study:
            self._say(f"{path} is of the study {segment.head.study!r}: it is left there.")
        else:
            unread = self._take(segment)
            if segment.ending and not segment.spoilt and not unread:
                self._note(segment)
                self._put(path, GATHERED if self._keep else None, stamp)
                return len(segment.kept)
            if segment.ending:
                what = f"{segment.spoilt or unread} letters of it cannot be read, and it is moved into {SPOILT}/"
                then = "Bring a sound copy if there is one" if segment.spoilt else "Update Kaklet, and put it back"
                self._say(f"{path}: {what}. {then}.")
                self._put(path, SPOILT, stamp)
                return None
            self._say(f"{path} ends before its end: it is left there, to be copied anew.")
        if stamp:
            self._seen[path] = stamp
        return None

    def _put(self, path: Path, aside: str | None, stamp: tuple[int, int] | None) -> None:
        try:
            _moved(path, aside)
        except OSError as error:
            self._say(f"{path} is gathered, and cannot be put aside ({error.strerror}): it is left there.")
            self._seen[path] = stamp or (0, 0)

    def _take(self, segment: Segment) -> int:
        """Take all that is good of *segment*; tell how many letters cannot be read here, though a spool took them."""
        head, unread = segment.head, self._intake.unread
        others = {spool_of(one.part) for one in segment.kept if one.agent == COLLECTOR} - {"", head.spool}
        patiently(lambda: self._store.hear_of_spools([head.spool, *others], self._not_ahead(head.begun_at)))
        letters = [self._letter(one, head.spool) for one in segment.kept if not one.refused]
        for _ in self._intake.take(letters):
            pass  # what would be answered was answered by the spool
        return self._intake.unread - unread

    def _letter(self, kept: Kept, spool: str) -> Letter:
        return Letter(
            topic(self._study, kept.agent, kept.part), kept.payload, kept.retained, self._not_ahead(kept.at), spool
        )

    def _note(self, segment: Segment) -> None:
        head = segment.head
        until = segment.ending.until if segment.ending else head.begun_at
        since = _since([head.begun_at, *(one.at for one in segment.kept), until])
        mark = SegmentMark(head.spool, head.number, *map(self._not_ahead, (head.begun_at, since, until)))
        refused = [
            (one.agent, f"{one.part}: {one.refused}", self._not_ahead(one.at)) for one in segment.kept if one.refused
        ]
        patiently(lambda: self._store.gathered(mark, refused))

    def _not_ahead(self, at: datetime) -> datetime:
        """Tell when what was heard *at* a spool's time came at the latest, by this clock where it may be right."""
        return at if self._clock and self._clock.state()[0] is False else min(at, utc_now())

    def _say(self, sentence: str) -> None:
        """Say *sentence* in the log, once."""
        if sentence not in self._said:
            log.warning("%s", sentence)
        self._said.add(sentence)


def gathered_words(told: Round) -> str:
    """Tell in a sentence what a round came to."""
    left = f" {told.troubled} more could not be read or not wholly." if told.troubled else ""
    return f"Gathered {told.segments:,} segments with {told.letters:,} letters.{left}"


def _since(moments: Sequence[datetime]) -> datetime:
    """Tell since when there is no pause in *moments*, until the last of them; a clock that is set makes one."""
    since = moments[0]
    for before, after in pairwise(moments):
        if abs(after - before) > _PAUSE:
            since = after
    return since


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _is_old(path: Path) -> bool:
    stamp = _stamp(path)
    return stamp is not None and utc_now().timestamp() - stamp[1] / 1e9 > 4 * SEGMENT_AGE.total_seconds()


def _moved(path: Path, aside: str | None) -> None:
    """Move *path* into the folder *aside* beside it, or remove it. Another gatherer may have done so."""
    if aside is None:
        path.unlink(missing_ok=True)
        return
    make_folder(path.parent / aside)
    try:
        path.rename(path.parent / aside / path.name)
    except FileNotFoundError:
        return
