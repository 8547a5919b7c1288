"""
What the resolver of a line does: how long it takes to answer, and how often it does not.

For a host a silent resolver is the prober's trouble, since the host has no part in it. For a line it is the line's:
its provider named that resolver, or its router did.
"""

from enum import StrEnum

import msgspec

from results.judge.line.durations import Taken


class Where(StrEnum):
    """Where a resolver is, by its address."""

    MACHINE = "machine"
    """On the agent itself: what stands behind it is not known."""
    HOUSE = "house"
    """An address of private networks: it is taken for the house's router, which asks on."""
    OUTSIDE = "outside"


class ResolverSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A resolver that was asked."""

    address: str
    """Of a public IPv6 address the first 32 bits alone, such as 2001:db8::/32: the whole could be a customer's."""
    where: Where
    asked: int


class DnsFound(msgspec.Struct, frozen=True, kw_only=True):
    """The questions to a line's resolvers, or to those of all lines of a plan."""

    asked: int
    """All but those of which nothing is known: the next three together."""
    answered: int
    """Rightly."""
    unanswered: int
    """Nothing came, or the network said that nobody is there."""
    failed: int
    """What came was no right answer: an error of the resolver, or another answer than the study expects."""
    unknown: int
    """Slots of which nothing is known, by the prober's own fault."""
    unanswered_share: float | None
    """Of those asked; None where none was."""
    peak_asked: int
    peak_unanswered: int
    peak_unanswered_share: float | None
    query_seconds: Taken
    """Of right answers."""
    resolvers: tuple[ResolverSeen, ...] = ()
    """The one that was asked most comes first."""
