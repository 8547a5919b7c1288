"""Agents are called silent only for the time in which somebody listened to them."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from vantages import Collected, collecting, until
from watched_study import STUDY, Watched, at

from kaklet.config import load
from kaklet.fleet import collector
from kaklet.fleet.intake import Intake
from kaklet.fleet.standing import agent_lines, agents_told, deaf_words
from kaklet.fleet.taking import Customs
from results.keep.collected import CollectorStore
from results.keep.fleet import agent_states, listening
from results.records.fleet import AgentState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from broker import Mosquitto

    from kaklet.config import Loaded

    Start = Callable[..., Mosquitto]
    Study = Callable[..., Loaded]


QUIET = 10


class Ear:
    """A collector's store, by a clock that is set by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def hear(self, minutes: Iterable[float], *agents: str, state: str = "here") -> None:
        """Listen at *minutes* after noon, in which *agents* say how they are."""
        with closing(CollectorStore.create(self.path)) as store:
            for minute in minutes:
                now = at(minute)
                intake = Intake(store, Customs(set(), frozen_after=timedelta(1)), "small", lambda now=now: now)
                intake.listening()
                for name in agents:
                    store.take_state(_state(name, now, state))

    def told(self, study: Loaded, minute: float) -> dict[str, str]:
        """Tell at a minute how each agent is shown."""
        with closing(CollectorStore.read(self.path)) as store:
            return {one.agent: one.presence for one in agents_told(study.study, agent_states(store), at(minute))}

    def words(self, minute: float) -> str:
        """Tell at a minute what is said of the collector."""
        with closing(CollectorStore.read(self.path)) as store:
            return deaf_words(agent_states(store), at(minute))


def _state(agent: str, now: datetime, state: str) -> AgentState:
    return AgentState(
        agent=agent, session="s", state=state, at=now, started_at=now, software="0", backlog=0, seen_at=now
    )


@pytest.fixture
def ear(watched: Watched) -> Ear:
    """Return the ear of the small study."""
    return Ear(watched.path)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Write the small study."""
    file = tmp_path / "study.toml"
    file.write_text(STUDY, encoding="utf-8")
    return file


@pytest.fixture
def watched(study: Path) -> Watched:
    """Return the small study, watched since noon."""
    return Watched(load(study))


def test_no_agent_is_lost_because_the_collector_was_away(watched: Watched, ear: Ear) -> None:
    """An hour without a collector, and five minutes after it, tell nothing of agents; then silence does."""
    ear.hear(range(11), "malmo", "oslo")
    assert [watched.at(minute) for minute in (10, 16, 40, 69)] == [[]] * 4
    assert ear.told(watched.loaded, 69) == {"malmo": "unknown", "oslo": "unknown"}
    assert ear.words(69).startswith("Nobody has listened to agents for 59 m 0 s: the collector does not run")
    ear.hear([70])
    ear.hear([71, 72], "malmo")
    assert watched.at(72) == []
    assert ear.told(watched.loaded, 72) == {"malmo": "here", "oslo": "unknown"}
    assert ear.words(72) == (
        "Agents have been listened to again for 2 m 0 s. Who has not spoken since is unknown, and lost after 5 minutes."
    )
    ear.hear(range(73, 77), "malmo")
    assert watched.at(76) == ["agent_lost oslo"]
    assert ear.told(watched.loaded, 76) == {"malmo": "here", "oslo": "lost"}
    assert ear.words(76) == ""


def test_an_agent_that_was_lost_is_not_back_because_the_collector_went(watched: Watched, ear: Ear) -> None:
    """Nobody knows how it is; it is told back when it speaks."""
    ear.hear(range(3), "malmo", "oslo")
    ear.hear(range(3, 11), "oslo")
    assert watched.at(10) == ["agent_lost malmo"]
    assert [watched.at(minute) for minute in (30, 60)] == [[], []]
    ear.hear([61, 62], "oslo")
    assert watched.at(62) == []
    ear.hear([63], "malmo", "oslo")
    assert watched.at(63) == ["agent_back malmo"]


def test_a_goodbye_stays_a_goodbye(watched: Watched, ear: Ear) -> None:
    """However long nobody listens."""
    ear.hear([0], "malmo", state="gone")
    assert ear.told(watched.loaded, 600) == {"malmo": "gone"}


def test_a_short_pause_of_the_collector_is_none(watched: Watched, ear: Ear) -> None:
    """It was started anew within a minute: who is silent for longer than that is lost as before."""
    ear.hear(range(4), "malmo")
    ear.hear([4, 5, 6, 7, 8, 9])
    assert ear.told(watched.loaded, 9) == {"malmo": "lost"}


def test_a_collector_whose_clock_is_set_back_calls_nobody_here_for_ever(watched: Watched, ear: Ear) -> None:
    """What it heard lies in the future then, and holds for nothing."""
    ear.hear([1_000], "malmo")
    ear.hear(range(7))
    assert ear.told(watched.loaded, 6) == {"malmo": "lost"}


def test_nobody_waits_for_an_agent_that_was_shut_out(ear: Ear) -> None:
    """That it does not speak says nothing of the collector."""
    ear.hear(range(3), "malmo", "oslo")
    ear.hear([100], "oslo")
    with closing(CollectorStore.read(ear.path)) as store:
        assert deaf_words(agent_states(store), at(100), revoked={"malmo"}) == ""


def test_the_words_fit_the_page(watched: Watched, ear: Ear) -> None:
    """An agent that is unknown fits its column."""
    ear.hear([0], "malmo")
    with closing(CollectorStore.read(ear.path)) as store:
        lines = list(agent_lines(agents_told(watched.loaded.study, agent_states(store), at(60))))
    assert lines[1].startswith("malmo            unknown   1 h 0 m ago")


async def test_a_collector_tells_that_it_listens_only_while_the_broker_is_there(
    mosquitto: Start, fleet_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that is lost ends it."""
    monkeypatch.setattr(collector, "LISTENING_SECONDS", 0.02)
    broker = mosquitto()
    loaded = fleet_study(broker.url)
    collected = Collected(loaded)

    def heard() -> datetime | None:
        with collected.store() as store:
            return found.until if (found := listening(store)) else None

    async with collecting(loaded):
        await until(lambda: heard() is not None)
        first = heard()
        await until(lambda: heard() != first)
        broker.kill()
        last: list[datetime | None] = []
        await until(lambda: last.append(heard()) or (len(last) > QUIET and len(set(last[-QUIET:])) == 1))  # type: ignore[func-returns-value]
        broker.start()
        stopped = heard()
        await until(lambda: heard() != stopped)
