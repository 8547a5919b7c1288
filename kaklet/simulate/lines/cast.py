"""The cast: three made-up Internet providers, five plans and fourteen lines, each with what it is like."""

from datetime import timedelta

import msgspec


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of a plan, in Mbit/s: what the contract names, and what the lines can carry at best."""

    told: dict[str, float]
    best: float


class PlanOf(msgspec.Struct, frozen=True, kw_only=True):
    """One plan."""

    id: str
    provider: str
    name: str
    medium: str
    download: Sold
    upload: Sold
    slump: float
    """Which share of its speed is lost at the busiest hour of the evening."""
    rtt_seconds: float
    queue_seconds: float
    """By how much a test's own traffic makes a round trip longer."""
    loss: float
    """Share of packets, outside of the busy hours."""


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """One line, and the agent on it."""

    plan: str
    place: str
    quality: float = 1.0
    """Its speed, as a share of its plan's."""
    loss_factor: float = 1.0
    ceiling: float = 2_400.0
    """What the agent itself can do, in Mbit/s."""
    busy_share: float = 0.01
    """Share of tests beside which others used the line."""
    failed_share: float = 0.003
    wired: bool = True
    line_outages: int = 1
    """In 28 days; so are the next two."""
    house_outages: int = 0
    unplugged: bool = False
    """Whether its agent lost its link once, and stayed on."""
    one_server: bool = False
    """Whether it was down once while a single server was asked, so that nobody can say whose doing that was."""
    missing_hours: int = 3
    campaign: int = 0
    """Tests on each of three measuring days; 0 for no campaign."""
    moved_in: timedelta = timedelta()
    """How long after the study's beginning it is measured first."""


PROVIDERS = {"alvfiber": "Älvfiber", "kustkabel": "Kustkabel", "slattmobil": "Slättmobil"}

PLANS = (
    PlanOf(
        id="alv-100",
        provider="alvfiber",
        name="Fiber 100",
        medium="fibre",
        download=Sold(told={"minimum": 60, "normal": 80, "maximum": 100, "advertised": 100}, best=98),
        upload=Sold(told={"minimum": 60, "normal": 80, "maximum": 100, "advertised": 100}, best=97),
        slump=0.06,
        rtt_seconds=0.004,
        queue_seconds=0.012,
        loss=0.0004,
    ),
    PlanOf(
        id="alv-1000",
        provider="alvfiber",
        name="Fiber 1000",
        medium="fibre",
        download=Sold(told={"minimum": 600, "normal": 800, "maximum": 1000, "advertised": 1000}, best=941),
        upload=Sold(told={"minimum": 600, "normal": 800, "maximum": 1000, "advertised": 1000}, best=938),
        slump=0.08,
        rtt_seconds=0.003,
        queue_seconds=0.006,
        loss=0.0003,
    ),
    PlanOf(
        id="kust-50",
        provider="kustkabel",
        name="Bredband 50",
        medium="DSL",
        download=Sold(told={"minimum": 20, "normal": 30, "maximum": 50, "advertised": 50}, best=44),
        upload=Sold(told={"minimum": 5, "normal": 8, "maximum": 10, "advertised": 10}, best=9.1),
        slump=0.05,
        rtt_seconds=0.019,
        queue_seconds=0.19,
        loss=0.002,
    ),
    PlanOf(
        id="kust-250",
        provider="kustkabel",
        name="Kabel 250",
        medium="coax",
        download=Sold(told={"minimum": 100, "normal": 200, "maximum": 250, "advertised": 250}, best=251),
        upload=Sold(told={"minimum": 15, "normal": 20, "maximum": 25, "advertised": 25}, best=24.4),
        slump=0.45,
        rtt_seconds=0.012,
        queue_seconds=0.085,
        loss=0.001,
    ),
    PlanOf(
        id="slatt-5g",
        provider="slattmobil",
        name="5G hemma",
        medium="5G",
        download=Sold(told={"maximum": 200, "advertised": 200}, best=190),
        upload=Sold(told={"maximum": 30, "advertised": 30}, best=27),
        slump=0.35,
        rtt_seconds=0.028,
        queue_seconds=0.14,
        loss=0.003,
    ),
)

HOMES = (
    Home(plan="alv-100", place="Malmö", campaign=10),
    Home(plan="alv-100", place="Göteborg", quality=0.99, campaign=9, busy_share=0.03),
    Home(plan="alv-100", place="Umeå", quality=0.97, house_outages=2, unplugged=True),
    Home(plan="alv-100", place="Luleå", quality=0.98, missing_hours=60),
    Home(plan="alv-1000", place="Malmö", line_outages=0),
    Home(plan="alv-1000", place="Malmö", quality=0.98, campaign=10),
    Home(plan="alv-1000", place="Malmö", ceiling=960.0),
    Home(plan="kust-50", place="Skellefteå", quality=0.95, campaign=10, one_server=True),
    Home(
        plan="kust-50",
        place="Bergs kommun",
        quality=0.31,
        loss_factor=5.0,
        line_outages=7,
        failed_share=0.02,
        campaign=10,
    ),
    Home(plan="kust-250", place="Göteborg", campaign=10),
    Home(plan="kust-250", place="Göteborg", quality=0.96, house_outages=1, wired=False, campaign=10),
    Home(plan="kust-250", place="Borås", quality=1.0, line_outages=3, busy_share=0.06),
    Home(plan="slatt-5g", place="Kalmar", line_outages=2, failed_share=0.01),
    Home(plan="slatt-5g", place="Öland", quality=0.7, line_outages=3, moved_in=timedelta(days=10), failed_share=0.015),
)


def agent_of(number: int) -> str:
    """Name the agent on the line *number*, from 0."""
    return f"home-{number + 1:02}"
