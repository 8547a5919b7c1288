"""What a clock that is not right yet recorded waits in the outbox, and goes out re-dated."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kaklet.fleet.holding import ClockGate
from probes.machine_clock import KernelState, MachineClock
from results.keep.redating_outbox import CHUNK, RedatingOutbox
from results.records import Heartbeat, Observation, Session
from results.records.clock import clocked
from results.records.fleet import NO_DIGEST, AgentRecord, added

WRONG = datetime(2026, 1, 1, tzinfo=UTC)
"""The start of the machine, as its clock tells it first."""
STEP = timedelta(days=122, seconds=30.5)
MINUTE = timedelta(minutes=1)
ALL = 10**6
_RECORD = msgspec.msgpack.Decoder(AgentRecord)


class Pi:
    """A machine without a clock of its own, an agent on it, and its outbox."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.boottime, self.booted_at = 60.0, WRONG
        self.synchronised: bool | None = False
        self.made: list[AgentRecord] = []
        self.boot("b1")

    def boot(self, boot_id: str, hold_seconds: float = 3_600.0) -> None:
        """Start the agent, on another start of the machine or the same."""
        self.boot_id = boot_id
        self.session = f"s{len(self.made)}"
        self.clock = MachineClock(kernel=self.kernel, boottime=lambda: self.boottime)
        self.outbox = RedatingOutbox.create(self.folder / "outbox.sqlite3", now=self.now)
        self.gate = ClockGate(
            boot_id,
            {"page": MINUTE}.get,
            hold_seconds,
            clock=MachineClock(kernel=self.kernel, boottime=lambda: self.boottime),
            now=self.now,
            monotonic=lambda: self.boottime,
        )
        run = Session(
            id=self.session, agent="a", started_at=self.now(), software="0", config_sha256="0", boot_id=boot_id
        )
        self.keep(run)

    def now(self) -> datetime:
        """Tell the wall clock."""
        return self.booted_at + timedelta(seconds=self.boottime)

    def kernel(self) -> KernelState:
        """Tell the kernel's word."""
        return self.synchronised, 16.384

    def keep(self, *records: Observation | Session | Heartbeat) -> None:
        """Put *records* into the outbox, as made by the clock that is now."""
        many = [clocked(one, self.clock.reading(self.now)) for one in records]
        self.made += many
        self.outbox.keep(many)

    def measure(self, minutes: int = 1) -> None:
        """Ask in some slots, and tell that it is awake."""
        for _ in range(minutes):
            self.boottime += 60.0
            now = self.now()
            slot = now.replace(second=0, microsecond=0)
            sample = Observation(
                agent="a",
                provider="alpha",
                target="site",
                task="page",
                kind="http",
                slot=slot,
                started_at=now,
                session=self.session,
            )
            self.keep(sample, Heartbeat(session=self.session, at=now))

    def put_right(self) -> None:
        """Set the clock to the right time, as NTP does."""
        self.booted_at += STEP
        self.synchronised = True

    def open(self, sent: int = 0) -> list[int]:
        """Tell which sequences may go out."""
        return [seq for seq, _ in self.rows(self.gate.open_to(self.outbox, sent))]

    def records(self) -> list[AgentRecord]:
        """Read what is in the outbox."""
        return [_RECORD.decode(blob) for _, blob in self.rows()]

    def rows(self, until: int | None = None) -> list[tuple[int, bytes]]:
        """Read it in the portions in which it would be sent."""
        found: list[tuple[int, bytes]] = []
        while some := self.outbox.waiting(found[-1][0] if found else 0, ALL, ALL * 1_000, until):
            found += some.rows
        return found


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Pi]:
    """Yield a machine that has just been switched on."""
    pi = Pi(tmp_path)
    yield pi
    pi.outbox.close()


def test_nothing_goes_out_before_the_clock_is_right(machine: Pi) -> None:
    """Then all of it does, with the moments at which it was."""
    machine.measure(3)
    assert machine.open() == []
    assert machine.gate.holding
    machine.put_right()
    machine.measure()
    assert machine.open() == list(range(1, 10))
    assert not machine.gate.holding
    found = machine.records()
    for old, new in zip(machine.made[:7], found, strict=False):
        assert not isinstance(old, Observation) or new.slot == (old.slot + STEP).replace(second=0, microsecond=0)
        assert new.redated_by_seconds == STEP.total_seconds()
        assert new.booted_at == WRONG + STEP
    assert found[7:] == machine.made[7:]


def test_what_was_made_by_an_earlier_start_of_the_machine_goes_out_as_it_is(machine: Pi) -> None:
    """How long it was switched off nobody knows, so it does not wait either."""
    machine.measure(2)
    machine.outbox.close()
    machine.boot("b2")
    machine.measure()
    assert machine.open() == [1, 2, 3, 4, 5]
    machine.put_right()
    assert machine.open() == list(range(1, 9))
    assert machine.records()[:5] == machine.made[:5]
    assert [one.redated_by_seconds for one in machine.records()[5:]] == [STEP.total_seconds()] * 3


