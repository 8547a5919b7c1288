"""Nothing that an agent made is uncounted: it was collected, kept apart, refused, lost, or is under way."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from results.judge.fleet.completeness import completeness
from results.records.fleet import NO_DIGEST, DayHeld, Holding, Manifest, added

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def held(*ranges: tuple[int, int], kept_from: int = 1, days: int = 0, epoch: str = "e", hours: int = 0) -> Holding:
    """Make what is held of an epoch that began so many *hours* after noon."""
    return Holding(
        agent="malmo-1",
        epoch=epoch,
        begun_at=NOON + timedelta(hours=hours),
        kept_from=kept_from,
        ranges=ranges,
        days=tuple(DayHeld(first, 1, NO_DIGEST, 0, 0, 0) for first in range(1, days + 1)),
        manifests=(),
    )


def test_a_gap_that_the_agent_still_holds_is_under_way() -> None:
    """It is lost once the agent says that it holds nothing so old any more."""
    (told,) = completeness([held((1, 10), (21, 30), kept_from=11)])
    assert (told.produced, told.collected, told.lost, told.under_way) == (30, 20, 0, 10)
    (told,) = completeness([held((1, 10), (21, 30), kept_from=16)])
    assert (told.lost, told.under_way) == (5, 5)


def test_a_gap_in_an_older_epoch_is_lost() -> None:
    """Whatever a memory still held is gone once another one has begun."""
    (told,) = completeness([held((1, 5), hours=1, epoch="a"), held((1, 10), (21, 30), kept_from=11, epoch="z")])
    assert (told.epochs, told.produced, told.collected, told.lost, told.under_way) == (2, 35, 25, 10, 0)


def test_a_manifest_tells_of_what_never_came() -> None:
    """Its last sequence counts as made, although nothing so late has come."""
    manifest = Manifest(epoch="e", first=1, last=50, day=NOON.date(), count=50, digest=NO_DIGEST, kept_from=51)
    one = held((1, 10))
    (told,) = completeness(
        [Holding(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "manifests": (manifest,)})]
    )
    assert (told.produced, told.lost, told.under_way, told.days, told.days_unlike) == (50, 0, 40, 1, 0)


@given(st.sets(st.integers(1, 200)), st.integers(1, 250), st.booleans())
def test_every_sequence_is_counted_once(came: set[int], kept_from: int, followed: bool) -> None:  # noqa: FBT001 -- hypothesis gives it
    """The parts add up to the whole, and agree with counting one by one."""
    ranges, run = [], []
    for seq in sorted(came):
        if run and seq != run[-1] + 1:
            ranges.append((run[0], run[-1]))
            run = []
        run.append(seq)
    ranges += [(run[0], run[-1])] if run else []
    later = [held(hours=1, epoch="later")] if followed else []
    (told,) = completeness([held(*ranges, kept_from=kept_from), *later])
    produced = set(range(1, max([*came, kept_from - 1]) + 1))
    lost = {seq for seq in produced - came if followed or seq < kept_from}
    assert told.produced == len(produced)
    assert told.lost == len(lost)
    assert told.produced == told.collected + told.frozen + told.refused + told.lost + told.under_way


@given(st.dictionaries(st.integers(1, 2**40), st.binary(max_size=20), max_size=30), st.randoms())
def test_a_digest_knows_no_order(records: dict[int, bytes], dice: object) -> None:
    """Bit by bit and in any order it is that of all at once; one altered byte makes it another."""
    rows = list(records.items())
    whole = added(NO_DIGEST, rows)
    dice.shuffle(rows)  # type: ignore[attr-defined]
    bit_by_bit = NO_DIGEST
    for row in rows:
        bit_by_bit = added(bit_by_bit, [row])
    assert bit_by_bit == whole
    assert len(whole) == 32
    if rows:
        seq, record = rows[0]
        assert added(NO_DIGEST, [(seq, record + b"x"), *rows[1:]]) != whole


def test_what_an_agent_says_it_has_is_under_way() -> None:
    """An agent of which nothing but word came is told with what waits with it, and not left out."""
    (told,) = completeness([msgspec.structs.replace(held(epoch=""), waiting=81)])
    assert (told.agent, told.produced, told.collected, told.lost, told.under_way) == ("malmo-1", 81, 0, 0, 81)
