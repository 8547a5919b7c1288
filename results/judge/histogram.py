"""
A histogram of durations that can be merged: logarithmic buckets, whole counts, bytes that depend on nothing else.

Durations are whole microseconds. Each octave is cut into `STEPS` buckets of equal width, so that a bucket's middle
is within 1 / (2 * STEPS), which is 0.79 %, of everything in it; below 2 * STEPS microseconds buckets are exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from struct import unpack
from typing import NamedTuple

STEPS = 64
"""Buckets in an octave; a power of two."""
RELATIVE_ERROR = 1 / (2 * STEPS)
"""By how much the middle of a bucket differs at most from what is in it, as a share of the latter."""
_STEP_BITS = STEPS.bit_length() - 1
_LANE_BYTES = 8
_DIGIT = 0x7F
_MORE = 0x80
_PAIRS = 0
"""The first byte of a histogram that is encoded as pairs; else it is the width of each count in bytes."""

Counts = Mapping[int, int]
"""How many durations fell into which bucket."""


def bucket_of(microseconds: int) -> int:
    """Tell the bucket of a duration, which is not negative."""
    octave = microseconds.bit_length() - _STEP_BITS - 1
    return microseconds if octave <= 0 else (octave << _STEP_BITS) + (microseconds >> octave)


def middle_of(bucket: int) -> float:
    """Tell the middle of the durations in *bucket*, in microseconds."""
    octave = (bucket >> _STEP_BITS) - 1
    if octave <= 0:
        return float(bucket)
    lowest = (bucket - (octave << _STEP_BITS)) << octave
    return lowest + ((1 << octave) - 1) / 2


def encode(counts: Counts) -> bytes:
    """
    Write *counts* in one of two forms; the same counts always give the same bytes.

    - 0, then for each bucket in rising order its distance from the one before (the first: from 0) and its count.
      Taken where the other form is more than twice as long: it is slower to add up.
    - 1, 2, 4 or 8, then the lowest bucket, then the counts of all buckets from there on in so many bytes each.

    Numbers outside of the counts are in base 128, low digits first, the high bit set in all but the last byte;
    counts of the second form are low byte first. No counts at all are no bytes at all.
    """
    filled = sorted(bucket for bucket, count in counts.items() if count)
    if not filled:
        return b""
    pairs = bytearray([_PAIRS])
    before = 0
    for bucket in filled:
        pairs += _number(bucket - before)
        pairs += _number(counts[bucket])
        before = bucket
    lanes = _as_lanes(counts, filled)
    return lanes if len(lanes) <= 2 * len(pairs) else bytes(pairs)


def decode(encoded: bytes) -> dict[int, int]:
    """Read what `encode` wrote."""
    if not encoded:
        return {}
    if encoded[0] == _PAIRS:
        return _pairs(encoded)
    return _filled(*_sum_of_lanes([encoded]))


class Tally(NamedTuple):
    """Histograms added up, without a loop over buckets."""

    lowest: int
    """The bucket of the lowest lane."""
    lanes: int
    """A count in each eight bytes, from the lowest up."""
    pairs: Counts
    """What was encoded as pairs."""


def tally(many: Iterable[bytes]) -> Tally:
    """Add up encoded histograms."""
    lanes: list[bytes] = []
    pairs: dict[int, int] = {}
    for encoded in many:
        if encoded and encoded[0] != _PAIRS:
            lanes.append(encoded)
            continue
        for bucket, count in decode(encoded).items():
            pairs[bucket] = pairs.get(bucket, 0) + count
    return Tally(*_sum_of_lanes(lanes), pairs)


def together(many: Iterable[Tally]) -> Tally:
    """Add up tallies."""
    found = list(many)
    pairs: dict[int, int] = {}
    for one in found:
        for bucket, count in one.pairs.items():
            pairs[bucket] = pairs.get(bucket, 0) + count
    return Tally(*_sum_of([(one.lowest, one.lanes) for one in found if one.lanes]), pairs)


def counts_of(one: Tally) -> dict[int, int]:
    """Tell what was added up: the counts are those of a histogram that had seen everything itself."""
    total = _filled(one.lowest, one.lanes)
    for bucket, count in one.pairs.items():
        total[bucket] = total.get(bucket, 0) + count
    return total


def merge(many: Iterable[bytes]) -> dict[int, int]:
    """Add up encoded histograms and tell their counts."""
    return counts_of(tally(many))


def value_at(counts: Counts, place: int) -> float | None:
    """Tell the *place*-th smallest duration (1 is the smallest) in seconds; None if there are not so many."""
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen >= place:
            return middle_of(bucket) / 1e6
    return None


def _as_lanes(counts: Counts, filled: list[int]) -> bytes:
    largest = max(counts[bucket] for bucket in filled)
    width = next(width for width in (1, 2, 4, 8) if largest < 1 << 8 * width)
    lowest, highest = filled[0], filled[-1]
    lanes = bytearray(width * (highest - lowest + 1))
    for bucket in filled:
        at = width * (bucket - lowest)
        lanes[at : at + width] = counts[bucket].to_bytes(width, "little")
    return bytes([width]) + _number(lowest) + bytes(lanes)


def _sum_of_lanes(many: Iterable[bytes]) -> tuple[int, int]:
    """Add histograms in their second form as long integers, a count in each eight bytes: no loop over buckets."""
    found = []
    for encoded in many:
        width = encoded[0]
        lowest, start = _number_at(encoded, 1)
        lanes = encoded[start:]
        wide = bytearray(_LANE_BYTES * (len(lanes) // width))
        for byte in range(width):
            wide[byte::_LANE_BYTES] = lanes[byte::width]
        found.append((lowest, int.from_bytes(wide, "little")))
    return _sum_of(found)


def _sum_of(many: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Add lanes, each with its lowest bucket."""
    base = min((lowest for lowest, _ in many), default=0)
    return base, sum(lanes << (8 * _LANE_BYTES * (lowest - base)) for lowest, lanes in many)


def _filled(lowest: int, lanes: int) -> dict[int, int]:
    count = -(-lanes.bit_length() // (8 * _LANE_BYTES))
    words = unpack(f"<{count}Q", lanes.to_bytes(_LANE_BYTES * count, "little"))
    return {bucket: word for bucket, word in enumerate(words, lowest) if word}


def _number(value: int) -> bytes:
    digits = bytearray()
    while value > _DIGIT:
        digits.append(_MORE | value & _DIGIT)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def _number_at(encoded: bytes, at: int) -> tuple[int, int]:
    """Read one number; return it and where the next thing begins."""
    value = shift = 0
    while encoded[at] & _MORE:
        value |= (encoded[at] & _DIGIT) << shift
        at, shift = at + 1, shift + 7
    return value | encoded[at] << shift, at + 1


def _pairs(encoded: bytes) -> dict[int, int]:
    counts, bucket, at, end = {}, 0, 1, len(encoded)
    while at < end:
        # Nearly all numbers have one digit; asking for the others by a call each would take twice as long.
        distance, at = (encoded[at], at + 1) if encoded[at] <= _DIGIT else _number_at(encoded, at)
        bucket += distance
        counts[bucket], at = (encoded[at], at + 1) if encoded[at] <= _DIGIT else _number_at(encoded, at)
    return counts
