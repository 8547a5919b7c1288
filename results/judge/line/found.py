"""What is told of lines: the shapes that a comparison and `kaklet summary --json` carry."""

import msgspec

from results.judge.line import LINE_METHOD
from results.judge.line.disconnections import Cause, Disconnection
from results.judge.line.loss import Loss
from results.judge.line.pages import PageFound
from results.judge.line.plan import Direction, Line, LinePlan, LineRules
from results.judge.line.resolvers import DnsFound
from results.judge.line.responsiveness import ResponsivenessFound
from results.judge.line.ruling import Ruling
from results.judge.line.servers import ServerSeen


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """How many samples that count lie in each band of the advertised speed."""

    n: int
    above_95: int
    between: int
    """80 to 95 %, both included."""
    below_80: int


class Quantiles(msgspec.Struct, frozen=True, kw_only=True):
    """Speeds in Mbit/s that so many per cent of samples are no faster than; all but the median are those of samples."""

    p5: float
    p20: float
    p50: float
    p80: float
    p95: float


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """The samples that began in one hour of the line's own clock, of all days; speeds as in `Quantiles`."""

    hour: int
    """0 to 23."""
    n: int
    p20: float
    p50: float
    p80: float


class DirectionFound(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of a line, or of all lines of a plan."""

    direction: Direction
    counted: int
    """Samples that count."""
    device_limited: int
    """Samples that the agent itself may have held down: in no figure."""
    cross_traffic: int
    """Samples beside which others used the line: in no figure."""
    peak: Shares | None
    """None where the contract advertises no speed."""
    off_peak: Shares | None
    peak_quantiles: Quantiles | None
    """None where no sample counts."""
    off_peak_quantiles: Quantiles | None
    quantiles: Quantiles | None
    """Of all hours."""
    hours: tuple[Hour, ...] = ()
    """Those hours of the day in which any sample that counts began, from midnight on."""
    rulings: tuple[Ruling, ...]


class CauseCount(msgspec.Struct, frozen=True, kw_only=True):
    """The disconnections of one cause."""

    cause: Cause
    n: int
    seconds: float


class LineFound(msgspec.Struct, frozen=True, kw_only=True):
    """One line."""

    line: Line
    failed: int
    """Speed tests that told no speed: unknown. Slots in which nothing was asked, servers without room and the prober's
    own faults are none of them."""
    directions: tuple[DirectionFound, ...]
    loss: Loss
    days: int = 0
    """Days by its clock on which it was to be measured."""
    days_tested: int = 0
    """Those of them with a test of speed that began, one that failed included: of the others nothing is known."""
    ceiling_mbits: float | None = None
    """The lowest of the ceilings that the agent told of itself with these tests, in Mbit/s; None if it told none."""
    loss_band: str | None
    """Of the FCC, of peak hours: below_0.4, 0.4_to_1 or above_1 (per cent)."""
    disconnections: tuple[Disconnection, ...]
    causes: tuple[CauseCount, ...]
    """Of every cause, in the order of the vocabulary."""
    web: tuple[PageFound, ...] = ()
    """One for each reference page that was asked for; nothing of two pages is added up."""
    dns: DnsFound | None = None
    """None where no task asks a resolver."""
    responsiveness: ResponsivenessFound | None = None
    """None where no task measures it."""
    servers: tuple[ServerSeen, ...] = ()
    """Those that speed and responsiveness were measured against; the one that was asked most comes first."""


class PlanFound(msgspec.Struct, frozen=True, kw_only=True):
    """One plan of an Internet provider: all its lines together."""

    plan: LinePlan
    name: str
    """The provider's."""
    lines: int
    few: bool
    """Whether there are fewer lines than the study demands before they stand for more than themselves."""
    failed: int
    directions: tuple[DirectionFound, ...]
    loss: Loss
    causes: tuple[CauseCount, ...]
    web: tuple[PageFound, ...] = ()
    dns: DnsFound | None = None
    responsiveness: ResponsivenessFound | None = None
    servers: tuple[ServerSeen, ...] = ()


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """All lines of a study; empty where it has none. Nothing of this is graded or ranked."""

    method: str = LINE_METHOD
    rules: LineRules = LineRules()
    plans: tuple[PlanFound, ...] = ()
    lines: tuple[LineFound, ...] = ()
