"""One integer for a slot and a series: the key of a sample, time first, so that rows arrive in their order."""

SERIES_BITS = 18
"""Room for 262,143 series."""
SERIES_MASK = (1 << SERIES_BITS) - 1
SLOT_END_MS = 1 << (63 - SERIES_BITS)
"""Slots lie before this many milliseconds since 1970, in the year 3084: SQLite's integers have 63 bits and a sign."""
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def pack(slot_ms: int, series: int) -> int:
    """Make the key of a slot (milliseconds since 1970) of a series. Raises `OverflowError` where it has no room."""
    if not (0 <= slot_ms < SLOT_END_MS and 0 <= series <= SERIES_MASK):
        raise OverflowError(f"slot {slot_ms} ms of series {series} lies outside of what a key can hold")
    return slot_ms << SERIES_BITS | series


def first_key(slot_ms: int) -> int:
    """Tell the smallest key of a slot, or the nearest that there is: what bounds a range of time."""
    return min(max(slot_ms, 0), SLOT_END_MS - 1) << SERIES_BITS


def unpack(key: int) -> tuple[int, int]:
    """Tell the slot (milliseconds since 1970) and the series of a key."""
    return key >> SERIES_BITS, key & SERIES_MASK


def floor_to(slot_ms: int, span_ms: int) -> int:
    """Tell the start of the span (an hour, a day; UTC) that *slot_ms* lies in."""
    return slot_ms - slot_ms % span_ms
