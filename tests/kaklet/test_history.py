"""A period is told the same, byte for byte, from roll-ups, from raw samples, and from any mixture of them."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from made_records import made_visit
from small_study import control, provider, small_study, task

from kaklet.config import Loaded, load
from kaklet.daemon import database
from kaklet.reporting import NothingToTellError, compare_study, study_facts
from kaklet.rolling import FOLDING, Rolling
from results.judge.compare import Records, compare
from results.judge.facts import Period
from results.judge.summary import summarise
from results.keep import Store
from results.records import Failure, Heartbeat, Observation, Session

START = datetime(2026, 5, 3, 21, 0, tzinfo=UTC)
MINUTES = 300
"""Over five edges of hours and one of a day."""
PROVIDERS = ("alpha", "beta", "gamma", "delta")
CONTROLS = ("anchor", "beacon")
SITE = "http://127.0.0.1:9/"
MAINTENANCE = """
[[maintenance]]
provider = "alpha"
start = 2026-05-03T22:30:00Z
end = 2026-05-04T00:15:30Z
announced = 2026-05-01T11:00:00Z
source = "status page"
"""
SESSION = Session(id="s1", agent="agent-0", started_at=START, software="0", config_sha256="00", boot_id="")
SILENT = (Failure.TIMEOUT, Failure.UNREACHABLE, Failure.CONNECTION_REFUSED)


class World:
    """A made-up time of several agents: outages, cut lines, gaps, changes of the interval, slow and void samples."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 -- repeatable on purpose
        self.agents = [f"agent-{number}" for number in range(self.dice.choice((1, 1, 2, 3, 4)))]
        self.acceptable = self.dice.choice(("", "acceptable_seconds = 1.0"))
        start, end = self.dice.choice(((0.0, 0.0), (0.0, 20.0), (37.5, 0.0), (90.0, 61.0)))
        self.start = START + timedelta(minutes=start)
        self.end = START + timedelta(minutes=MINUTES - end)

    def times(self, most: int, length: int) -> list[tuple[int, int, Failure]]:
        """Throw some times: the minute, how long, what is seen of it."""
        dice = self.dice
        return [
            (dice.randrange(MINUTES), dice.randrange(1, length), dice.choice([*SILENT, *Failure]))
            for _ in range(dice.randint(0, most))
        ]

    def observations(self) -> Iterator[Observation]:
        """Yield what all agents recorded, somewhat longer than the period."""
        for name in ("page", "shop"):
            first, second = self.dice.choice(((60, 60), (60, 60), (60, 300), (300, 60)))
            change = self.dice.randrange(MINUTES)
            shared = self.times(2, 12)
            for agent in self.agents:
                # Somebody is there from the beginning, or there would be nothing to tell of some periods.
                born = -9 if agent == self.agents[0] else self.dice.choice((-9, self.dice.randrange(MINUTES)))
                gaps, cuts = self.times(2, 30), self.times(1, 8)
                for host in (*PROVIDERS, *CONTROLS):
                    failing = [*self.times(3, 15), *shared, *((at, length, SILENT[0]) for at, length, _ in cuts)]
                    seconds = -9 * 60
                    odd = self.dice.choice((0.0, 0.02))
                    while seconds < 60 * (MINUTES + 9):
                        minute = seconds // 60
                        seconds += first if minute < change else second
                        if minute >= born and not any(at <= minute < at + length for at, length, _ in gaps):
                            down = [failure for at, length, failure in failing if at <= minute < at + length]
                            yield from self.visit(agent, host, name, minute, down, odd)

    def visit(
        self, agent: str, provider: str, task: str, minute: int, down: list[Failure], odd: float
    ) -> Iterator[Observation]:
        """Yield a sample, and its confirmations."""
        dice, slot = self.dice, START + timedelta(minutes=minute)
        if dice.random() < odd / 8:
            slot += timedelta(seconds=7)
        failure = down[0] if down else dice.choice(list(Failure)) if dice.random() < odd else None
        metrics = {"total_seconds": 2.5 if dice.random() < odd else dice.uniform(0.05, 0.9), "ttfb_seconds": 0.04}
        if failure:
            metrics = dice.choice(({}, {}, {"status": 403.0}, {"connect_seconds": 0.01, "status": 500.0}))
        sample = Observation(
            agent=agent,
            provider=provider,
            target="site" if dice.random() > odd / 8 else "moved",
            task=task,
            kind="http" if dice.random() > odd / 8 else "tcp",
            slot=slot,
            started_at=None if failure and failure.missed else slot + timedelta(milliseconds=dice.randrange(9_000)),
            duration_seconds=None if failure and failure.missed else 0.3,
            failure=failure,
            metrics=metrics,
            loop_lag_seconds=2.0 if dice.random() < odd else 0.001,
            session=dice.choice((None, "s1")),
        )
        yield sample
        if failure and dice.random() < 1 / 2:
            for attempt in (1, 2):
                again = slot + timedelta(seconds=15 * attempt)
                ended = dice.choice((failure, None))
                yield msgspec.structs.replace(sample, attempt=attempt, started_at=again, failure=ended)


