"""
When a direction is loaded, and how responsive it then is: the arithmetic of draft-ietf-ippm-responsiveness, 5 and 6.

Read as version 06 (June 2025), whole. Version 09 has the same but for the interval: 5 s there, 1 s here.
"""

import math
import statistics
from collections.abc import Sequence
from typing import Literal, NamedTuple

MAD = 4
"""Moving average distance, in intervals."""
TMP = 0.95
"""Trimmed mean percentage: the best of so large a share are averaged."""
SDT = 0.05
"""Standard deviation tolerance."""
INP, INC, MNP = 1, 1, 16
"""Load-generating connections: at first, added at each interval, and at most."""
MPS = 100
"""Probes of each type a second, at most."""
PTC = 0.05
"""The share of the capacity that probes may take."""
FOREIGN_BYTES, SELF_BYTES = 5_000, 1_000
"""What a probe of each type takes, by the draft's estimate."""
_MINUTE_SECONDS = 60.0

Confidence = Literal[0, 1, 2]
LOW: Confidence = 0
MEDIUM: Confidence = 1
HIGH: Confidence = 2


class Foreign(NamedTuple):
    """A probe on a connection of its own: its three round trips, in seconds."""

    tcp: float
    tls: float
    http: float


def trimmed_mean(values: Sequence[float]) -> float | None:
    """Average the smallest 95 % of *values*; None of none."""
    if not values:
        return None
    return statistics.fmean(sorted(values)[: math.ceil(TMP * len(values))])


def foreign_seconds(probes: Sequence[Foreign]) -> float | None:
    """Tell the mean of the three trimmed means."""
    means = [trimmed_mean([one[part] for one in probes]) for part in range(3)]
    known = [one for one in means if one is not None]
    return statistics.fmean(known) if len(known) == len(means) else None


def rpm(foreign: Sequence[Foreign], own: Sequence[float]) -> float | None:
    """Tell the round trips a minute: the mean of those on new and of those on loaded connections; None without both."""
    others, ours = foreign_seconds(foreign), trimmed_mean(own)
    if not others or not ours:
        return None
    return (_MINUTE_SECONDS / others + _MINUTE_SECONDS / ours) / 2


def steady(values: Sequence[float]) -> bool:
    """Tell whether the last MAD *values* deviate by less than SDT of the last one."""
    last = values[-MAD:]
    return len(last) == MAD and last[-1] > 0 and statistics.pstdev(last) < SDT * last[-1]


def probes_per_second(bits_per_second: float, most: float) -> float:
    """Tell how many probes of each type there may be at this goodput: *most*, or what PTC leaves."""
    return min(most, PTC * bits_per_second / 8 / (FOREIGN_BYTES + SELF_BYTES))


class Progress:
    """One direction, interval by interval: first its goodput is to become steady, then its responsiveness."""

    def __init__(self) -> None:
        self._goodputs: list[float] = []
        self._averages: list[float] = []
        self._rpms: list[float | None] = []
        self._foreign: list[Sequence[Foreign]] = []
        self._own: list[Sequence[float]] = []
        self.saturated = False
        self.stable = False

    def interval(self, bits_per_second: float, foreign: Sequence[Foreign], own: Sequence[float]) -> None:
        """Take in an interval: its goodput, and the probes that came back in it."""
        self._goodputs.append(bits_per_second)
        self._averages.append(sum(self._goodputs[-MAD:]) / MAD)
        self._foreign.append(foreign)
        self._own.append(own)
        if self.saturated:
            self._rpms.append(self.rpm)
            known = [one for one in self._rpms[-MAD:] if one is not None]
            self.stable = self.stable or (len(known) == MAD and steady(known))
        else:
            self.saturated = steady(self._averages)

    @property
    def intervals(self) -> int:
        """How many there were."""
        return len(self._goodputs)

    @property
    def goodput(self) -> float | None:
        """Of the last MAD intervals, in bits a second; of those that there were, if they were fewer."""
        last = self._goodputs[-MAD:]
        return statistics.fmean(last) if last else None

    @property
    def foreign(self) -> list[Foreign]:
        """The probes on new connections of the last MAD intervals."""
        return [one for some in self._foreign[-MAD:] for one in some]

    @property
    def own(self) -> list[float]:
        """The probes on loaded connections of the last MAD intervals."""
        return [one for some in self._own[-MAD:] for one in some]

    @property
    def rpm(self) -> float | None:
        """By the last MAD intervals."""
        return rpm(self.foreign, self.own)

    @property
    def capacity_confidence(self) -> Confidence:
        """How far the goodput is to be trusted."""
        return _confidence(self.intervals, stable=self.saturated)

    @property
    def confidence(self) -> Confidence:
        """How far the responsiveness is to be trusted."""
        return _confidence(len(self._rpms), stable=self.stable)


def _confidence(intervals: int, *, stable: bool) -> Confidence:
    """Low before MAD intervals of a stage, medium if it came to no rest, high if it did."""
    if stable:
        return HIGH
    return MEDIUM if intervals >= MAD else LOW
