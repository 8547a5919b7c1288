"""Disconnections to the packet: their bounds, put together across visits, and whose doing they were."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec
import pytest
from line_packets import EVERY, SPACING, figures, packets, visits
from line_samples import START, observed

from probes.line.train import Packet
from results.judge.line.disconnections import Cause, Disconnection, Sign, disconnections
from results.judge.line.loss import counted, loads_of, loss
from results.judge.line.spans import Span, Spans
from results.records import Failure, Observation

SLOTS = [START + place * EVERY for place in range(4)]
SERVERS = ("one", "two", "three")
LONGEST = timedelta(seconds=1.5 * SPACING)


def span(start: float, seconds: float) -> Span:
    """Tell the span that begins so many seconds after the first slot."""
    begin = START + timedelta(seconds=start)
    return begin, begin + timedelta(seconds=seconds)


def found(*samples: Iterable[Observation], loads: Sequence[Span] = ()) -> list[Disconnection]:
    """Judge *samples*."""
    return disconnections([one for many in samples for one in many], {"ping": EVERY, "echo": EVERY}, loads)


def at_all(lost: Mapping[Span, str], servers: Iterable[str] = SERVERS, **more: float) -> list[list[Observation]]:
    """Make four visits to each of *servers*, which begin five seconds apart."""
    return [visits(one, SLOTS, lost, begins=5.0 * place, **more) for place, one in enumerate(servers)]


@pytest.mark.parametrize("seconds", [40.0, 12.0, 7.0])
@pytest.mark.parametrize("start", [20.0, 61.3, 150.0])
def test_a_line_that_was_away_is_told_with_its_bounds(start: float, seconds: float) -> None:
    """One disconnection of the line, however many servers saw it, within a pause of what it was."""
    began, ended = span(start, seconds)
    (outage,) = found(*at_all({(began, ended): "lost"}))
    assert (outage.cause, outage.sign, outage.provider) == (Cause.LINE, Sign.SILENT, "")
    assert outage.last_good < began <= outage.start < began + LONGEST
    assert ended - LONGEST <= outage.last_lost < ended <= outage.end < ended + LONGEST
    assert outage.end == outage.first_good
    assert outage.lasted_seconds == pytest.approx(seconds, abs=1.5 * SPACING)


def test_random_losses_beside_an_outage_are_no_second_one() -> None:
    """With two per cent lost anyway the cause stays the line's, and rows of one packet are none."""
    outages = found(*at_all({span(61, 40): "lost"}, loss=0.02))
    assert [one.cause for one in outages if one.lasted_seconds > 20] == [Cause.LINE]
    assert all(one.lasted_seconds < 8 for one in outages if one.lasted_seconds <= 20)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.03])
def test_what_random_loss_makes_is_loss_and_no_disconnection(share: float) -> None:
    """Half a day of packets lost by chance blames nobody; a server that is away for half a minute is found."""
    slots = [START + place * EVERY for place in range(144)]
    away = {span(72 * EVERY.total_seconds() + 60, 30): "lost"}
    samples = [visits(one, slots, away if one == "two" else {}, loss=share) for one in SERVERS]
    (outage,) = found(*samples)
    assert (outage.cause, outage.provider) == (Cause.SERVER, "two")
    assert outage.lasted_seconds == pytest.approx(30, abs=4 * SPACING)


def test_one_server_of_several_is_the_server() -> None:
    """The others answered meanwhile; the row goes on over the pause between visits."""
    lost = {span(100, 370): "lost"}
    (outage,) = found(visits("one", SLOTS, lost), *at_all({}, ("two", "three")))
    assert (outage.cause, outage.provider) == (Cause.SERVER, "one")
    assert outage.lasted_seconds == pytest.approx(370, abs=1.5 * SPACING)


def test_random_losses_of_others_do_not_part_a_servers_outage() -> None:
    """While one server is away for long, a packet lost to the other makes it no outage of the line."""
    outages = found(visits("one", SLOTS, {span(-10, 2_000): "lost"}), visits("two", SLOTS, {}, loss=0.03))
    servers = [one for one in outages if one.cause is Cause.SERVER]
    assert [one.provider for one in servers] == ["one"]
    assert servers[0].lasted_seconds > 1_000


def test_a_line_that_goes_while_a_server_is_away_is_told_apart() -> None:
    """The line's outage stands for itself; before and after it the server's goes on."""
    away = {span(30, 160): "lost"}
    outages = found(visits("one", SLOTS, away), *at_all({span(80, 40): "lost"}, ("two", "three")))
    assert [(one.cause, one.provider) for one in outages] == [
        (Cause.SERVER, "one"),
        (Cause.LINE, ""),
        (Cause.SERVER, "one"),
    ]
    assert outages[1].lasted_seconds == pytest.approx(40, abs=1.5 * SPACING)


def test_one_server_alone_leaves_the_cause_unknown() -> None:
    """Nobody else was asked."""
    (outage,) = found(visits("one", SLOTS, {span(61, 40): "lost"}))
    assert (outage.cause, outage.provider) == (Cause.UNKNOWN, "one")


