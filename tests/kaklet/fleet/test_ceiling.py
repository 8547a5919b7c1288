"""What a machine can do, and what a study asks of it."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from kaklet.fleet import ceiling as module
from kaklet.fleet.ceiling import WEEK_SECONDS, OwnCeiling, asked_per_second, ceiling, idle_seconds, too_much
from probes.http import HttpProbe
from probes.probe import Target
from scheduler import Series, Task

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


def series(every_seconds: float, count: int) -> list[Series]:
    """Make *count* series of one interval."""
    task = Task(name=f"t{every_seconds}", target="site", every_seconds=every_seconds, probe=HttpProbe())
    return [
        Series(task=task, target=Target(provider=f"p{number}", name="site", url="http://localhost/"))
        for number in range(count)
    ]


async def test_a_machine_measures_what_it_can_do() -> None:
    """By CPU time, so that a busy machine says the same; it ends when its time is over."""
    before = time.process_time()
    found = await ceiling(cpu_seconds=0.2)
    assert found is not None
    assert 20 < found < 20_000
    assert time.process_time() - before < 3.0


async def test_where_nothing_answers_no_ceiling_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown is not 0."""
    monkeypatch.setattr(module, "_ANSWER", b"what?\r\n\r\n")
    assert await ceiling(cpu_seconds=0.2) is None


def test_a_study_is_told_by_its_busiest_second() -> None:
    """Starts are spread over a fifth of the interval, at most half a minute; cohorts can begin together."""
    assert asked_per_second(series(60.0, 24)) == pytest.approx(2.0)
    assert asked_per_second([*series(60.0, 24), *series(3_600.0, 30)]) == pytest.approx(3.0)
    assert asked_per_second([]) == 0.0


def test_more_than_half_of_the_ceiling_is_too_much() -> None:
    """And it is not said of a machine whose ceiling is not known."""
    many = series(60.0, 24)
    assert too_much(many, 4.0) == ""
    assert too_much(many, None) == ""
    assert too_much(many, 3.9, "agent a") == (
        "The study asks for 2 visits a second at its busiest, and agent a can make 3.9: more than half."
        " Make intervals longer or series fewer, or some slots will be missed."
    )


@pytest.mark.parametrize(
    ("after_seconds", "idle"), [(0.0, 0.0), (34.9, 0.0), (35.0, 25.0), (59.0, 1.0), (60.0, 0.0), (75.0, 45.0)]
)
def test_nothing_is_measured_while_visits_begin(after_seconds: float, idle: float) -> None:
    """A slot's visits begin within its spread and lateness (15 s and 35 s here); then it is quiet until the next."""
    many = [*series(60.0, 2), *series(300.0, 2)]
    assert idle_seconds(many, NOON + timedelta(seconds=after_seconds)) == idle


class Machine:
    """The clocks of a machine, and what it asks."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.running: Sequence[str] = ()
        self.at = NOON + timedelta(seconds=40)
        self.found: list[float | None] = [100.0, 200.0, None]

    async def ceiling(self) -> float | None:
        """Find the next one."""
        return self.found.pop(0)


async def test_it_is_measured_anew_after_a_week_when_nothing_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before, not during visits, not just before a slot; and a measurement that fails takes nothing away."""
    machine = Machine()
    monkeypatch.setattr(module, "ceiling", machine.ceiling)
    own = OwnCeiling(
        lambda: series(60.0, 2), lambda: machine.running, now=lambda: machine.at, monotonic=lambda: machine.seconds
    )
    assert own.per_second is None
    await own.begin()
    machine.seconds = WEEK_SECONDS - 1
    await own.turn()
    assert own.per_second == 100.0
    machine.seconds, machine.running = WEEK_SECONDS, ("page alpha",)
    await own.turn()
    machine.running, machine.at = (), NOON + timedelta(seconds=58)
    await own.turn()
    assert own.per_second == 100.0
    machine.at = NOON + timedelta(seconds=40)
    await own.turn()
    assert own.per_second == 200.0
    machine.seconds *= 2
    await own.turn()
    assert own.per_second == 200.0


async def test_an_agent_that_is_asked_for_too_much_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """At the start, before slots are missed."""
    machine = Machine()
    monkeypatch.setattr(module, "ceiling", machine.ceiling)
    await OwnCeiling(lambda: series(5.0, 60), lambda: ()).begin()
    assert "asks for 60 visits a second at its busiest, and this machine can make 100" in caplog.text
