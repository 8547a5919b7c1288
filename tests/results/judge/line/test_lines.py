"""From observations to what is told of lines: whose a sample is, which count, peak hours, outages by cause."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from line_samples import START, observed

from results.judge.facts import Period, ProviderFacts, StudyFacts, TaskFacts
from results.judge.line.disconnections import Cause, disconnections, house
from results.judge.line.found import Lines
from results.judge.line.lines import lines
from results.judge.line.loss import loss
from results.judge.line.plan import Direction, Line, LinePlan, LineRules, Speeds
from results.judge.line.samples import Mark, speed_samples
from results.judge.rules import Rules
from results.records import Failure, Heartbeat, Observation, Session

MEGA = 1e6
MINUTE = timedelta(minutes=1)
PERIOD = Period(start=START, end=START + timedelta(days=60), as_of=START + timedelta(days=60))
RULES = LineRules(speed=("speed",), loss=("ping",), servers=("ping",), minimum_tests=1)


def facts(*on: Line) -> StudyFacts:
    """Make a study with the lines *on* two plans of two providers."""
    return StudyFacts(
        id="s",
        title={"en": "S"},
        funding={"en": ""},
        demonstration=False,
        timezone="UTC",
        config_sha256="",
        software="",
        rules=Rules(minimum_samples=1, minimum_questions=1, answer_window_seconds=1, criteria=()),
        tasks=(
            TaskFacts(name="speed", target="server", kind="ndt7", every_seconds=3600, timeout_seconds=60, channel=None),
        ),
        providers=tuple(
            ProviderFacts(id=one, name=one.title(), about={}, targets=frozenset(), promises=())
            for one in ("telco", "kabel")
        ),
        lines=on,
        line_plans=tuple(
            LinePlan(id=f"{one}-100", provider=one, name="100", download=Speeds(advertised=100), upload=Speeds())
            for one in ("telco", "kabel")
        ),
        line_rules=RULES,
    )


def told(samples: Sequence[Observation], *on: Line) -> Lines:
    """Tell what *samples* say of the lines *on*."""
    return lines(facts(*on), samples, [], [], PERIOD)


def download(slot: datetime, mbits: float, **more: float) -> Observation:
    """Make a test of ten seconds that downloaded at *mbits*."""
    return observed(slot, metrics={"download_bits_per_second": mbits * MEGA, **more}, duration_seconds=10.0)


HOME = Line(agent="home-1", provider="telco", plan="telco-100", timezone="Europe/Stockholm")


def test_a_sample_belongs_to_the_provider_of_the_agents_line() -> None:
    """Whatever provider's server was asked, a web host's or a neutral one."""
    tests = [
        msgspec.structs.replace(download(START + n * MINUTE, 90), provider=server)
        for n, server in enumerate(("host", "ref"))
    ]
    (plan,) = told(tests, HOME).plans
    assert (plan.name, plan.lines, plan.directions[0].counted) == ("Telco", 1, 2)


def test_a_line_that_changed_its_provider_is_two_lines() -> None:
    """The first day of the new contract is in the line's own zone: 23 o'clock UTC is the next day in Stockholm."""
    first, second = (
        msgspec.structs.replace(HOME, until=date(2027, 1, 31)),
        msgspec.structs.replace(HOME, provider="kabel", plan="kabel-100", since=date(2027, 2, 1)),
    )
    late = datetime(2027, 1, 31, 22, 59, tzinfo=UTC)
    found = told([download(late, 90), download(late + MINUTE, 50)], first, second)
    assert {one.name: one.directions[0].quantiles.p50 for one in found.plans if one.directions[0].quantiles} == {
        "Telco": 90,
        "Kabel": 50,
    }


def test_what_other_agents_measure_is_no_lines() -> None:
    """A vantage point without a line measures hosts."""
    other = msgspec.structs.replace(download(START, 90), agent="rack-7")
    assert told([other], HOME).lines[0].directions[0].counted == 0


def test_few_lines_are_said_to_be_few() -> None:
    """Fewer than the rules demand."""
    assert told([], HOME).plans[0].few


@pytest.mark.parametrize(
    ("more", "mark"),
    [
        ({"device_ceiling_bits_per_second": 100 * MEGA}, Mark.DEVICE_LIMITED),
        ({"device_ceiling_bits_per_second": 101 * MEGA}, None),
        ({"cross_traffic_bytes": 5e6}, None),
        ({"cross_traffic_bytes": 5.1e6}, Mark.CROSS_TRAFFIC),
        ({"download_bytes": 50e6, "cross_traffic_bytes": 2.5e6}, None),
        ({"download_bytes": 50e6, "cross_traffic_bytes": 2.6e6}, Mark.CROSS_TRAFFIC),
        ({}, None),
    ],
)
def test_what_does_not_count_is_marked(more: dict[str, float], mark: Mark | None) -> None:
    """80 of 100 Mbit/s is the device's; ten seconds of 80 Mbit/s are 100 MB, of which 5 % are not."""
    (found,) = speed_samples([download(START, 80, **more)], Direction.DOWN, RULES)
    assert found.mark is mark


