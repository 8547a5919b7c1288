"""What becomes an alert, and what never does: by the report's own judges, from a real store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from watched_study import Watched, at, beat, sample, samples, session

from kaklet.alerts.board import board
from kaklet.daemon import evidence
from kaklet.fleet.folder import Certificate, FleetFolder, Register
from kaklet.rolling import FOLDING
from results.keep import EvidenceFolder, Store
from results.records import Assignment, Failure, Message

TIMEOUT = Failure.TIMEOUT


def test_an_outage_opens_once_and_closes_once_through_restarts(watched: Watched) -> None:
    """However often it is looked, and by whomever it is looked."""
    watched.keep(*samples(range(10)), *samples(range(10, 13), TIMEOUT))
    assert watched.at(12) == ["outage_opened alpha"]
    assert watched.at(12.5) == []
    watched.restart()
    watched.keep(*samples(range(13, 15), TIMEOUT))
    assert watched.at(15) == []
    (open_,) = watched.open
    assert (open_.since, open_.cause, open_.task) == (at(10), TIMEOUT, "page")
    watched.keep(*samples(range(15, 20)))
    assert watched.at(20) == ["outage_closed alpha"]
    watched.restart()
    assert watched.at(21) == []
    assert watched.open == []


def test_late_samples_correct_what_was_told(watched: Watched) -> None:
    """The minutes before were down as well, which is known a quarter of an hour later: one alert, corrected."""
    watched.keep(*samples(range(8)), *samples(range(10, 15), TIMEOUT), *samples(range(15, 20)))
    assert watched.at(20) == ["outage_opened alpha", "outage_closed alpha"]
    watched.keep(*samples((8, 9), TIMEOUT))
    assert watched.at(35) == ["outage_corrected alpha"]
    assert watched.at(36) == []
    (event,) = watched.alerts.newest()
    assert (event.since, event.until, event.samples, event.number) == (at(8), at(15), 7, 3)


def test_an_outage_that_proves_to_be_our_own_line_is_withdrawn(watched: Watched) -> None:
    """The control's samples came late: it was silent too, and so nothing is known of the provider."""
    watched.keep(*samples(range(10)), *samples(range(10, 13), TIMEOUT))
    assert watched.at(14) == ["outage_opened alpha"]
    watched.keep(*samples(range(10, 13), TIMEOUT, provider="anchor"))
    assert watched.at(15) == ["outage_withdrawn alpha"]
    assert watched.at(16) == []


@pytest.mark.parametrize(
    "failure",
    [Failure.PROBE_FAULT, Failure.CLOCK_STEPPED, Failure.MISSED_DOWN, Failure.RESOLVER_SILENT, Failure.PAUSED],
)
def test_an_hour_of_which_nothing_is_known_opens_nothing(watched: Watched, failure: Failure) -> None:
    """What is the prober's own fault is void or missed, and no alert."""
    watched.keep(*samples(range(30)), *samples(range(30, 90), failure), *samples(range(90, 100)))
    assert [watched.at(minute) for minute in (40, 60, 89, 91, 100)] == [[]] * 5


def test_an_hour_in_which_our_line_was_cut_opens_nothing(watched: Watched) -> None:
    """Provider and control were silent alike."""
    for provider in ("alpha", "anchor"):
        watched.keep(*samples(range(30), provider=provider), *samples(range(30, 90), TIMEOUT, provider=provider))
    assert [watched.at(minute) for minute in (40, 60, 90)] == [[]] * 3


def test_one_sample_whose_confirmation_is_up_opens_nothing(watched: Watched) -> None:
    """Not before the next slot, and not after it."""
    watched.keep(*samples(range(10)), sample(10, TIMEOUT), sample(10, attempt=1))
    assert watched.at(10.8) == []
    watched.keep(*samples(range(11, 15)))
    assert watched.at(15) == []


def test_one_sample_whose_confirmation_fails_too_is_an_outage(watched: Watched) -> None:
    """It is told as soon as the confirmations are over, before the next slot."""
    watched.keep(*samples(range(10)), sample(10, TIMEOUT), sample(10, TIMEOUT, attempt=1))
    assert watched.at(10.2) == []
    assert watched.at(10.5) == ["outage_opened alpha"]


def test_a_good_confirmation_between_failed_slots_ends_nothing(watched: Watched) -> None:
    """An outage that flutters is one alert: only a good slot ends it."""
    watched.keep(*samples(range(10)), *samples(range(10, 12), TIMEOUT), sample(11, attempt=1))
    assert watched.at(11.9) == ["outage_opened alpha"]
    watched.keep(*samples((12,), TIMEOUT))
    assert watched.at(12.9) == []
    watched.keep(*samples(range(13, 15)))
    assert watched.at(15) == ["outage_closed alpha"]


def test_one_vantage_point_that_is_cut_off_opens_nothing(watched: Watched) -> None:
    """Two of three see the provider up, though their word comes later: the slots disagree and are not down."""
    for agent in ("here", "malmo", "oslo"):
        watched.keep(session(agent, -60), beat(agent, -60, 30), *samples(range(10), agent=agent))
    watched.keep(*samples(range(10, 13), TIMEOUT))
    assert watched.at(12.5) == []
    watched.keep(*samples(range(10, 14), agent="malmo"), *samples(range(10, 14), agent="oslo"))
    assert watched.at(14) == []


