"""Trains of packets that a made-up line carried: which of them came back, and the bounds of the rows that did not."""

import math
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kaklet.simulate.truth import LineOutage
from results.judge.line.disconnections import Sign
from results.records import Failure

SENT, SPACING = 200, 1.5
"""Packets of a visit, and the mean seconds between two; each pause is between half of it and one and a half times."""
LASTS = SENT * SPACING
_MOST_ROWS = 10
"""As the probe tells them."""
_SAID = {Sign.REFUSED: "refused", Sign.UNREACHABLE: "unreachable", Sign.NOT_SENT: "unsent"}
_FAILURES = {
    Sign.SILENT: Failure.TIMEOUT,
    Sign.UNREACHABLE: Failure.UNREACHABLE,
    Sign.REFUSED: Failure.CONNECTION_REFUSED,
    Sign.NOT_SENT: Failure.PROBE_FAULT,
}


class _Row(NamedTuple):
    """Packets in succession that all had the same end: the number of the first, and of the one after the last."""

    first: int
    end: int
    sign: Sign


class Train:
    """The packets of one visit that began at *began*; those within *outages* are lost, and a *share* of the others."""

    def __init__(self, dice: random.Random, began: datetime, outages: Sequence[LineOutage], share: float) -> None:
        self._dice, self._began = dice, began
        self._at: dict[int, float] = {}
        signs = {
            number: one.sign
            for one in outages
            for number in range(self._first_from(one.start), self._first_from(one.end))
        }
        for _ in range(events(dice, share * SENT)):
            signs.setdefault(dice.randrange(SENT), Sign.SILENT)
        self._signs = signs
        self._rows = list(self._in_rows())

    @property
    def failure(self) -> Failure | None:
        """Why nothing came back; None if anything did."""
        return _FAILURES[self._rows[0].sign] if len(self._signs) == SENT else None

    def figures(self) -> dict[str, float]:
        """Tell what the probe notes of it beside its round trips."""
        signs = list(self._signs.values())
        unsent = signs.count(Sign.NOT_SENT)
        found: dict[str, float] = {
            "sent": SENT - unsent,
            "received": SENT - len(signs),
            "rows": len(self._rows),
            "first_packet_seconds": self._second(0),
            "last_packet_seconds": self._second(SENT - 1),
            "longest_gap_seconds": 1.5 * SPACING,
            **{name: number for sign, name in _SAID.items() if (number := signs.count(sign))},
        }
        for place, row in enumerate(self._told(), 1):
            found |= {f"row_{place}_{name}": value for name, value in self._of_row(row)}
        return {name: float(value) for name, value in found.items()}

    def _second(self, number: int) -> float:
        """Tell how long after the beginning a packet was sent: a quarter of a pause off the beat at most."""
        if number not in self._at:
            self._at[number] = round((number + self._dice.uniform(0.25, 0.75)) * SPACING, 3)
        return self._at[number]

    def _first_from(self, moment: datetime) -> int:
        """Return the number of the first packet that was sent at *moment* or later; `SENT` if none was."""
        second = (moment - self._began) / timedelta(seconds=1)
        if not 0 <= second < LASTS:
            return 0 if second < 0 else SENT
        number = math.floor(second / SPACING)
        return number if self._second(number) >= second else number + 1

    def _in_rows(self) -> Iterator[_Row]:
        first: int | None = None
        for number in sorted(self._signs):
            sign = self._signs[number]
            if first is None:
                first = number
            if number + 1 not in self._signs or self._parted(sign, self._signs[number + 1]):
                yield _Row(first, number + 1, sign)
                first = None

    @staticmethod
    def _parted(sign: Sign, following: Sign) -> bool:
        return (sign is Sign.NOT_SENT) is not (following is Sign.NOT_SENT)

    def _told(self) -> list[_Row]:
        weighed = sorted(self._rows, key=lambda one: (one.first > 0 and one.end < SENT, one.first - one.end))
        return sorted(weighed[:_MOST_ROWS])

    def _of_row(self, row: _Row) -> Iterator[tuple[str, float]]:
        if row.first:
            yield "before_seconds", self._second(row.first - 1)
        yield "first_seconds", self._second(row.first)
        yield "last_seconds", self._second(row.end - 1)
        if row.end < SENT:
            yield "after_seconds", self._second(row.end)
        yield "packets", row.end - row.first
        signs = [self._signs[number] for number in range(row.first, row.end)]
        for sign, name in _SAID.items():
            if number := signs.count(sign):
                yield name, number


def events(dice: random.Random, mean: float) -> int:
    """Throw a Poisson number of rare events (Knuth's product of uniforms)."""
    limit, product, thrown = math.exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        thrown += 1
    return thrown
