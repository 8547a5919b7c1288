"""
A spool: a folder of segments, in which one collector keeps what it is sent until it is gathered elsewhere.

A segment that is being written is called ``....open``, one that is closed ``....segment``; who carries closed ones
away, by whatever means, needs nothing else.
"""

import os
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import msgspec

from results.keep.errors import StoreError, told
from results.keep.segments import Ending, Frames, Head, Kept, Segment, SegmentError, mark_of, read_segment

OPEN, CLOSED, SPOILT = ".open", ".segment", ".spoilt"
SEGMENT_BYTES = 16_000_000
SEGMENT_AGE = timedelta(seconds=30)
LEAST_BYTES = 250
"""A segment with anything in it is longer."""
_ABOUT = "spool.json"
_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]+-(\d+)-[0-9a-f]+")


class _About(msgspec.Struct, frozen=True, kw_only=True):
    """What a spool remembers of itself."""

    spool: str
    study: str
    number: int = 0
    """Of the segment that was closed last."""


class Spool:
    """
    The spool of a *study* in *folder*, as its collector writes it. Used by one thread, and by one process at a time.

    Raises `StoreError` where nothing can be kept; then nothing that was not kept was said to be.
    """

    def __init__(self, folder: Path, study: str, now: datetime) -> None:
        self._folder, self._study = folder, study
        self._open: int | None = None
        self._path = folder
        self._frames = Frames()
        self._begun_at = self._until = now
        self._count = self._bytes = 0
        self._failed: StoreError | None = None
        self.left: list[str] = []
        """Sentences on what the one before left."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._about = self._known() or self._remember(_About(spool=secrets.token_hex(4), study=study))
            for one in sorted(folder.glob(f"*{OPEN}")):
                self._take_over(one)
        except OSError as error:
            raise told(error, folder) from error
        if self._about.study != study:
            raise StoreError(f"{folder} is a spool of the study {self._about.study!r}: name another folder.")

    @property
    def name(self) -> str:
        """The name that it was given."""
        return self._about.spool

    def keep(self, letters: Sequence[Kept]) -> None:
        """Keep *letters*; they are on disk when this returns. Raises `StoreError`."""
        if self._failed:
            raise self._failed
        if not letters:
            return
        try:
            if self._open is None:
                self._begin(letters[0].at)
            content = b"".join(map(self._frames.frame, letters))
            _written(self._descriptor(), content)
            os.fdatasync(self._descriptor())
        except OSError as error:
            # What is on the disk now is not known. It is looked at by the next start, and never written to again.
            self._let_go()
            self._failed = told(error, self._path)
            raise self._failed from error
        self._count += len(letters)
        self._bytes += len(content)
        self._until = letters[-1].at
        self.turn(letters[-1].at)

    def turn(self, now: datetime) -> None:
        """Close the segment that is open, if it is old or long enough at *now*. Raises `StoreError`."""
        old = not timedelta(0) <= now - self._begun_at < SEGMENT_AGE
        if self._open is not None and (old or self._bytes >= SEGMENT_BYTES):
            self.close()

    def close(self) -> None:
        """Close the segment that is open. Raises `StoreError`."""
        if self._open is None:
            return
        try:
            ending = Ending(frames=self._count, until=self._until)
            self._end(self._descriptor(), self._path, ending, self._about.number + 1)
        except OSError as error:
            self._failed = told(error, self._path)
            raise self._failed from error
        finally:
            self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _descriptor(self) -> int:
        assert self._open is not None  # noqa: S101 -- for mypy: only asked where one is open
        return self._open

    def _begin(self, at: datetime) -> None:
        number = self._about.number + 1
        stamp = f"{at:%Y%m%dT%H%M%S}"
        self._path = self._folder / f"{stamp}-{self._about.spool}-{number:08}-{secrets.token_hex(2)}{OPEN}"
        self._frames = Frames()
        self._begun_at, self._count = at, 0
        head = Head(study=self._study, spool=self._about.spool, number=number, begun_at=at)
        opening = self._frames.opening(head)
        self._bytes = len(opening)
        self._open = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        _written(self._open, opening)
        _settle_folder(self._folder)

    def _let_go(self) -> None:
        if self._open is not None:
            os.close(self._open)
        self._open = None

    def _end(self, descriptor: int, path: Path, ending: Ending, number: int) -> None:
        _written(descriptor, self._frames.frame(ending))
        os.fsync(descriptor)
        # Before it is renamed: a number that is out is never given again.
        self._used(number)
        path.rename(path.with_suffix(CLOSED))
        _settle_folder(self._folder)

    def _take_over(self, path: Path) -> None:
        """Close what a spool that was killed left open. What is torn at its end was never acknowledged."""
        content = path.read_bytes()
        try:
            found = read_segment(content)
        except SegmentError as error:
            if len(content) < LEAST_BYTES or not content.strip(b"\0"):
                path.unlink()  # killed before anything was kept in it
                return
            path.rename(path.with_suffix(SPOILT))
            self.left.append(f"{path.name} {error}: it is kept as {path.with_suffix(SPOILT).name}.")
            self._used(_number_of(path))
            return
        if not found.kept:
            path.unlink()
            return
        if found.length < len(content):
            torn = len(content) - found.length
            self.left.append(
                f"{path.name} ends in {torn:,} torn bytes, which were never acknowledged: they are left out."
            )
        self._frames = Frames(mark_of(content))
        self._finish(path, found)

    def _finish(self, path: Path, found: Segment) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
        try:
            os.ftruncate(descriptor, found.length)
            ending = found.ending or Ending(frames=len(found.kept), until=found.kept[-1].at)
            self._end(descriptor, path, ending, found.head.number)
        finally:
            os.close(descriptor)

    def _known(self) -> _About | None:
        try:
            return msgspec.json.decode((self._folder / _ABOUT).read_bytes(), type=_About)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError:
            raise StoreError(
                f"{self._folder / _ABOUT} cannot be read: name another folder for the spool, and gather this one."
            ) from None

    def _used(self, number: int) -> None:
        self._remember(msgspec.structs.replace(self._about, number=max(self._about.number, number)))

    def _remember(self, about: _About) -> _About:
        draft = self._folder / f".{_ABOUT}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(msgspec.json.encode(about) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self._folder / _ABOUT)
        _settle_folder(self._folder)
        self._about = about
        return about


def _number_of(path: Path) -> int:
    found = _NAME.fullmatch(path.stem)
    return int(found[1]) if found else 0


def _written(descriptor: int, content: bytes) -> None:
    """Write all of *content*."""
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _settle_folder(folder: Path) -> None:
    """Put the names in *folder* on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