def make(study: Path, world: World) -> Loaded:
    """Write the study of *world* over a small one."""
    text = small_study(
        *(
            task(name, "site", "http", world.acceptable, every_seconds=60, timeout_seconds=10.0)
            for name in ("page", "shop")
        ),
        *(provider(name, site=SITE) for name in PROVIDERS),
        *(control(name, site=SITE) for name in CONTROLS),
        MAINTENANCE,
    )
    study.write_text(text, encoding="utf-8")
    return load(study)


def told(loaded: Loaded, world: World) -> list[bytes]:
    """Tell all that a report and a summary tell."""
    found = compare_study(loaded, start=world.start, end=world.end)
    brief = compare_study(loaded, start=world.start, end=world.end, phases=False)
    return [msgspec.json.encode(one) for one in (found, summarise(found), summarise(brief))]


@pytest.mark.parametrize("seed", range(14))
def test_roll_ups_tell_what_raw_samples_tell(study: Path, seed: int) -> None:
    """Before any hour is rolled up, when some are, with late samples, when all are, and when they were made again."""
    world = World(seed)
    loaded = make(study, world)
    samples = list(world.observations())
    late = [one for one in samples if world.dice.random() < 1 / 50]
    with closing(Store.create(database(Path(loaded.study.study.data)))) as store:
        store.keep([SESSION, *samples])
        raw = told(loaded, world)
    database(Path(loaded.study.study.data)).unlink()
    with closing(Store.create(database(Path(loaded.study.study.data)))) as store:
        store.keep([SESSION, *(one for one in samples if one not in late)])
        store.roll_up(FOLDING, before=START + timedelta(minutes=150))
        store.keep(late)
        assert told(loaded, world) == raw
        store.roll_up(FOLDING, before=START + timedelta(minutes=200))
        assert told(loaded, world) == raw
        store.roll_up(FOLDING)
        assert told(loaded, world) == raw
        digest = store.rollups_sha256()
        store.drop_rollups()
        store.roll_up(FOLDING)
        assert (store.rollups_sha256(), told(loaded, world)) == (digest, raw)


@pytest.mark.parametrize("seed", range(100, 104))
def test_whoever_has_the_raw_samples_can_make_the_figures_again(study: Path, seed: int) -> None:
    """The pure comparison of a list of samples is that of the store."""
    world = World(seed)
    loaded = make(study, world)
    with closing(Store.create(database(Path(loaded.study.study.data)))) as store:
        store.keep([SESSION, *world.observations()])
        store.roll_up(FOLDING)
        seen = list(store.observations(START - timedelta(days=1), START + timedelta(days=1)))
    found = compare_study(loaded, start=world.start, end=world.end)
    records = Records(observations=seen, cases=(), handovers={}, messages=(), received={}, sessions=(), heartbeats=())
    again = compare(study_facts(loaded), records, Period(start=world.start, end=world.end, as_of=found.as_of))
    assert msgspec.json.encode(again) == msgspec.json.encode(found)


async def test_the_daemon_has_what_is_over_rolled_up(study: Path) -> None:
    """By the command, in a process of its own; the hour that is not over stays open."""
    loaded = load(study)
    now = datetime.now(UTC)
    slots = [now - timedelta(hours=30), now - timedelta(hours=3), now]
    sample = Observation(
        agent="here", provider="alpha", target="site", task="page", kind="http", slot=now, duration_seconds=0.1
    )
    with closing(Store.create(database(Path(loaded.study.study.data)))) as store:
        store.keep([msgspec.structs.replace(sample, slot=slot) for slot in slots])
        await Rolling(loaded.file).once()
        assert store.roll_up(FOLDING) == 1


def test_records_that_came_before_the_first_sign_of_life_are_told(study: Path) -> None:
    """An agent's heartbeat may come after its samples; with one slot alone there is no period yet, and it says so."""
    loaded = make(study, World(0))
    later = START + timedelta(minutes=1)
    with closing(Store.create(database(Path(loaded.study.study.data)))) as store:
        store.keep([SESSION, Heartbeat(session="s1", at=START - timedelta(seconds=30)), sample(START)])
        with pytest.raises(NothingToTellError, match="wait for the next one"):
            compare_study(loaded)
        store.keep([sample(later)])
    period = summarise(compare_study(loaded)).period
    assert (period.start, period.end) == (START, later)


def sample(slot: datetime) -> Observation:
    """Make a sample without a failure."""
    seen = {"started_at": slot, "duration_seconds": 0.1, "metrics": {"total_seconds": 0.1}, "session": "s1"}
    return made_visit(slot, agent="agent-0", task="site", **seen)
