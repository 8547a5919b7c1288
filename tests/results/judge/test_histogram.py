"""The histogram of durations: how exact it is, that merging loses nothing, and that its bytes are always the same."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.judge.histogram import RELATIVE_ERROR, bucket_of, decode, encode, merge, middle_of, value_at

durations = st.one_of(st.integers(0, 2_000), st.integers(0, 10**8), st.integers(0, 2**60))
counts = st.dictionaries(st.integers(0, 3_000), st.integers(1, 2**40), max_size=40)


def counted(many: list[int]) -> Counter[int]:
    """Count durations by bucket."""
    return Counter(map(bucket_of, many))


@given(durations)
def test_a_bucket_tells_a_duration_within_the_stated_error(microseconds: int) -> None:
    """The middle is never farther away than promised, which is less than one per cent."""
    assert abs(middle_of(bucket_of(microseconds)) - microseconds) <= RELATIVE_ERROR * microseconds
    assert RELATIVE_ERROR <= 0.01


@given(durations, durations)
def test_buckets_keep_the_order(one: int, other: int) -> None:
    """A longer duration is never in a lower bucket."""
    assert (one <= other) <= (bucket_of(one) <= bucket_of(other))


def test_no_bucket_is_left_out() -> None:
    """Each duration's bucket is that of the one before or the next."""
    steps = {bucket_of(us + 1) - bucket_of(us) for us in range(100_000)}
    assert steps == {0, 1}


@given(counts)
def test_what_is_encoded_comes_back(given_counts: dict[int, int]) -> None:
    """Either form holds every count."""
    assert decode(encode(given_counts)) == given_counts


@pytest.mark.parametrize("spread", [1, 1_000_000], ids=["dense", "sparse"])
def test_an_hour_takes_few_bytes(spread: int) -> None:
    """Two or three for a count, whether they lie close together or far apart."""
    found = counted([10_000 + spread * n for n in range(60)])
    assert len(encode(found)) <= 5 + 3 * len(found)
    assert decode(encode(found)) == found


@given(st.lists(durations, max_size=30), st.randoms())
def test_the_order_of_counting_leaves_no_trace(many: list[int], dice: random.Random) -> None:
    """The same durations give the same bytes."""
    shuffled = list(many)
    dice.shuffle(shuffled)
    assert encode(counted(shuffled)) == encode(counted(many))


@given(st.lists(st.lists(durations, max_size=30), max_size=5))
def test_merging_is_counting_at_once(parts: list[list[int]]) -> None:
    """However the durations were divided."""
    whole = [one for part in parts for one in part]
    assert merge(encode(counted(part)) for part in parts) == dict(counted(whole))


@pytest.mark.parametrize("count", [1, 255, 256, 65_535, 65_536, 2**32])
def test_counts_of_every_width_are_merged(count: int) -> None:
    """Counts of one, two, four and eight bytes add up."""
    many = dict.fromkeys(range(500, 700), count)
    assert merge([encode(many), encode(many), encode({600: 1})]) == {b: 2 * count + (b == 600) for b in many}


@given(st.lists(durations, min_size=1, max_size=60), st.integers(1, 60))
def test_a_place_in_the_order_is_found(many: list[int], place: int) -> None:
    """The value at a place is that of the sorted list, within the error; beyond the end there is none."""
    found = value_at(counted(many), place)
    if place > len(many):
        assert found is None
    else:
        truth = sorted(many)[place - 1] / 1e6
        assert found is not None
        assert abs(found - truth) <= RELATIVE_ERROR * truth * (1 + 1e-9)
