"""What the machine says of its own clock, and how a step of it is known."""

import ctypes
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes import machine_clock
from probes.machine_clock import READ_SECONDS, SAME_SECONDS, KernelState, MachineClock, kernel_state, since_boot
from probes.probe import utc_now
from results.records.clock import rounded_up

TIME_ERROR = 5
BOOT = datetime(2026, 5, 3, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Machine:
    """A machine of the test's own: how long it runs, and how its clock is set."""

    def __init__(self) -> None:
        self.boottime = 10.0
        self.booted_at = BOOT
        self.held_up: list[float] = []
        """How long the reader is held up after each of the next readings of the wall clock."""
        self.asked = 0

    def since_boot(self) -> float:
        """Tell the seconds since the start."""
        return self.boottime

    def now(self) -> datetime:
        """Tell the wall clock."""
        at = self.booted_at + timedelta(seconds=self.boottime)
        self.boottime += self.held_up.pop(0) if self.held_up else 0.0
        return at

    def kernel(self) -> KernelState:
        """Tell the kernel's word; the number of times that it was asked is counted."""
        self.asked += 1
        return False, 16.0


def told(clock: MachineClock, machine: Machine) -> datetime | None:
    """Return what a visit that begins now notes."""
    return clock.booted_at(machine.now(), machine.now)


@pytest.fixture
def machine() -> Machine:
    """Return a machine."""
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> MachineClock:
    """Return its clock."""
    return MachineClock(kernel=machine.kernel, boottime=machine.since_boot)


def test_the_start_of_the_machine_stays_where_it_is_while_time_passes(clock: MachineClock, machine: Machine) -> None:
    """Readings that are a hair apart tell the very same instant, which is then kept once for all of them."""
    first = told(clock, machine)
    for _ in range(100):
        machine.boottime += 3600.0
        machine.booted_at += timedelta(microseconds=10)
        assert told(clock, machine) is first
    assert first == BOOT


@pytest.mark.parametrize("step", [SECOND, -SECOND, timedelta(days=20_000), timedelta(milliseconds=3)])
def test_a_step_of_the_clock_moves_the_start_of_the_machine(
    clock: MachineClock, machine: Machine, step: timedelta
) -> None:
    """The distance between before and after is the step."""
    before = told(clock, machine)
    machine.booted_at += step
    after = told(clock, machine)
    assert before is not None
    assert after is not None
    assert after - before == step


def test_a_reader_who_is_held_up_between_two_clocks_sees_no_step(clock: MachineClock, machine: Machine) -> None:
    """A busy machine can stop a thread between them: it looks again, closely."""
    first = told(clock, machine)
    machine.held_up = [0.5, 0.2, 0.0, 0.7]
    assert told(clock, machine) is first


def test_a_step_makes_the_kernel_be_asked_again_at_once(clock: MachineClock, machine: Machine) -> None:
    """Else samples of a clock that was just put right would pass for unsynchronised for another second."""
    told(clock, machine)
    clock.state()
    machine.booted_at += SECOND
    told(clock, machine)
    clock.state()
    assert machine.asked == 2


def test_the_kernel_is_asked_at_most_once_a_second() -> None:
    """Thousands of visits share one reading, and a second later there is a new one."""
    answers = iter([(True, 0.016), (False, 16.384)])
    clock = MachineClock(kernel=lambda: next(answers))
    assert {clock.state() for _ in range(1_000)} == {(True, 0.016)}
    time.sleep(READ_SECONDS)
    assert clock.state() == (False, 16.384)


def test_where_nothing_tells_the_time_since_the_start_nothing_is_told(machine: Machine) -> None:
    """Elsewhere than on Linux the start of the machine is unknown, and not 1970."""
    clock = MachineClock(kernel=lambda: (None, None), boottime=lambda: None)
    assert clock.reading(machine.now) == (None, None, None)


@pytest.mark.skipif(sys.platform != "linux", reason="these clocks are Linux's")
def test_this_machine_tells_its_start_as_the_kernel_does() -> None:
    """The kernel's own word (btime, to the second) is the same instant."""
    with open("/proc/stat", encoding="ascii") as file:  # noqa: PTH123 -- no path is made of it
        (btime,) = [int(line.split()[1]) for line in file if line.startswith("btime")]
    booted_at = MachineClock().reading(utc_now).booted_at
    assert booted_at is not None
    assert abs(booted_at.timestamp() - btime) <= 1.5
    assert since_boot() is not None


@pytest.mark.skipif(sys.platform != "linux", reason="adjtimex is Linux's")
def test_the_clock_state_is_the_kernels() -> None:
    """Another call of the C library (ntp_gettime) says the same."""
    buffer = ctypes.create_string_buffer(512)
    state = ctypes.CDLL(None).ntp_gettime(buffer)
    synchronised, error_seconds = kernel_state()
    assert synchronised is (None if state < 0 else state != TIME_ERROR)
    if error_seconds is not None:
        # struct ntptimeval: a timeval, then the largest error in microseconds.
        maxerror = ctypes.c_long.from_buffer(buffer, 2 * ctypes.sizeof(ctypes.c_long)).value / 1e6
        assert maxerror / 2 < error_seconds <= 2 * max(maxerror, 0.001) + 0.002


def test_a_system_that_does_not_say_is_not_taken_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere than on Linux the state is unknown."""
    monkeypatch.setattr(machine_clock, "_library", lambda: None)
    assert kernel_state() == (None, None)


@given(st.floats(0, 100))
def test_an_error_is_rounded_up_to_a_power_of_two_of_milliseconds(error_seconds: float) -> None:
    """Never down, never to twice of what it was, and what was rounded stays."""
    rounded = rounded_up(error_seconds)
    ms = round(rounded * 1_000)
    assert rounded >= error_seconds
    assert ms & (ms - 1) == 0
    assert rounded < 2 * error_seconds or ms == 1
    assert rounded_up(rounded) == rounded


def test_what_counts_as_the_same_is_far_below_what_is_redated() -> None:
    """A step that re-dates samples is a hundred times what two readings may differ by."""
    assert timedelta(seconds=100 * SAME_SECONDS) < SECOND