def test_a_new_start_of_the_agent_redates_what_the_one_before_left(machine: Pi) -> None:
    """The machine ran on: its start is the same, and so is the shift."""
    machine.measure(2)
    machine.outbox.close()
    machine.put_right()
    machine.boot("b1")
    machine.measure()
    machine.open()
    assert [one.redated_by_seconds for one in machine.records()] == [STEP.total_seconds()] * 5 + [None] * 3


def test_a_clock_that_is_never_right_holds_nothing_up_for_longer_than_agreed(machine: Pi) -> None:
    """It is sent as it is, marked; and that goes for what comes after, and after the next start of the agent."""
    machine.measure()
    assert machine.open() == []
    machine.boottime += 3_599.0
    assert machine.open() == []
    machine.boottime += 1.0
    assert machine.open() == [1, 2, 3]
    machine.measure()
    assert machine.open() == [1, 2, 3, 4, 5]
    machine.outbox.close()
    machine.boot("b1")
    assert machine.open() == [1, 2, 3, 4, 5, 6]
    assert {one.clock_synchronised for one in machine.records()} == {False}
    assert machine.records() == machine.made


def test_what_went_out_as_it_was_stays_so(machine: Pi) -> None:
    """What a collector may have had already is not changed behind its back; what it has not had is re-dated."""
    machine.measure()
    machine.open()
    machine.boottime += 3_600.0
    machine.open()
    machine.measure()
    machine.put_right()
    assert machine.open(sent=3) == [1, 2, 3, 4, 5]
    assert [one.redated_by_seconds for one in machine.records()] == [None] * 3 + [STEP.total_seconds()] * 2


def test_the_wait_counts_from_when_it_could_have_been_sent(machine: Pi) -> None:
    """A machine without a network for days finds time and broker together, and nothing is sent undated."""
    machine.measure(2)
    machine.boottime += 5 * 86_400.0
    assert machine.open() == []


def test_a_system_that_tells_nothing_of_its_clock_waits_for_nothing(machine: Pi) -> None:
    """It never would."""
    machine.synchronised = None
    machine.measure()
    assert machine.open() == [1, 2, 3]


def test_for_how_long_it_waits_at_most_is_told(machine: Pi) -> None:
    """From when something could be sent until it is; nothing before, and nothing where nothing waits."""
    machine.measure()
    assert machine.gate.left_seconds() is None
    machine.open()
    machine.boottime += 600.0
    machine.open()
    assert machine.gate.left_seconds() == 3_000.0
    machine.put_right()
    machine.open()
    assert machine.gate.left_seconds() is None


def test_holding_can_be_switched_off(machine: Pi) -> None:
    """With 0 seconds everything is sent as it is."""
    machine.outbox.close()
    machine.boot("b1", hold_seconds=0.0)
    machine.measure()
    assert machine.open() == [1, 2, 3, 4]


def test_a_clock_that_loses_its_source_later_holds_nothing_up(machine: Pi) -> None:
    """It was right in this start of the machine: also after a new start of the agent nothing waits or is moved."""
    machine.put_right()
    machine.open()
    machine.synchronised = False
    machine.outbox.close()
    machine.boot("b1")
    machine.measure()
    assert machine.open() == [1, 2, 3, 4]


def test_manifests_tell_of_what_is_sent(machine: Pi) -> None:
    """The digest of a day is that of the records as they are after re-dating, also where it was told before."""
    machine.measure(3)
    first = machine.outbox.manifests
    machine.booted_at += timedelta(days=1)
    machine.measure()  # another day: the one before is over
    (before,) = first()
    machine.outbox.manifest_told(before.first, before.digest)
    assert first() == []
    machine.put_right()
    machine.measure()
    machine.open()
    for manifest in first():
        rows = [row for row in machine.rows() if manifest.first <= row[0] <= manifest.last]
        assert manifest.digest == added(NO_DIGEST, rows)
    assert [one.first for one in first()] == [1, 8]


def test_a_redating_that_is_broken_off_is_gone_on_with(machine: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine loses its power in the middle of it: after the next start of the agent each is re-dated once."""
    machine.measure(CHUNK)
    machine.put_right()
    replaced: Callable[..., None] = RedatingOutbox._replace
    left = [CHUNK + 7]

    def breaking(outbox: RedatingOutbox, new: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        replaced(outbox, new)

    monkeypatch.setattr(RedatingOutbox, "_replace", breaking)
    with pytest.raises(KeyboardInterrupt):
        machine.open()
    monkeypatch.undo()
    machine.outbox.close()
    machine.boot("b1")
    machine.open()
    found = machine.records()
    assert len(found) == 2 * CHUNK + 2
    assert [one.redated_by_seconds for one in found] == [STEP.total_seconds()] * (2 * CHUNK + 1) + [None]


def test_the_runs_that_batches_tell_of_are_redated_too(machine: Pi) -> None:
    """Each batch carries its runs: they say the same as the records."""
    machine.measure()
    machine.put_right()
    machine.open()
    waiting = machine.outbox.waiting(0, ALL, ALL)
    assert waiting is not None
    (run,) = [msgspec.msgpack.decode(one, type=Session) for one in waiting.sessions]
    expected = machine.made[0]
    assert isinstance(expected, Session)
    assert run == replace(
        expected,
        started_at=expected.started_at + STEP,
        booted_at=WRONG + STEP,
        redated_by_seconds=STEP.total_seconds(),
    )
