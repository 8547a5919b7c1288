"""Agents elsewhere: what they send, how their state is told, and what a collector holds of what they made."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Literal, NamedTuple

import msgspec

from results.records.form import FormSeen
from results.records.observation import Observation
from results.records.session import Heartbeat, Session

AgentRecord = Observation | FormSeen | Session | Heartbeat
"""All that an agent makes: it measures, and writes to nobody."""
Presence = Literal["here", "lost", "gone"]
"""Lost is what the broker says of an agent that fell silent; gone is what an agent says that ends."""
_DIGEST_BYTES = 16
_DIGESTS = 1 << (8 * _DIGEST_BYTES)
NO_DIGEST = "0" * (2 * _DIGEST_BYTES)
"""The digest of no records."""


def added(digest: str, records: Sequence[tuple[int, bytes]], without: Sequence[tuple[int, bytes]] = ()) -> str:
    """
    Return the digest of what *digest* stands for and *records* besides: sequence and bytes of each, in any order.

    Those in *without* are taken out of it.

    It is the sum of the records' BLAKE2b hashes (16 bytes, in hexadecimal), so that it can be told of records that
    arrive in any order, bit by bit. It finds what was lost or altered by accident; whoever holds an agent's key can
    send what they like.
    """
    return _told(int(digest, 16) + _sum(records) - _sum(without))


def joined(one: str, other: str) -> str:
    """Return the digest of what two digests stand for."""
    return _told(int(one, 16) + int(other, 16))


def _sum(records: Sequence[tuple[int, bytes]]) -> int:
    hashes = [blake2b(seq.to_bytes(8, "big") + record, digest_size=_DIGEST_BYTES) for seq, record in records]
    return sum(int.from_bytes(one.digest(), "big") for one in hashes)


def _told(total: int) -> str:
    return f"{total % _DIGESTS:0{2 * _DIGEST_BYTES}x}"


def made_at(record: AgentRecord) -> datetime:
    """Tell when *record* was made, or, where nothing was asked, when that was due."""
    if isinstance(record, Observation):
        return record.started_at or record.slot
    return record.started_at if isinstance(record, Session) else record.at


class OutboxRow(NamedTuple):
    """A record as it waits in an outbox."""

    seq: int
    record: AgentRecord
    boot_id: str
    """Of the machine's start that it was made in; empty where that is not known."""


class Redated(NamedTuple):
    """A record of an outbox as it is after its moments were moved."""

    seq: int
    record: AgentRecord
    second: bool
    """Whether an earlier one of the same series is in that slot already: the first stays."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent says it made in a day that is over. It is made while the records are, not from what is left."""

    epoch: str
    """Random, made with the outbox: an agent whose card was written anew begins another one, at sequence 1."""
    first: int
    """The sequence of its first record; those of an epoch begin at 1 and have no gaps."""
    last: int
    day: date
    """Of UTC, by the agent's clock. Where that was set back, a day can have several manifests."""
    count: int
    digest: str
    """Of all its records: see `added`."""
    kept_from: int
    """The oldest sequence that the agent still held when it sent this: what lies before was acknowledged to it."""


class AgentState(msgspec.Struct, frozen=True, kw_only=True):
    """How an agent is, as it says itself, or as the broker says in its place when it falls silent (its last will)."""

    agent: str
    session: str
    """The run that it speaks of: the last will of an older one changes nothing."""
    state: Presence
    at: datetime
    """When it was said; of a last will, when the connection began that it was left for."""
    started_at: datetime
    software: str
    backlog: int
    """Records that no collector has acknowledged yet."""
    oldest_unsent_at: datetime | None = None
    """When the oldest of these was due or made; None if there are none."""
    clock_synchronised: bool | None = None
    """Whether its clock is held for synchronised; None if that is not known."""
    clock_error_seconds: float | None = None
    waits_for_clock: bool = False
    """Whether records wait with it until its clock has been right."""
    waits_seconds: float | None = None
    """For so long at most, from when this was said; None if they do not, or if nothing could be sent yet."""
    ceiling_per_second: float | None = None
    """How many visits a second it can make, measured by itself."""
    study_version: int | None = None
    study_trouble: str = ""
    """Why it did not believe the newest study that came; empty if it did."""
    certificate_until: datetime | None = None
    """Until when its certificate holds."""
    connection: int = 0
    """The how manieth connection of its run this was said on: the last will of an older one changes nothing."""
    seen_at: datetime | None = None
    """When the collector last heard of the agent itself, by its own clock; set by the collector."""
    changed_at: datetime | None = None
    """When the agent came into this state, by the collector's clock; set by the collector."""
    through: str = ""
    """The spool that heard this; empty where the collector did itself. Set by the collector."""
    known_since: datetime | None = None
    """Since when it has been listened to this agent without a pause; None if that is not known. Told by the store."""
    known_until: datetime | None = None
    """Until when it was listened, or its spool gathered; None if that is not known. Told by the store."""


class DayHeld(msgspec.Struct, frozen=True):
    """What a collector holds of the records of one manifest, whether that has come yet or not."""

    first: int
    """The sequence of the manifest's first record."""
    count: int
    digest: str
    late: int
    frozen: int
    refused: int


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """What a collector holds of one epoch of an agent, or that it knows of an agent and holds nothing of it."""

    agent: str
    epoch: str
    """Empty for an agent of which nothing but word came."""
    begun_at: datetime
    """When anything of it came first; of an agent of which nothing but word came, its newest word."""
    kept_from: int
    """The oldest sequence that the agent said it still held, newest word."""
    ranges: tuple[tuple[int, int], ...]
    """First and last of what came, in order, never touching each other."""
    days: tuple[DayHeld, ...]
    manifests: tuple[Manifest, ...]
    waiting: int = 0
    """Records that an agent of which nothing came said to have."""
    gathered_until: datetime | None = None
    """Until when all spools have been gathered; None where none is behind."""