def test_two_ways_to_one_server_are_one_server() -> None:
    """Both lost says nothing of the line; one that answers proves it."""
    lost = {span(61, 40): "lost"}
    both = found(visits("one", SLOTS, lost), visits("one", SLOTS, lost, task="echo"))
    assert [(one.cause, one.provider) for one in both] == [(Cause.UNKNOWN, "one")]
    other = found(visits("one", SLOTS, lost), visits("one", SLOTS, {}, task="echo"))
    assert [(one.cause, one.provider) for one in other] == [(Cause.SERVER, "one")]


@pytest.mark.parametrize(
    ("fate", "cause", "sign"),
    [
        ("lost", Cause.LINE, Sign.SILENT),
        ("unreachable", Cause.LINE, Sign.UNREACHABLE),
        ("unsent", Cause.HOUSE, Sign.NOT_SENT),
    ],
)
def test_each_kind_of_outage_is_told_as_what_it_is(fate: str, cause: Cause, sign: Sign) -> None:
    """No answer and a router's word are the line; what the machine could not send is the house."""
    (outage,) = found(*at_all({span(61, 40): fate}))
    assert (outage.cause, outage.sign, outage.provider) == (cause, sign, "")


def test_packets_on_their_way_when_the_link_goes_are_no_outage_of_the_line() -> None:
    """Their replies could not reach the machine; what was lost for longer before is the line's all the same."""
    samples = []
    for server, lost in (("one", 3), ("two", 3)):
        many = [Packet(0.5 * n) for n in range(100)]
        for number, one in enumerate(many):
            one.unsent = 40 <= number < 60
            one.took = None if one.unsent or 40 - lost <= number < 40 else 0.02
        samples.append(observed(START, server, kind="loss", task="ping", metrics=figures(many, 0.0)))
    (outage,) = found(samples)
    assert (outage.cause, outage.sign) == (Cause.HOUSE, Sign.NOT_SENT)
    longer = found(*at_all({span(61, 20): "lost", span(81, 20): "unsent"}))
    assert [one.cause for one in longer] == [Cause.LINE, Cause.HOUSE]


def test_a_host_on_which_nobody_listens_is_the_server() -> None:
    """Even alone: its answer has come over the line."""
    (outage,) = found(visits("one", SLOTS, {span(61, 40): "refused"}))
    assert (outage.cause, outage.sign) == (Cause.SERVER, Sign.REFUSED)


def test_no_route_to_one_while_another_answers_is_unknown() -> None:
    """As where a house has no IPv6: neither it nor the line was away."""
    (outage,) = found(visits("one", SLOTS, {span(61, 40): "unsent"}), visits("two", SLOTS, {}))
    assert (outage.cause, outage.provider) == (Cause.UNKNOWN, "one")


def test_two_outages_with_an_answer_between_them_are_two() -> None:
    """One packet that came back from anywhere ends the first."""
    outages = found(*at_all({span(60, 20): "lost", span(84, 20): "lost"}))
    assert [one.cause for one in outages] == [Cause.LINE, Cause.LINE]


def test_a_row_goes_on_in_the_next_visit() -> None:
    """Two packets lost at the end of a visit and one at the beginning of the next are three in a row."""
    first, second = (packets_of(slot) for slot in SLOTS[:2])
    first[-2].took, first[-1].took, second[0].took = None, None, None
    (outage,) = found([visit_of(SLOTS[0], first), visit_of(SLOTS[1], second)])
    assert outage.failed == 3
    assert outage.start == SLOTS[0] + timedelta(seconds=round(first[-2].sent_at, 3))
    assert outage.end == SLOTS[1] + timedelta(seconds=round(second[1].sent_at, 3))


@pytest.mark.parametrize(("pause", "told"), [(timedelta(seconds=201), 1), (EVERY, 0)])
def test_two_single_losses_are_in_a_row_only_if_no_more_than_a_pause_lies_between_them(
    pause: timedelta, told: int
) -> None:
    """Minutes in which nothing was sent are no outage of minutes."""
    first, second = (packets_of(slot) for slot in SLOTS[:2])
    first[-1].took, second[0].took = None, None
    samples = [visit_of(SLOTS[0], first), visit_of(SLOTS[0] + pause, second)]
    assert len(disconnections(samples, {"ping": EVERY})) == told


@pytest.mark.parametrize("failure", [Failure.MISSED_LATE, Failure.CLOCK_STEPPED, None])
def test_what_the_prober_spoilt_or_missed_ends_a_row(failure: Failure | None) -> None:
    """Its end is not known then: it is told to the last packet that was surely lost."""
    made = visits("one", SLOTS, {span(150, 1_000): "lost"})
    samples = [made[0], *made[2:]]
    if failure is not None:
        samples.append(observed(SLOTS[1], "one", failure=failure, kind="loss", task="ping", started_at=None))
    outages = found(samples)
    assert len(outages) == 2
    assert (outages[0].first_good, outages[0].end) == (None, outages[0].last_lost)
    assert outages[1].last_good is None


