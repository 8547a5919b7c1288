"""The page of plain text: it fits, whatever stands in it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from made_records import made_case, made_visit

from kaklet.config import load
from kaklet.daemon import database
from kaklet.lengths import age
from kaklet.status import method_lines, prober_lines, status_lines
from results.keep import Store
from results.records import Case, Failure, Handover, Heartbeat, Message, Observation, Session

NOW = datetime(2026, 5, 3, 12, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "0 s"),
        (0.4, "0 s"),
        (59, "59 s"),
        (60, "1 m 0 s"),
        (3_599, "59 m 59 s"),
        (3_600, "1 h 0 m"),
        (86_399, "23 h 59 m"),
        (86_400, "1 d 0 h"),
        (400 * 86_400, "400 d 0 h"),
    ],
)
def test_an_age_is_told_in_its_two_largest_units(seconds: float, words: str) -> None:
    """Nothing is told to the second that is days old, and nothing is of negative age."""
    assert age(seconds) == words


@pytest.mark.parametrize("failure", list(Failure))
def test_no_line_is_wider_than_80_columns(asking_study: Callable[..., Path], failure: Failure) -> None:
    """Long names, long waits, long subjects and every failure fit the page."""
    study = asking_study()
    text = study.read_text(encoding="utf-8").replace("every_seconds = 0.5", "every_seconds = 7199")
    text = text.replace('"page"', '"a-page-with-a-long-name-indeed"').replace('"alpha"', f'"{"alpha-" * 6}"')
    study.write_text(text, encoding="utf-8")
    store = Store.create(database(study.with_name("data")))
    provider, long_ago = "alpha-" * 6, NOW - timedelta(days=364, hours=23)
    store.keep(
        [
            Session(id="s", agent="here", started_at=long_ago, software="0", config_sha256="0", boot_id=""),
            Heartbeat(
                session="s",
                at=NOW - timedelta(seconds=5),
                running=tuple(f"a-page-with-a-long-name-indeed {provider}{n}" for n in range(9)),
                mailbox_read_at=long_ago,
            ),
            made_visit(long_ago, failure, provider=provider, task="a-page-with-a-long-name-indeed"),
            *(record for number in range(12) for record in unanswered(number, provider, long_ago)),
            *(Message(id=f"m{number}", received_at=NOW, evidence="00") for number in range(1_000)),
        ]
    )
    store.close()
    lines = list(status_lines(load(study), NOW))
    assert max(map(len, lines)) <= 80
    assert any(line.endswith(f"  {failure}") for line in lines)
    assert any("1000 messages (1000 of no case" in line for line in lines)
    assert any("Questions without any message until now: 12" in line for line in lines)


def unanswered(number: int, provider: str, at: datetime) -> tuple[Case, Handover]:
    """Make a case that nobody has answered."""
    subject = "A subject that goes on and on, as the subjects of mails sometimes do"
    case = made_case(f"c{number}", at, provider=provider, subject=subject)
    return case, Handover(case=case.id, at=at)


def visit(seconds: float, lag: float | None, *, synchronised: bool | None) -> Observation:
    """Make a visit that began *seconds* after NOW."""
    at = NOW + timedelta(seconds=seconds)
    return made_visit(at, started_at=at, loop_lag_seconds=lag, clock_synchronised=synchronised)


def test_the_largest_lag_and_the_newest_clock_are_told() -> None:
    """A prober that is late, or whose clock runs free, shows on the page."""
    newest = [visit(0, 0.2504, synchronised=False), visit(9, 0.001, synchronised=True)]
    assert list(prober_lines(newest)) == [
        "In the newest visits the prober was late by at most 250.4 ms.",
        "The clock is synchronised.",
    ]
    assert list(prober_lines(newest[:1]))[1] == "The clock is not synchronised: set up NTP."


def test_what_is_not_known_of_the_prober_is_not_told() -> None:
    """Missed slots, and systems that do not say, make no line."""
    missed = Observation(agent="here", provider="a", target="s", task="t", kind="http", slot=NOW)
    assert list(prober_lines([missed, visit(0, None, synchronised=None)])) == []


def test_the_method_of_measuring_is_that_of_the_newest_run() -> None:
    """After an update the page tells the new one; a run that did not say has no line."""
    runs = [
        Session(id=one, agent="here", started_at=at, software="0.2", config_sha256="0", boot_id="", method=method)
        for one, at, method in (("new", NOW, "2"), ("old", NOW - timedelta(days=1), "1"))
    ]
    assert list(method_lines(runs)) == ["Measured by Kaklet 0.2, method of measuring 2."]
    unsaid = Session(id="s", agent="here", started_at=NOW, software="0.1", config_sha256="0", boot_id="")
    assert list(method_lines([unsaid])) == []
