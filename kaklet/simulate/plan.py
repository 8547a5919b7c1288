"""Throws the dice for a made-up study: who is compared, what they are like, when they and the daemon are down."""

import math
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from kaklet.simulate.truth import Latency, Outage, Span
from results.records import Failure

START = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday; every made-up study begins here, so that the same arguments give the same records."""
DAY = timedelta(days=1)
TASKS = ("front-page", "shop-page")
OUTAGE_SIGMA = 1.2
"""Of the logarithm of an outage's length."""
GAPS_A_DAY = 0.1
GAP_MEDIAN_SECONDS = 600.0
_SEEN = (Failure.TIMEOUT, Failure.CONNECTION_REFUSED, Failure.UNEXPECTED_STATUS, Failure.CONNECTION_CLOSED)
_NAMES = ("Alm", "Bäck", "Dal", "Ek", "Fjäll", "Gran", "Holm", "Is", "Lind", "Mo", "Näs", "Sund")
_ENDINGS = ("host", "webb", "nett", "server", "sajten")


class Character(msgspec.Struct, frozen=True, kw_only=True):
    """What one provider is like."""

    id: str
    name: str
    outages_a_day: float
    outage_median_seconds: float
    latency: dict[str, Latency]
    """By task."""
    answers: float
    """The share of questions that a person answers."""
    answer_median_seconds: float
    answer_sigma: float
    acknowledges: bool


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up study before anything happens in it."""

    seed: int
    days: int
    every_seconds: int
    characters: tuple[Character, ...]
    gaps: tuple[Span, ...]
    lines: bool = False
    """Whether there are Internet lines in it."""

    @property
    def start(self) -> datetime:
        """When it begins."""
        return START

    @property
    def end(self) -> datetime:
        """When it ends."""
        return START + self.days * DAY

    def dice(self, *about: object) -> random.Random:
        """Make the dice for one thing: what else is thrown does not change how they fall."""
        return random.Random("/".join(map(str, (self.seed, *about))))  # noqa: S311 -- repeatable on purpose


def plan_of(*, providers: int, days: int, seed: int, every_seconds: int, lines: bool = False) -> Plan:
    """Throw the dice for a study of *providers* over *days*, the same for the same arguments."""
    bare = Plan(seed=seed, days=days, every_seconds=every_seconds, characters=(), gaps=(), lines=lines)
    gaps = spans(bare.dice("gaps"), bare.start, bare.end, a_day=GAPS_A_DAY, median_seconds=GAP_MEDIAN_SECONDS)
    characters = tuple(_character(bare.dice("character", number), number) for number in range(providers))
    return msgspec.structs.replace(bare, characters=characters, gaps=tuple(apart(list(gaps))))


def _character(dice: random.Random, number: int) -> Character:
    name = _NAMES[number % len(_NAMES)] + _ENDINGS[number // len(_NAMES) % len(_ENDINGS)]
    ordinal = number // (len(_NAMES) * len(_ENDINGS))
    name += str(ordinal + 1) if ordinal else ""
    plain = name.lower().translate(str.maketrans("åäö", "aao"))
    rtt = dice.uniform(0.004, 0.03)
    return Character(
        id=plain,
        name=name,
        outages_a_day=math.exp(dice.uniform(math.log(0.03), math.log(0.4))),
        outage_median_seconds=60.0 * math.exp(dice.uniform(math.log(3), math.log(20))),
        latency={task: _latency(dice, rtt) for task in TASKS},
        answers=dice.uniform(0.5, 1.0),
        answer_median_seconds=3_600.0 * math.exp(dice.uniform(math.log(0.5), math.log(20))),
        answer_sigma=1.0,
        acknowledges=dice.random() < 0.7,  # noqa: PLR2004 -- most do
    )


def _latency(dice: random.Random, rtt: float) -> Latency:
    return Latency(
        rtt_median_seconds=rtt,
        rtt_sigma=0.1,
        server_median_seconds=math.exp(dice.uniform(math.log(0.04), math.log(0.5))),
        server_sigma=dice.uniform(0.2, 0.5),
        daily_swing=dice.uniform(0.05, 0.4),
        peak_hour=dice.uniform(17, 22),
    )


def outages_of(plan: Plan, character: Character) -> tuple[Outage, ...]:
    """Throw the times of a provider's outages: half of them of everything, the rest of one task, none overlapping."""
    dice = plan.dice("outages", character.id)
    found = spans(
        dice, plan.start, plan.end, a_day=character.outages_a_day, median_seconds=character.outage_median_seconds
    )
    return tuple(
        Outage(
            start=span.start,
            end=span.end,
            task=dice.choice((None, None, *TASKS)),
            failure=dice.choice(_SEEN),
        )
        for span in apart(list(found))
    )


def spans(
    dice: random.Random, start: datetime, end: datetime, *, a_day: float, median_seconds: float
) -> Iterator[Span]:
    """Yield times that begin by a Poisson process and have lognormal lengths, cut off at *end*; ms exact."""
    at = start
    while (at := at + DAY * dice.expovariate(a_day)) < end:
        length = timedelta(seconds=dice.lognormvariate(math.log(median_seconds), OUTAGE_SIGMA))
        yield Span(start=_whole(at), end=min(_whole(at + length), end))


def apart(found: Sequence[Span]) -> list[Span]:
    """Leave out those that begin before the one before them has ended."""
    kept: list[Span] = []
    for span in found:
        if span.end > span.start and (not kept or kept[-1].end < span.start):
            kept.append(span)
    return kept


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
