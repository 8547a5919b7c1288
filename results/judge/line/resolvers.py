"""
What the resolver of a line does: how long it takes to answer, and how often it does not.

For a host a silent resolver is the prober's trouble, since the host has no part in it. For a line it is the line's:
its provider named that resolver, or its router did.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from results.judge.line.durations import Placed, Taken, at_peak, taken, told
from results.records import Blame, Failure, Observation
from results.records.resolver_address import of_house, of_machine, told_address

_UNANSWERED = frozenset({Failure.RESOLVER_SILENT, Failure.TIMEOUT})


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
    """Slots of which nothing is known, by the prober's own fault; those that were paused are none."""
    unanswered_share: float | None
    """Of those asked; None where none was."""
    peak_asked: int
    peak_unanswered: int
    peak_unanswered_share: float | None
    query_seconds: Taken
    """Of right answers."""
    resolvers: tuple[ResolverSeen, ...] = ()
    """The one that was asked most comes first."""


def resolvers(samples: Iterable[Placed]) -> DnsFound:
    """Tell of the questions in *samples*, all of which asked the resolver of a line."""
    known = [one for one in samples if one[0].failure is not Failure.PAUSED]
    answered = [one for one in known if one[0].failure is None]
    silent = [one for one in known if one[0].failure in _UNANSWERED]
    failed = [one for one in known if _wrong(one[0])]
    asked = [*answered, *silent, *failed]
    at_peaks, silent_at_peak = sum(map(at_peak, asked)), sum(map(at_peak, silent))
    return DnsFound(
        asked=len(asked),
        answered=len(answered),
        unanswered=len(silent),
        failed=len(failed),
        unknown=len(known) - len(asked),
        unanswered_share=len(silent) / len(asked) if asked else None,
        peak_asked=at_peaks,
        peak_unanswered=silent_at_peak,
        peak_unanswered_share=silent_at_peak / at_peaks if at_peaks else None,
        query_seconds=taken(told(answered, "query_seconds")),
        resolvers=_seen(asked),
    )


def _wrong(one: Observation) -> bool:
    if one.failure is None or one.failure in _UNANSWERED:
        return False
    return one.failure is Failure.RESOLVER_FAILED or one.failure.blame is Blame.TARGET


def _seen(asked: Sequence[Placed]) -> tuple[ResolverSeen, ...]:
    counts = Counter(address for one, _ in asked if one.address and (address := told_address(one.address)))
    return tuple(
        ResolverSeen(address=address, where=_where(address), asked=n)
        for address, n in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )


def _where(address: str) -> Where:
    if of_machine(address):
        return Where.MACHINE
    return Where.HOUSE if of_house(address) else Where.OUTSIDE
