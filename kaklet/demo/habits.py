"""
How each invented provider behaves: the whole of it is the table at the end.

All seconds are those of a world at pace 1. What is drawn between two of them is drawn from a generator seeded
by the provider, the door and the ordinal of the question, so that every run of the world is the same run.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Door(StrEnum):
    """Which way a question came in. Ordinals are counted for each door of a provider alone."""

    MAIL = "mail"
    FORM = "form"


class Kind(StrEnum):
    """What a help desk may send back."""

    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    """By a person."""
    ABSENCE = "absence"
    """Out of office."""
    BOUNCE = "bounce"
    """A delivery status notification (RFC 3464): the question was taken and then could not be delivered."""


class Trouble(StrEnum):
    """How a site is not there."""

    REFUSED = "refused"
    """The listening socket is closed."""
    UNAVAILABLE = "unavailable"
    """It listens and says 503."""


@dataclass(frozen=True)
class Reply:
    """One mail of a help desk, sent between *soonest* and *latest* seconds after the question."""

    kind: Kind
    soonest: float
    latest: float


@dataclass(frozen=True)
class Outage:
    """A trouble from *start* to *end*, in seconds after the world was ready."""

    trouble: Trouble
    start: float
    end: float


@dataclass(frozen=True, kw_only=True)
class Gait:
    """How a site serves a page."""

    first_byte: tuple[float, float]
    """Seconds before the first byte: at least, at most."""
    drops: int = 1
    """In how many pieces the body is sent."""
    between: float = 0.0
    """Seconds between two of them."""


Turn = tuple[Reply, ...]
"""All that comes back to one question; empty where nothing ever does."""


@dataclass(frozen=True, kw_only=True)
class Habit:
    """One provider's behaviour."""

    gait: Gait
    outages: tuple[Outage, ...] = ()
    turns: Mapping[Door, tuple[Turn, ...]]
    """What comes back to the first, second, third ... question; after the last it begins again."""

    def turn(self, door: Door, ordinal: int) -> Turn:
        """Return what comes back to question number *ordinal* (from 1) at *door*."""
        turns = self.turns[door]
        return turns[(ordinal - 1) % len(turns)]


def dice(*what: object) -> random.Random:
    """Return the generator that belongs to *what*: the same in every run and every process."""
    return random.Random("/".join(map(str, what)))  # noqa: S311 - it must be repeatable, nothing is kept secret by it


def _acknowledged(soonest: float, latest: float) -> Reply:
    return Reply(Kind.ACKNOWLEDGEMENT, soonest, latest)


def _answered(soonest: float, latest: float) -> Turn:
    return (Reply(Kind.ANSWER, soonest, latest),)


_AWAY = (Reply(Kind.ABSENCE, 0.3, 1.0),)
_BOUNCED = (Reply(Kind.BOUNCE, 0.5, 1.5),)
_NOTHING: Turn = ()

HABITS: Mapping[str, Habit] = {
    # The good one.
    "bjorkhost": Habit(
        gait=Gait(first_byte=(0.008, 0.020)),
        turns={
            Door.MAIL: ((_acknowledged(0.3, 0.8), *_answered(2, 4)),),
            Door.FORM: ((_acknowledged(0.3, 0.8), *_answered(2, 4)),),
        },
    ),
    # Answers well, in software that marks people's answers as automatic; its site is down twice.
    "fjordnett": Habit(
        gait=Gait(first_byte=(0.030, 0.060)),
        outages=(Outage(Trouble.REFUSED, 14, 18), Outage(Trouble.UNAVAILABLE, 30, 33)),
        turns={
            Door.MAIL: ((_acknowledged(0.5, 1.0), *_answered(4, 8)),),
            Door.FORM: ((_acknowledged(0.5, 1.0), *_answered(4, 8)),),
        },
    ),
    # The fastest site, an acknowledgement at once without any automatic header, and never an answer. Forms are lost.
    "kvickserver": Habit(
        gait=Gait(first_byte=(0.001, 0.004)),
        turns={Door.MAIL: ((_acknowledged(0.1, 0.4),),), Door.FORM: (_NOTHING,)},
    ),
    # A small office: sometimes away, and its mailbox was full once. No machine gets past its form.
    "lillsajten": Habit(
        gait=Gait(first_byte=(0.060, 0.120)),
        turns={
            Door.MAIL: (
                _answered(6, 9),
                _AWAY,
                _BOUNCED,
                _answered(6, 9),
                _AWAY,
                *(_answered(6, 9),) * 7,
            ),
            Door.FORM: (_NOTHING,),
        },
    ),
    # Slow in everything: answers three mails of five, and forms late.
    "polderweb": Habit(
        gait=Gait(first_byte=(0.300, 0.900), drops=8, between=0.060),
        turns={
            Door.MAIL: (_answered(8, 12), _NOTHING, _answered(8, 12), _answered(8, 12), _NOTHING),
            Door.FORM: (_answered(11, 13),),
        },
    ),
}