def test_the_other_of_two_is_heard_before_anybody_is_told(watched: Watched) -> None:
    """Its word comes a minute later and says otherwise; had it said nothing for five minutes, one would be enough."""
    for agent in ("here", "malmo"):
        watched.keep(session(agent, -60), beat(agent, -60, 30), *samples(range(10), agent=agent))
    watched.keep(*samples(range(10, 12), TIMEOUT))
    assert watched.at(11.9) == []
    watched.keep(*samples(range(10, 12), agent="malmo"))
    assert watched.at(12) == []
    watched.keep(*samples(range(12, 18), TIMEOUT))
    assert watched.at(16) == []
    assert watched.at(18) == ["outage_opened alpha"]


def test_one_voice_is_not_enough_while_two_of_three_are_silent(watched: Watched) -> None:
    """However long the others say nothing, they may say otherwise yet."""
    for agent in ("here", "malmo", "oslo"):
        watched.keep(*samples(range(10), agent=agent))
    watched.keep(*samples(range(10, 40), TIMEOUT))
    assert watched.at(40) == []
    watched.keep(*samples(range(10, 40), TIMEOUT, agent="oslo"))
    assert watched.at(41) == ["outage_opened alpha"]


def test_an_agent_that_comes_back_takes_back_nothing(watched: Watched) -> None:
    """It is there again and has not spoken yet: what was told stays, until it says that the minutes were good."""
    for agent in ("here", "malmo"):
        watched.keep(session(agent, -60), beat(agent, -60, 0), *samples(range(-30, 1), agent=agent))
    watched.keep(beat("here", -60, 20), *samples(range(1, 17)), *samples(range(17, 20), TIMEOUT))
    assert watched.at(19.5) == ["outage_opened alpha", "agent_lost malmo"]
    watched.keep(beat("here", -60, 21), beat("malmo", -60, 20), sample(20, TIMEOUT))
    assert watched.at(20.5) == ["agent_back malmo"]
    watched.restart()
    assert watched.at(20.6) == []
    watched.keep(*samples(range(17, 20), agent="malmo"))
    assert watched.at(20.7) == ["outage_withdrawn alpha"]


def test_an_agent_that_says_goodbye_is_not_lost(watched: Watched) -> None:
    """One that falls silent is, and is back with its next sign of life."""
    watched.keep(session("malmo", -60), session("oslo", -60), beat("malmo", -60, 0, ended=True), beat("oslo", -60, 0))
    assert watched.at(4) == []
    assert watched.at(6) == ["agent_lost oslo"]
    watched.restart()
    assert watched.at(7) == []
    watched.keep(session("oslo", 8), beat("oslo", 8, 8))
    assert watched.at(9) == ["agent_back oslo"]


def test_an_agent_that_is_shut_out_is_missed_no_more(watched: Watched) -> None:
    """It is silent for good; what was told of it before is taken back."""
    watched.keep(session("oslo", -60), beat("oslo", -60, 0))
    assert watched.at(6) == ["agent_lost oslo"]
    folder = FleetFolder(watched.loaded.file)
    gone = Certificate(serial="1", made_at=at(-99), until=at(9_999), revoked_at=at(7))
    folder.note(Register(study="small", agents={"oslo": [gone]}))
    assert watched.at(8) == ["agent_back oslo"]
    assert watched.at(9) == []


def test_what_is_rolled_up_is_judged_alike(watched: Watched) -> None:
    """An outage that began in an hour that was counted since goes on, and ends once."""
    watched.keep(*samples(range(-90, -30)), *samples(range(-30, 20), TIMEOUT))
    assert watched.at(20) == ["outage_opened alpha"]
    store = Store.create(watched.path)
    try:
        assert store.roll_up(FOLDING, before=at(0)) == 2
    finally:
        store.close()
    watched.restart()
    assert watched.at(21) == []
    watched.keep(*samples(range(20, 30)))
    assert watched.at(30) == ["outage_closed alpha"]
    (event,) = watched.alerts.newest()
    assert (event.since, event.samples) == (at(-30), 50)


def test_two_providers_are_two_alerts(watched: Watched) -> None:
    """Each has its own name, beginning and end."""
    for provider in ("alpha", "beta"):
        watched.keep(*samples(range(10), provider=provider), *samples(range(10, 13), TIMEOUT, provider=provider))
    assert watched.at(13) == ["outage_opened alpha", "outage_opened beta"]
    watched.keep(*samples(range(13, 15), provider="beta"))
    assert watched.at(15) == ["outage_closed beta"]


def test_a_message_of_no_case_waits_until_a_person_has_placed_it(watched: Watched) -> None:
    """It is told without a word of what is in it, and done when somebody said that it belongs nowhere."""
    folder = EvidenceFolder(evidence(Path(watched.loaded.study.study.data)))
    raw = folder.put(b"From: Priya Shah <priya@alpha.example>\r\nSubject: PHP\r\n\r\nHi Maja, 8.2.\r\n")
    watched.keep(Message(id="m1", received_at=at(1), evidence=raw))
    assert watched.at(2) == ["case_waits None"]
    (event,) = watched.open
    assert (event.alert, event.case, event.why) == (f"case/message-{raw[:8]}", None, ("unmatched",))
    assert "Priya" not in str(event)
    watched.keep(Assignment(message="m1", case=None, by="Ann", at=at(3)))
    assert watched.at(4) == []
    assert watched.at(8) == ["case_done None"]
    said = json.loads(board("small", (), (), watched.alerts.newest())["kaklet/v1/small/alert/waiting"])
    assert (said["state"], said["count"]) == ("closed", 0)
