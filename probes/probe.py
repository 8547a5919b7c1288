"""
What a probe is, and the only runner.

A probe asks its question once and notes what it sees. The runner stamps time, timeout and outcome.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar, Protocol

import msgspec

from probes.conditions import Conditions
from probes.contact.budget import Budget
from probes.contact.errand import Errand
from probes.contact.post import Post
from probes.forms.door import FormDoor
from probes.stepper import Deadline
from results.records import Channel, EvidenceStore, Failure, Hop, Observation, Sink

METHOD = "3"
"""The version of the method of measuring: it grows when the same world would give other figures than before."""

METHOD_SINCE = datetime(2026, 11, 22, tzinfo=UTC)
"""The day on which this method was settled: a clock that shows an earlier time is wrong."""

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Tell the time, aware, UTC."""
    return datetime.now(UTC)


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A stable name for something that a provider runs, and where it is today."""

    provider: str
    name: str
    url: str
    """Its address; the scheme says what it is: https, http, mailto."""
    server: str | None = None
    """For mailto: the mail server to hand the question to, as smtp://HOST:PORT; None for the study's own."""
    form: FormDoor | None = None
    """For a contact form: what the study says of it; None where it says nothing, and so allows nothing."""


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """What a visit may use besides the network."""

    sink: Sink
    evidence: EvidenceStore
    post: Post | None
    """The study's mail identity; None where it writes to nobody."""
    budget: Budget | None = None
    """What keeps contacts few; None where no plan is carried out, and so nobody is contacted."""
    now: Callable[[], datetime] = utc_now
    """The wall clock, by which letters are dated and handovers told."""
    not_before: datetime = METHOD_SINCE
    """No clock that is right shows an earlier time: something has happened then that is known here."""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One due asking: who asks whom, for which task, in which slot."""

    agent: str
    session: str | None
    task: str
    slot: datetime
    turn: int
    """The ordinal of the slot: how many intervals since 1970. The same on every agent."""
    target: Target
    tools: Tools
    attempt: int = 0
    """0 as scheduled; 1 and up for confirmations."""
    spare_seconds: float = 0.0
    """How much longer than the probe's timeout it may take, to come again to whoever says "later"."""
    errand: Errand | None = None
    """The letter of an approved plan that this visit carries; None where none is needed: on this machine itself."""


RESOLVING = "resolving the name"
"""What is being done (`Notes.doing`) while the system's resolver is waited for."""


class Notes:
    """What a probe has seen so far. It outlives a timeout, so that the phases that were reached are kept."""

    def __init__(self) -> None:
        self.metrics: dict[str, float] = {}
        self.address: str | None = None
        self.doing = ""
        """What is being done, such as "connecting": when the time runs out, the record names the phase."""
        self.clock: str | None = None
        self.hops: tuple[Hop, ...] = ()
        self.detail = ""


class ProbeFailed(Exception):  # noqa: N818 -- it is an outcome, not an error: the target's failure is data
    """The one exception that a probe raises on purpose: what was asked for did not come."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail


class Probe(Protocol):
    """A kind of question, with its settings as fields. Its name in ``config.toml`` is the struct's tag."""

    schemes: ClassVar[frozenset[str]]
    """The schemes of the targets that it can ask."""
    channel: ClassVar[Channel | None]
    """The door through which it writes to people, bound by the rules of contact; None if it only measures."""

    speed: ClassVar[str]
    """The metric that tells how fast the target was."""

    @property
    def timeout_seconds(self) -> float:
        """The wall of the whole visit."""
        ...

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Ask once, never again by itself; note what is reached; raise `ProbeFailed` if the target did not do it."""
        ...


DETAIL_LENGTH = 300
"""A stranger's words are kept to this length."""


async def observe(
    probe: Probe,
    visit: Visit,
    *,
    kind: str,
    now: Callable[[], datetime] = utc_now,
    conditions: Conditions | None = None,
) -> Observation:
    """
    Run *probe* once and record what happened, and under which *conditions* where they are watched.

    1. Note the start by *now* (wall clock) and by the monotonic clock.
    2. Let the probe ask, for no longer than its timeout.
    3. A `ProbeFailed` or the timeout is the target's; anything else that is raised is the probe's own fault.
    """
    notes = Notes()
    failure: Failure | None = None
    started_at, started = now(), time.monotonic()
    booted_at = conditions.booted_at(started_at, now) if conditions else None
    try:
        async with Deadline(probe.timeout_seconds + visit.spare_seconds):
            await probe.measure(visit, notes)
    except ProbeFailed as failed:
        failure, notes.detail = failed.failure, failed.detail or notes.detail
    except TimeoutError:
        # The system's resolver is ours: its silence says nothing about the name.
        failure = Failure.RESOLVER_SILENT if notes.doing == RESOLVING else Failure.TIMEOUT
        while_doing = f", while {notes.doing}" if notes.doing else ""
        notes.detail = f"nothing within {probe.timeout_seconds + visit.spare_seconds:g} s{while_doing}"
    except Exception as error:  # the daemon outlives a bug in a probe, and the target is not blamed for it
        log.exception("The probe %s of task %s failed by itself.", kind, visit.task)
        failure, notes.detail = Failure.PROBE_FAULT, f"{type(error).__name__}: {error}"
    synchronised, error_seconds = conditions.clock_state() if conditions else (None, None)
    if failure is Failure.CERTIFICATE_INVALID and started_at < visit.tools.not_before and not synchronised:
        # Whether it is in force was judged by a clock that is days or years behind, which is not the target's fault.
        failure, notes.detail = Failure.CLOCK_STEPPED, f"{notes.detail} (judged by a clock that is wrong)"
    return Observation(
        agent=visit.agent,
        provider=visit.target.provider,
        target=visit.target.name,
        task=visit.task,
        kind=kind,
        slot=visit.slot,
        attempt=visit.attempt,
        started_at=started_at,
        duration_seconds=time.monotonic() - started,
        failure=failure,
        detail=one_line(notes.detail),
        address=notes.address,
        metrics=notes.metrics,
        clock=notes.clock,
        hops=notes.hops,
        loop_lag_seconds=conditions.lag_since(started) if conditions else None,
        clock_synchronised=synchronised,
        clock_error_seconds=error_seconds,
        booted_at=booted_at,
        session=visit.session,
    )


def one_line(words: str) -> str:
    """Make a stranger's words fit for a record: one line, bounded, printable."""
    if not words:
        return ""
    printable = "".join(letter if letter.isprintable() else " " for letter in words[: 4 * DETAIL_LENGTH])
    return " ".join(printable.split())[:DETAIL_LENGTH]
