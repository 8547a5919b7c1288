"""Agents as those who run the study see them: on the page of plain text, at the desk, and when a study is checked."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner
from msgspec.structs import replace

from kaklet.command_line import main
from kaklet.config import load
from kaklet.daemon import database
from kaklet.fleet.agent import certificate_until
from kaklet.fleet.standing import MANY, agent_lines, agents_told, clock_words
from kaklet.status import status_lines
from kaklet.study import Study
from results.judge.fleet.completeness import completeness
from results.keep.collected import CollectorStore
from results.keep.fleet import holdings
from results.records import Heartbeat, Session
from results.records.fleet import AgentState

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
STATE = AgentState(
    agent="malmo-1",
    session="s",
    state="here",
    at=NOW,
    started_at=NOW - timedelta(days=3),
    software="0.1.0",
    backlog=12,
    oldest_unsent_at=NOW - timedelta(seconds=20),
    clock_synchronised=True,
    clock_error_seconds=0.016,
    ceiling_per_second=212.6,
    study_version=4,
    certificate_until=NOW + timedelta(days=400),
    seen_at=NOW - timedelta(seconds=31),
    changed_at=NOW - timedelta(days=3),
)


@pytest.fixture
def study_file(asking_study: Callable[..., Path]) -> Path:
    """Write a study that meets agents at a broker."""
    file = asking_study()
    text = file.read_text(encoding="utf-8")
    file.write_text(text + '\n[broker]\nurl = "mqtt://127.0.0.1:1883"\n', encoding="utf-8")
    return file


@pytest.fixture
def study(study_file: Path) -> Study:
    """Return it."""
    return load(study_file).study


def told(study: Study, **changes: object) -> tuple[str, ...]:
    """Tell what there is to look after with an agent."""
    (one,) = agents_told(study, [replace(STATE, **changes)], NOW)
    return one.notes


def test_an_agent_is_told_in_a_line(study: Study) -> None:
    """State, last word, backlog, clock, ceiling, study and version, in columns."""
    assert list(agent_lines(agents_told(study, [STATE], NOW))) == [
        "agent            state        heard of   backlog    clock visits/s study version",
        "malmo-1          here         31 s ago        12   ±16 ms      213     4 0.1.0",
    ]


def test_those_that_are_not_here_come_first(study: Study) -> None:
    """They are what one looks for."""
    states = [STATE, replace(STATE, agent="oslo-1", state="lost"), replace(STATE, agent="a", state="gone")]
    assert [(one.agent, one.presence) for one in agents_told(study, states, NOW)] == [
        ("a", "gone"),
        ("oslo-1", "lost"),
        ("malmo-1", "here"),
    ]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"seen_at": NOW - timedelta(hours=2)}, "is lost, and was last heard of 2 h 0 m ago."),
        ({"clock_synchronised": False}, "has a clock that is not synchronised: set up NTP."),
        (
            {"clock_synchronised": False, "waits_for_clock": True, "oldest_unsent_at": NOW - timedelta(days=1)},
            "has a clock that is not synchronised: set up NTP. Records wait there for that.",
        ),
        (
            {"clock_synchronised": False, "waits_for_clock": True, "waits_seconds": 451.0},
            (
                "has a clock that is not synchronised: set up NTP. Records wait there for that,"
                " for 7 minutes more at most."
            ),
        ),
        (
            {"clock_synchronised": False, "waits_for_clock": True, "waits_seconds": 30.0},
            "has a clock that is not synchronised: set up NTP.",
        ),
        (
            {"oldest_unsent_at": NOW - timedelta(hours=3)},
            "has records that have waited for 3 h 0 m to be collected.",
        ),
        (
            {"study_trouble": "the study is signed\nby another key."},
            "does not take the newest study document: the study is signed by another key.",
        ),
        (
            {"certificate_until": NOW + timedelta(days=12, hours=3)},
            "has a certificate that ends in 12 d 3 h: run `kaklet fleet enrol malmo-1 --renew`.",
        ),
        (
            {"certificate_until": NOW - timedelta(days=1)},
            "has a certificate that has ended: run `kaklet fleet enrol malmo-1 --renew`.",
        ),
        (
            {"ceiling_per_second": 15.0},
            (
                "may miss slots. The study asks for 10 visits a second at its busiest, and it can make 15: more than"
                " half. Make intervals longer or series fewer, or some slots will be missed."
            ),
        ),
    ],
)
def test_what_a_person_should_look_after_is_said(study: Study, changes: dict[str, object], note: str) -> None:
    """One sentence for each; nothing where all is well."""
    assert told(study) == ()
    assert told(study, **changes) == (note,)


def test_who_was_shut_out_is_missed_by_nobody(study: Study) -> None:
    """It is told last, as revoked, and there is nothing to look after with it."""
    states = [replace(STATE, agent="oslo-1", seen_at=NOW - timedelta(days=9)), STATE]
    told = agents_told(study, states, NOW, revoked={"oslo-1"})
    assert [(one.agent, one.presence, one.notes) for one in told] == [
        ("malmo-1", "here", ()),
        ("oslo-1", "revoked", ()),
    ]


def test_what_is_so_with_several_is_said_once(study: Study) -> None:
    """A fleet without NTP does not fill the page."""
    states = [replace(STATE, agent=name, clock_synchronised=False) for name in ("a", "b", "c")]
    assert list(agent_lines(agents_told(study, states, NOW)))[4:] == [
        "a, b, c: each has a clock that is not synchronised: set up NTP."
    ]


@pytest.mark.parametrize(
    ("synchronised", "error_seconds", "words"),
    [
        (None, None, "unknown"),
        (False, 16.384, "unsynced"),
        (True, None, "right"),
        (True, 0.016, "±16 ms"),
        (True, 1.024, "±1.02 s"),
    ],
)
def test_a_clock_is_told_in_two_words(*, synchronised: bool | None, error_seconds: float | None, words: str) -> None:
    """By its largest possible error, where it is held right."""
    assert clock_words(synchronised, error_seconds) == words


def test_the_page_of_plain_text_tells_agents_and_fits(study_file: Path) -> None:
    """Whatever an agent says of itself."""
    wide = replace(
        STATE,
        agent="an-agent-with-a-very-long-name-indeed-40",
        software="x" * 5_000,
        backlog=10**12,
        ceiling_per_second=1e300,
        clock_error_seconds=1e300,
        study_version=10**9,
        study_trouble="\x1b[31m" + "words " * 1_000,
        seen_at=NOW - timedelta(days=365),
    )
    loaded = load(study_file)
    store = CollectorStore.create(database(Path(loaded.study.study.data)))
    for state in (STATE, wide):
        store.take_state(state)
    store.close()
    lines = list(status_lines(loaded, NOW))
    assert max(map(len, lines)) <= 80
    assert "malmo-1          here         31 s ago        12   ±16 ms      213     4 0.1.0" in lines
    text = "\n".join(lines)
    assert "\x1b" not in text
    assert text.count("words") <= MANY / 5


def test_the_word_of_an_agent_is_not_that_of_the_daemon(study_file: Path) -> None:
    """Heartbeats that came from elsewhere do not say that anything runs here."""
    loaded = load(study_file)
    store = CollectorStore.create(database(Path(loaded.study.study.data)))
    run = Session(id="s", agent="malmo-1", started_at=NOW, software="9", config_sha256="", boot_id="", method="9")
    store.keep([run, Heartbeat(session="s", at=NOW)])
    store.close()
    lines = list(status_lines(loaded, NOW))
    assert lines[0] == "No daemon has worked on this study yet."
    assert not any("method of measuring" in line for line in lines)


def test_a_study_that_asks_an_agent_for_too_much_is_warned_of(study_file: Path) -> None:
    """`kaklet check` knows what agents can do from what they told; the study is right all the same."""
    loaded = load(study_file)
    result = CliRunner().invoke(main, ["check", str(study_file)])
    assert (result.exit_code, result.stderr) == (0, "")
    store = CollectorStore.create(database(Path(loaded.study.study.data)))
    store.take_state(replace(STATE, ceiling_per_second=15.0))
    store.close()
    result = CliRunner().invoke(main, ["check", str(study_file)])
    assert result.exit_code == 0
    assert "is right" in result.stdout
    assert result.stderr.startswith("Mind: The study asks for 10 visits a second at its busiest, and agent malmo-1 can")


def test_an_agent_knows_until_when_its_certificate_holds(tmp_path: Path) -> None:
    """And says nothing where there is none, or what is there is no certificate."""
    file = tmp_path / "agent.crt"
    until = datetime(2031, 5, 3, 7, 0, tzinfo=UTC)
    trustme.CA().issue_cert("agent", not_after=until).cert_chain_pems[0].write_to_path(file)
    assert certificate_until(str(file)) == until
    file.write_text("-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n", encoding="ascii")
    assert certificate_until(str(file)) is None
    assert certificate_until(str(tmp_path / "none.crt")) is None
    assert certificate_until(None) is None


def test_an_agent_that_was_heard_and_sent_nothing_yet_is_told(tmp_path: Path) -> None:
    """Its records wait for its clock: it says how many, and no summary leaves it out."""
    store = CollectorStore.create(tmp_path / "kaklet.sqlite3")
    store.take_state(STATE)
    (told,) = completeness(holdings(store))
    store.close()
    assert (told.agent, told.collected, told.under_way) == ("malmo-1", 0, STATE.backlog)
