"""
What a spool keeps: letters as they came, in files that are only ever added to, and never changed once they are closed.

A segment is a row of frames, each a mark, the length of its content, the content's hash and the content (MessagePack).
The first says whose the segment is, twice, in case one of them is spoilt; the last that it is whole. The mark is made
by chance for each segment, so that who sends a letter cannot know it: where a frame is spoilt the next one is found,
and nobody can make one up inside a letter.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

import msgspec

OPENING = b"kaklet segment 1\n"
MARK_BYTES, LENGTH_BYTES, HASH_BYTES = 12, 4, 16
_FRAME_BYTES = MARK_BYTES + LENGTH_BYTES + HASH_BYTES
LONGEST_FRAME = 16_000_000
HEADS = 2


class SegmentError(Exception):
    """A file is no segment, or none that can be read: the end of a sentence."""


class Head(msgspec.Struct, frozen=True, kw_only=True, tag="head"):
    """Whose segment it is."""

    study: str
    spool: str
    """A name that the spool was given when it was made, by chance."""
    number: int
    """Of the segments of a spool, from 1."""
    begun_at: datetime


class Kept(msgspec.Struct, frozen=True, kw_only=True, tag="kept", omit_defaults=True, gc=False):
    """A letter."""

    at: datetime
    """When it came."""
    agent: str
    """Whose topic it came on: the broker vouches for that."""
    part: str
    """Which of the agent's topics that was."""
    payload: bytes
    retained: bool = False
    """Whether the broker had kept it."""
    refused: str = ""
    """Why it could not be read, and was not acknowledged; then its bytes are not kept."""


class Ending(msgspec.Struct, frozen=True, kw_only=True, tag="end"):
    """A segment is whole."""

    frames: int
    """How many letters it holds."""
    until: datetime
    """When the last of them came."""


class Segment(NamedTuple):
    """A segment as it was read."""

    head: Head
    kept: list[Kept]
    ending: Ending | None
    """None where it was never closed, or not copied to its end."""
    length: int
    """In bytes, up to the end of its last good frame."""
    gaps: int
    """Places before that where nothing can be read."""

    @property
    def spoilt(self) -> int:
        """Tell how many letters cannot be read, at least; of one that ends before its end, in what there is of it."""
        return max(self.gaps, self.ending.frames - len(self.kept) if self.ending else 0)


_Content = Head | Kept | Ending
_CONTENT: msgspec.msgpack.Decoder[_Content] = msgspec.msgpack.Decoder(_Content)
_ENCODER = msgspec.msgpack.Encoder()


class Frames:
    """Makes the frames of one segment."""

    def __init__(self, mark: bytes = b"") -> None:
        self._mark = mark or secrets.token_bytes(MARK_BYTES)

    def opening(self, head: Head) -> bytes:
        """Make the beginning of the segment of *head*."""
        return OPENING + self.frame(head) * HEADS

    def frame(self, content: _Content) -> bytes:
        """Make the frame of *content*."""
        raw = _ENCODER.encode(content)
        length = len(raw).to_bytes(LENGTH_BYTES, "big")
        return b"".join((self._mark, length, _hash(length, raw), raw))


def read_segment(content: bytes) -> Segment:
    """
    Read what is good of the segment *content*, in the order in which it came.

    Raises `SegmentError` where not even its beginning can be read.
    """
    start, head, mark = _begun(content)
    kept: list[Kept] = []
    ending, length, gaps = None, start, 0
    for begin, end, found in _frames(content, start, mark):
        gaps += begin > length
        length = end
        if isinstance(found, Kept):
            kept.append(found)
        elif isinstance(found, Ending):
            ending = found
    return Segment(head, kept, ending, length, gaps)


def mark_of(content: bytes) -> bytes:
    """Return the mark of the segment that begins with *content*. Raises `SegmentError`."""
    return _begun(content)[2]


def _begun(content: bytes) -> tuple[int, Head, bytes]:
    """Return where a head of the segment ends, the head and the mark."""
    if not content.startswith(OPENING):
        raise SegmentError("is no segment of a spool")
    at = len(OPENING)
    mark = content[at : at + MARK_BYTES]
    # The second one is where the first ends, or where its mark comes again if its length is spoilt.
    for place in (at, at + _FRAME_BYTES + _length_at(content, at), content.find(mark, at + 1)):
        own = content[place : place + MARK_BYTES]
        if place > 0 and (found := _frame_at(content, place, own)) and isinstance(found[1], Head):
            return found[0], found[1], own
    raise SegmentError("has a beginning that cannot be read")


def _frames(content: bytes, at: int, mark: bytes) -> Iterator[tuple[int, int, _Content]]:
    """Yield where each good frame begins and ends, and what is in it; what is spoilt between them is passed over."""
    while at >= 0:
        if found := _frame_at(content, at, mark):
            yield at, *found
            at = found[0]
            if at == len(content):
                return
        else:
            at = content.find(mark, at + 1)


def _frame_at(content: bytes, at: int, mark: bytes) -> tuple[int, _Content] | None:
    body = at + _FRAME_BYTES
    if len(content) < body or content[at : at + MARK_BYTES] != mark:
        return None
    end = body + _length_at(content, at)
    told = content[at + MARK_BYTES + LENGTH_BYTES : body]
    length, raw = content[at + MARK_BYTES : at + MARK_BYTES + LENGTH_BYTES], content[body:end]
    if end > len(content) or _hash(length, raw) != told:
        return None
    try:
        return end, _CONTENT.decode(raw)
    except msgspec.MsgspecError:
        return None


def _length_at(content: bytes, at: int) -> int:
    found = int.from_bytes(content[at + MARK_BYTES : at + MARK_BYTES + LENGTH_BYTES], "big")
    return min(found, LONGEST_FRAME)


def _hash(length: bytes, raw: bytes) -> bytes:
    return blake2b(length + raw, digest_size=HASH_BYTES).digest()
