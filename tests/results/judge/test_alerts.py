"""News: told once, corrected under its own name, and never repeated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from results.judge.alerts import CaseSeen, OutageSeen, Sight, news, standing
from results.records import Failure
from results.records.alert import AlertEvent, AlertNews

START = datetime(2026, 5, 3, 0, 0, tzinfo=UTC)
PAIR = ("alpha", "page")


def at(minute: float) -> datetime:
    """Return the moment so many minutes after noon."""
    return START + timedelta(hours=12, minutes=minute)


def seen(since: float, until: float | None = None, **more: object) -> OutageSeen:
    """Make an outage from one minute after noon to another."""
    outage = OutageSeen(
        provider="alpha",
        task="page",
        since=at(since),
        until=None if until is None else at(until),
        cause=Failure.TIMEOUT,
        samples=max(1, int((until or since + 1) - since)),
    )
    return msgspec.structs.replace(outage, **more)


def sight(*outages: OutageSeen, now: float = 30, **more: object) -> Sight:
    """Make what stands at a minute after noon, watched since long before."""
    made = Sight(
        study="s", at=at(now), start=START, begun=START, outages=outages, pairs=frozenset({PAIR}), good={PAIR: START}
    )
    return msgspec.structs.replace(made, **more)


class Told:
    """What was told until now."""

    def __init__(self) -> None:
        self.events: list[AlertEvent] = []

    def by(self, *sights: Sight) -> list[AlertNews]:
        """Tell what each of *sights* adds, and keep it in mind."""
        said: list[AlertNews] = []
        for one in sights:
            found = news(standing(self.events), one)
            self.events += found
            said += [event.event for event in found]
        return said


def test_an_outage_is_opened_once_and_closed_once() -> None:
    """That it goes on is no news."""
    told = Told()
    assert told.by(sight(seen(5)), sight(seen(5, samples=4)), sight(seen(5, 9)), sight(seen(5, 9))) == [
        AlertNews.OUTAGE_OPENED,
        AlertNews.OUTAGE_CLOSED,
    ]
    opened, closed = told.events
    assert opened.alert == closed.alert == "outage/alpha/page/20260503T120500Z"
    assert (opened.number, closed.number, opened.until, closed.until) == (1, 2, None, at(9))
    assert opened.id != closed.id
    assert not {"."} & set(opened.id)


def test_an_outage_that_began_and_ended_between_two_looks_is_told_whole() -> None:
    """Its opening and its end come in this order, and neither comes again."""
    told = Told()
    assert told.by(sight(seen(5, 9))) == [AlertNews.OUTAGE_OPENED, AlertNews.OUTAGE_CLOSED]
    assert told.by(sight(seen(5, 9))) == []


def test_what_was_over_before_the_watch_began_is_no_news() -> None:
    """Who turns alerts on is not told of yesterday; what is still down is told."""
    assert Told().by(sight(seen(5, 9), begun=at(10))) == []
    assert Told().by(sight(seen(5), begun=at(10))) == [AlertNews.OUTAGE_OPENED]


def test_a_doubtful_outage_is_no_news_but_goes_on() -> None:
    """One sample whose confirmations say up raises nothing; what was told already is closed all the same."""
    assert Told().by(sight(seen(5, doubtful=True)), sight(seen(5, 6, doubtful=True))) == []
    told = Told()
    assert told.by(sight(seen(5)), sight(seen(5, 6, doubtful=True))) == [
        AlertNews.OUTAGE_OPENED,
        AlertNews.OUTAGE_CLOSED,
    ]


def test_late_samples_correct_an_outage_under_its_own_name() -> None:
    """An earlier beginning, a later end: the alert stays the same one."""
    told = Told()
    said = told.by(sight(seen(5)), sight(seen(3)), sight(seen(3, 9)), sight(seen(3, 8)), sight(seen(3, 8)))
    assert said == [
        AlertNews.OUTAGE_OPENED,
        AlertNews.OUTAGE_CORRECTED,
        AlertNews.OUTAGE_CLOSED,
        AlertNews.OUTAGE_CORRECTED,
    ]
    assert len({event.alert for event in told.events}) == 1
    assert (told.events[-1].since, told.events[-1].until, told.events[-1].number) == (at(3), at(8), 4)


def test_an_outage_that_late_samples_deny_is_withdrawn() -> None:
    """Whether it was told as open or as over."""
    assert Told().by(sight(seen(5)), sight(), sight()) == [AlertNews.OUTAGE_OPENED, AlertNews.OUTAGE_WITHDRAWN]
    told = Told()
    told.by(sight(seen(5, 9)))
    assert told.by(sight(), sight()) == [AlertNews.OUTAGE_WITHDRAWN]


def test_what_was_withdrawn_and_comes_back_goes_on_counting() -> None:
    """No two events have one id, or whoever is told would take the second for the first."""
    told = Told()
    told.by(sight(seen(5)), sight(), sight(seen(5)))
    assert [event.number for event in told.events] == [1, 2, 3]
    assert len({event.id for event in told.events}) == 3


def test_two_outages_that_prove_to_be_one_are_corrected_and_withdrawn() -> None:
    """The good slot between them was void: the first goes on, the second is a part of it."""
    told = Told()
    told.by(sight(seen(5, 7), seen(8, 9)))
    assert told.by(sight(seen(5, 9))) == [AlertNews.OUTAGE_CORRECTED, AlertNews.OUTAGE_WITHDRAWN]


def test_an_outage_that_proves_to_be_two_is_closed_and_opened() -> None:
    """A good slot came late: the first ended there."""
    told = Told()
    told.by(sight(seen(5)))
    assert told.by(sight(seen(5, 7), seen(8))) == [AlertNews.OUTAGE_CLOSED, AlertNews.OUTAGE_OPENED]


def test_two_outages_never_share_a_name() -> None:
    """The first was told to begin when the second did, and then was corrected."""
    told = Told()
    told.by(sight(seen(5, 9)), sight(seen(3, 9)), sight(seen(3, 4), seen(5, 9)))
    stands = {event.alert: (event.since, event.until) for event in standing(told.events).values()}
    assert sorted(stands.values()) == [(at(3), at(4)), (at(5), at(9))]
    assert told.by(sight(seen(3, 4), seen(5, 9))) == []


def test_an_outage_longer_than_is_looked_back_keeps_its_beginning() -> None:
    """What is seen of it is its newest part, and only that."""
    told = Told()
    told.by(sight(seen(5, samples=9)))
    later = {"start": at(100), "now": 200}
    cut = seen(100, samples=2, cut=True)
    assert told.by(sight(cut, **later)) == []
    assert told.by(sight(msgspec.structs.replace(cut, until=at(150)), **later)) == [AlertNews.OUTAGE_CLOSED]
    assert (told.events[-1].since, told.events[-1].samples) == (at(5), 9)


def test_an_outage_that_ended_before_what_is_looked_at_is_closed() -> None:
    """While nothing is known since, it stays open; the first good slot that is known ends it."""
    told = Told()
    told.by(sight(seen(5)))
    assert told.by(sight(start=at(100), now=200, good={})) == []
    assert told.by(sight(start=at(100), now=200, good={PAIR: at(120)})) == [AlertNews.OUTAGE_CLOSED]
    assert told.events[-1].until == at(120)


def test_what_is_asked_no_more_is_withdrawn() -> None:
    """A provider that left the study is not down for ever."""
    told = Told()
    told.by(sight(seen(5)))
    assert told.by(sight(pairs=frozenset(), start=at(100), now=200)) == [AlertNews.OUTAGE_WITHDRAWN]


def test_an_agent_is_lost_once_and_back_once() -> None:
    """The next silence is another alert."""
    told = Told()
    lost, here = sight(lost={"malmo": at(1)}), sight(here=frozenset({"malmo"}), now=40)
    again = sight(lost={"malmo": at(50)}, now=60)
    assert told.by(lost, lost, here, here, again) == [
        AlertNews.AGENT_LOST,
        AlertNews.AGENT_BACK,
        AlertNews.AGENT_LOST,
    ]
    assert len({event.alert for event in told.events}) == 2


def test_an_agent_that_was_given_up_long_ago_is_no_news() -> None:
    """Who turns alerts on is not told of last year's agents."""
    assert Told().by(sight(lost={"malmo": START - timedelta(days=9)})) == []