def test_marked_samples_are_counted_and_in_no_figure() -> None:
    """One of two is held down by the device."""
    tests = [download(START, 90), download(START + MINUTE, 10, device_ceiling_bits_per_second=11 * MEGA)]
    found = told(tests, HOME).lines[0].directions[0]
    assert (found.counted, found.device_limited, found.quantiles and found.quantiles.p5) == (1, 1, 90)


def test_a_failed_test_is_unknown_and_no_speed_of_nought() -> None:
    """It is told how many there were."""
    found = told([download(START, 90), observed(START + MINUTE, failure=Failure.TIMEOUT)], HOME).lines[0]
    assert (found.failed, found.directions[0].counted) == (1, 1)
    assert found.directions[0].quantiles is not None
    assert found.directions[0].quantiles.p5 == 90


@pytest.mark.parametrize(
    ("failure", "failed", "days"),
    [
        (Failure.TIMEOUT, 1, 1),
        (Failure.RESOLVER_SILENT, 1, 1),
        (Failure.PROBE_FAULT, 0, 1),
        (Failure.BLOCKED, 0, 0),
        (Failure.PAUSED, 0, 0),
        (Failure.MISSED_DOWN, 0, 0),
        (Failure.MISSED_LATE, 0, 0),
    ],
)
def test_what_was_not_asked_is_no_test_that_failed(failure: Failure, failed: int, days: int) -> None:
    """Nor is a server without room or the prober's own fault; and a day of nothing else is none with a test."""
    (line,) = told([observed(START, failure=failure)], HOME).lines
    assert (line.failed, line.days_tested) == (failed, days)


def test_a_second_try_fills_the_line_too() -> None:
    """Packets that were lost beside it are not the line's, though it adds no weight itself."""
    second = msgspec.structs.replace(download(START, 90), attempt=1)
    ping = observed(START, task="ping", kind="loss", metrics={"sent": 100, "received": 50}, duration_seconds=5.0)
    study = msgspec.structs.replace(facts(HOME), line_rules=LineRules(speed=("speed",), loss=("ping",)))
    (line,) = lines(study, [observed(START, failure=Failure.TIMEOUT), second, ping], [], [], PERIOD).lines
    assert (line.loss.left_out, line.loss.share, line.directions[0].counted) == (1, None, 0)


@pytest.mark.parametrize(
    ("utc", "peak"),
    [
        ("2027-03-27T18:00", True),  # 19:00 in winter
        ("2027-03-28T17:00", True),  # 19:00 in summer, from that night on
        ("2027-03-27T17:59", False),
        ("2027-03-28T21:00", False),  # 23:00
        ("2027-10-30T17:00", True),
        ("2027-10-31T17:00", False),  # 18:00 in winter again
        ("2027-10-31T21:59", True),
    ],
)
def test_peak_hours_are_those_of_the_lines_own_clock(utc: str, peak: bool) -> None:  # noqa: FBT001 -- the parameter of the test
    """19 to 23 o'clock in Stockholm, on both sides of the nights in which clocks are set."""
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    period = Period(start=at, end=at + MINUTE, as_of=at)
    found = lines(facts(HOME), [download(at, 90)], [], [], period).lines[0].directions[0]
    assert found.peak is not None
    assert found.peak.n == int(peak)