def test_packets_lost_while_the_agent_filled_the_line_do_not_count() -> None:
    """What lies in the test of speed is left out; an outage that outlasts it is told from the test's end."""
    lost = at_all({span(61, 20): "lost"})
    assert found(*lost, loads=[span(55, 30)]) == []
    (outage,) = found(*lost, loads=[span(55, 10)])
    assert outage.start >= span(55, 10)[1]
    assert outage.last_good is None
    assert outage.cause is Cause.LINE


def test_what_slots_and_packets_both_tell_is_told_once() -> None:
    """An outage that another kind saw by its failed slots is the one that packets bound."""
    minute = timedelta(minutes=1)
    slots = [
        observed(START + n * minute, server, task="echo", kind="http", failure=Failure.TIMEOUT if n in {1, 2} else None)
        for n in range(6)
        for server in SERVERS
    ]
    many = [*slots, *(one for visit in at_all({span(61, 100): "lost"}) for one in visit)]
    (outage,) = disconnections(many, {"ping": EVERY, "echo": minute})
    assert outage.sign is Sign.SILENT


def test_what_slots_leave_unknown_may_be_known_by_packets() -> None:
    """A server that was asked alone is silent of unknown cause, but not while packets say that the line was away."""
    minute = timedelta(minutes=1)
    slots = [
        observed(START + n * minute, "one", task="echo", kind="http", failure=Failure.TIMEOUT if n in gone else None)
        for gone in [{1, 2, 12, 13}]
        for n in range(16)
    ]
    many = [*slots, *(one for visit in at_all({span(61, 100): "lost"}) for one in visit)]
    outages = disconnections(many, {"ping": EVERY, "echo": minute})
    assert [(one.cause, (one.start - START) // minute) for one in outages] == [(Cause.LINE, 1), (Cause.UNKNOWN, 12)]


def test_rows_that_are_not_told_are_no_answers() -> None:
    """Of eleven outages ten are told of each server: in the shortest of one's the other is blamed for nothing."""
    begins = [5.0 + 18.0 * place for place in range(11)]
    mine, other = packets_of(SLOTS[0]), packets_of(SLOTS[0])
    for place, begin in enumerate(begins):
        for one in mine:
            if begin <= one.sent_at < begin + (4.0 if place == 5 else 8.0):
                one.took = None
        for one in other:
            if begin <= one.sent_at < begin + (8.0 if place != 4 else 4.0):
                one.took = None
    there = msgspec.structs.replace(visit_of(SLOTS[0], other), provider="two")
    outages = found([visit_of(SLOTS[0], mine), there])
    assert len(outages) > 8
    assert {one.cause for one in outages} <= {Cause.LINE, Cause.UNKNOWN}


def test_order_of_samples_changes_nothing() -> None:
    """They come from many agents and late ones last."""
    samples = [one for many in at_all({span(61, 40): "lost"}, loss=0.02) for one in many]
    assert found(samples) == found(reversed(samples))


def test_loss_is_of_packets_that_had_the_line_to_themselves() -> None:
    """Left out are samples beside a test of speed, and those of a server silent alone; refused packets arrived."""
    one = visits("one", SLOTS, {span(600, 300): "lost"})
    two = visits("two", SLOTS, {span(61, 40): "lost", span(1_000, 20): "refused"})
    test = observed(START + timedelta(seconds=310), duration_seconds=20.0, metrics={"download_bits_per_second": 9e7})
    failed = msgspec.structs.replace(test, started_at=START, metrics={"device_ceiling_bits_per_second": 1e9})
    loads = loads_of([test, failed])
    assert loads == [span(310, 20)]
    chosen = counted([*one, *two], Spans(loads))
    assert {(each.provider, each.slot) for each in chosen} == {
        ("one", SLOTS[0]),
        ("one", SLOTS[3]),
        ("two", SLOTS[0]),
        ("two", SLOTS[2]),
        ("two", SLOTS[3]),
    }
    told = loss([(each, START.tzinfo) for each in chosen], [])  # type: ignore[misc]
    refused = sum(each.metrics["refused"] for each in chosen)
    lost = chosen_lost(two[0])
    assert refused > 5
    assert (told.sent, told.lost) == (sum(each.metrics["sent"] for each in chosen) - refused, lost)


def chosen_lost(visit: Observation) -> float:
    """Count the packets lost in *visit*."""
    return visit.metrics["sent"] - visit.metrics["received"]


def packets_of(slot: datetime) -> list[Packet]:
    """Make the packets of one visit, all of which came back."""
    many = packets(0.0, 200.0, Random(str(slot)))  # noqa: S311 -- repeatable on purpose
    for one in many:
        one.took = 0.02
    return many


def visit_of(slot: datetime, many: list[Packet]) -> Observation:
    """Make the record of *many*."""
    return observed(slot, "one", kind="loss", task="ping", metrics=figures(many, 0.0), duration_seconds=200.0)