def test_a_case_waits_once_and_is_done_once() -> None:
    """Where nobody looked, nothing is known; where it waits again, it is told again."""
    told = Told()
    case = CaseSeen(name="c1", since=at(1), why=("undetermined",), provider="alpha", case="c1")
    waits, done, unknown = sight(cases=[case]), sight(cases=[]), sight(cases=None)
    assert told.by(waits, unknown, waits, done, done, waits) == [
        AlertNews.CASE_WAITS,
        AlertNews.CASE_DONE,
        AlertNews.CASE_WAITS,
    ]
    assert [event.number for event in told.events] == [1, 2, 3]


SPANS = st.lists(st.integers(0, 60), max_size=8, unique=True).map(sorted)


def outages_of(edges: list[int]) -> list[OutageSeen]:
    """Make outages that begin and end at *edges* by turns; of an odd number of edges the last is open."""
    ends: list[int | None] = [*edges[1::2], None]
    return [seen(since, ends[place]) for place, since in enumerate(edges[::2])]


@settings(deadline=None)
@given(st.lists(SPANS, max_size=6))
def test_whatever_is_seen_the_alerts_end_up_as_the_judges_say(looks: list[list[int]]) -> None:
    """After any history of corrections the open and closed alerts are the last sight, each once, and it is quiet."""
    told = Told()
    for edges in looks:
        told.by(sight(*outages_of(edges), now=100))
    if looks:
        assert told.by(sight(*outages_of(looks[-1]), now=101)) == []
        stands = {
            (event.since, event.until)
            for event in standing(told.events).values()
            if event.event is not AlertNews.OUTAGE_WITHDRAWN
        }
        assert stands == {(one.since, one.until) for one in outages_of(looks[-1])}
    assert len({event.id for event in told.events}) == len(told.events)