def pings(outcomes: dict[str, str], every: timedelta = MINUTE) -> list[Observation]:
    """Make samples of servers, a letter a slot: ``.`` answered, ``x`` lost, ``?`` spoilt by the prober, blank none."""
    failures = {"x": Failure.TIMEOUT, "?": Failure.PROBE_FAULT, ".": None}
    return [
        observed(START + place * every, server, task="ping", failure=failures[letter])
        for server, letters in outcomes.items()
        for place, letter in enumerate(letters)
        if letter != " "
    ]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({"a": ".xx.", "b": ".xx."}, [(Cause.LINE, 1, 3, "")]),
        ({"a": ".xx.", "b": "...."}, [(Cause.SERVER, 1, 3, "a")]),
        ({"a": ".xx.", "b": ".??."}, [(Cause.UNKNOWN, 1, 3, "a")]),
        ({"a": ".x..", "b": ".x.."}, []),
        ({"a": ".x?x.", "b": ".x?x."}, []),
        ({"a": ".x x.", "b": ".x x."}, []),
        ({"a": ".xxx.", "b": ".xx.."}, [(Cause.LINE, 1, 3, "")]),
    ],
)
def test_disconnections_by_cause(outcomes: dict[str, str], expected: list[tuple[Cause, int, int, str]]) -> None:
    """Two losses in a row: of all servers the line, of one that server; alone in being asked, nobody knows."""
    found = disconnections(pings(outcomes), {"ping": MINUTE})
    assert [
        (one.cause, (one.start - START) // MINUTE, (one.end - START) // MINUTE, one.provider) for one in found
    ] == expected


def test_a_machine_that_started_anew_was_the_house() -> None:
    """From its last sign of life to its next start; a run that ended on a machine that went on says nothing."""
    runs = [
        Session(id=name, agent="home-1", started_at=START + n * MINUTE, software="", config_sha256="", boot_id=boot)
        for n, name, boot in ((0, "one", "b1"), (10, "two", "b1"), (20, "three", "b2"))
    ]
    beats = [Heartbeat(session="one", at=START + 5 * MINUTE), Heartbeat(session="two", at=START + 15 * MINUTE)]
    (found,) = house("home-1", runs, beats, START, START + timedelta(hours=1))
    assert (found.cause, found.start, found.lasted_seconds) == (Cause.HOUSE, START + 15 * MINUTE, 300)


def test_loss_is_of_packets_and_what_was_not_counted_is_not_nought() -> None:
    """A row that was spoilt, and one that does not say how many it sent, are in no sum."""
    peak = datetime(2027, 1, 11, 20, tzinfo=UTC)
    rows = [
        observed(START, task="ping", metrics={"sent": 100, "received": 99, "rtt_median_seconds": 0.02}),
        observed(peak, task="ping", metrics={"sent": 100, "received": 100, "rtt_median_seconds": 0.04}),
        observed(START, task="ping", metrics={}),
        observed(START, task="ping", metrics={"sent": 5, "received": 0}, failure=Failure.PROBE_FAULT),
    ]
    found = loss([(one, ZoneInfo("UTC")) for one in rows], [])
    assert (found.sent, found.lost, found.share, found.peak_share, found.band) == (200, 1, 0.005, 0.0, "below_0.4")
    assert found.rtt_seconds == pytest.approx(0.03)
    assert loss([], []).share is None


def test_days_and_the_lowest_ceiling_are_told() -> None:
    """Days are the line's own, from its first on; one with a failed test is a day that something is known of."""
    ceiling = "device_ceiling_bits_per_second"
    tests = [
        download(START, 90, **{ceiling: 940 * MEGA}),
        download(START + timedelta(days=1), 90, **{ceiling: 900 * MEGA}),
        observed(START + timedelta(days=3), failure=Failure.TIMEOUT),
    ]
    (line,) = told(
        tests, msgspec.structs.replace(HOME, since=START.date(), until=START.date() + timedelta(days=9))
    ).lines
    assert (line.days, line.days_tested, line.ceiling_mbits) == (10, 3, 900)


def test_a_line_that_came_after_the_period_has_no_days() -> None:
    """And no ceiling."""
    (line,) = told([], msgspec.structs.replace(HOME, since=date(2030, 1, 1))).lines
    assert (line.days, line.days_tested, line.ceiling_mbits) == (0, 0, None)
