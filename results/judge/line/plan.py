"""What was sold: lines, plans and their contracts, and what a study settles about judging them."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import msgspec


class Direction(StrEnum):
    """Which way."""

    DOWN = "download"
    UP = "upload"


class Speeds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What a contract says of one direction, in Mbit/s; None where it says nothing.

    The four are those of Regulation (EU) 2015/2120, article 4(1)(d).
    """

    minimum: float | None = None
    normal: float | None = None
    """The speed that is normally available."""
    maximum: float | None = None
    advertised: float | None = None

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Yield a key and a sentence that continues it for each figure that cannot be."""
        told = [(name, getattr(self, name)) for name in ("minimum", "normal", "maximum")]
        for name in self.__struct_fields__:
            if (value := getattr(self, name)) is not None and value <= 0:
                yield name, "must be more than 0, in Mbit/s; leave it out where the contract says nothing"
        known = [(name, value) for name, value in told if value is not None]
        for (lower, low), (higher, high) in pairwise(known):
            if low > high:
                yield lower, f"must not be more than {higher}"


class Contract(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The evidence for what was sold."""

    sha256: str
    """Of the copy that is kept."""
    source: str
    """Where it stands: an address, a page of the contract."""
    read_on: date
    file: str = ""
    """A copy beside the study file, whose hash is checked; it is never published."""


class LinePlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an Internet provider sells under one name."""

    id: str
    provider: str
    name: str
    download: Speeds = Speeds()
    upload: Speeds = Speeds()
    medium: str = ""
    """Such as fibre, coax, DSL, 5G."""
    contract: Contract | None = None

    def of(self, direction: Direction) -> Speeds:
        """Return what was sold in *direction*."""
        return self.download if direction is Direction.DOWN else self.upload


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One customer's line, and the agent that measures it."""

    agent: str
    provider: str
    """The Internet provider, which belongs to where is measured from, not to what is measured."""
    plan: str
    place: dict[str, str] = {}
    """Where it is, for readers, by language code; never an address."""
    timezone: str = ""
    """IANA name of the zone that it lies in; empty for the study's."""
    wired: bool | None = None
    """Whether the agent hangs on the router by a cable; None if nobody said so."""
    since: date | None = None
    """The first day, in its zone, on which the agent measured this line under this plan; None from the beginning."""
    until: date | None = None
    """The last such day; None until the end."""
    measuring_days: tuple[date, ...] = ()
    """The days of a campaign by BNetzA 99/2021."""


class LineRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a study settles about lines before it begins."""

    speed: tuple[str, ...] = ()
    """The tasks whose samples tell the speed."""
    loss: tuple[str, ...] = ()
    """The tasks whose samples tell loss, delay and jitter."""
    servers: tuple[str, ...] = ()
    """The tasks whose samples of several servers tell disconnections."""
    web: tuple[str, ...] = ()
    """The tasks that load reference pages."""
    dns: tuple[str, ...] = ()
    """The tasks that ask the line's resolver."""
    responsiveness: tuple[str, ...] = ()
    """The tasks whose samples tell round trips a minute under load."""
    device_limited_share: float = 0.8
    """A speed of at least this share of the agent's own ceiling is the agent's, and does not count."""
    cross_traffic_share: float = 0.05
    """A test beside which more than this share of its own bytes was carried does not count."""
    minimum_tests: int = 20
    """Fewer tests that count give no verdict where a rule set names no number of its own."""
    few_lines: int = 30
    """Fewer lines than this are said to be few: they are facts about themselves."""

    @property
    def tasks(self) -> frozenset[str]:
        """All tasks whose samples tell something of a line."""
        return frozenset({*self.speed, *self.loss, *self.servers, *self.web, *self.dns, *self.responsiveness})


class Sold(NamedTuple):
    """All that was settled about the lines of a study before they were measured."""

    rules: LineRules
    plans: tuple[LinePlan, ...]
    lines: tuple[Line, ...]
