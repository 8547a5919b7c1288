"""The whole comparison: what the records say, whoever reads them and in whatever order they came."""

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from made_records import made_case, made_visit

from results.judge.compare import Period, ProviderFacts, Records, StudyFacts, TaskFacts, compare
from results.judge.comparison import Comparison, Gap, PromiseKept, ProviderResult, Withheld
from results.judge.due import due_slots
from results.judge.histogram import RELATIVE_ERROR
from results.judge.mail.verdict import Verdict
from results.judge.maintenance import Maintenance
from results.judge.rules import Criterion, Metric, Promise, Rules
from results.judge.summary import summarise
from results.judge.support import Received, State
from results.records import Case, Channel, Failure, Handover, Heartbeat, Message, Observation, Session

START = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PERIOD = Period(start=START, end=START + HOUR, as_of=START + 2 * HOUR)

PAGE = TaskFacts(name="page", target="site", kind="http", every_seconds=60.0, timeout_seconds=10.0, channel=None)
ASK = TaskFacts(
    name="ask", target="support", kind="support_email", every_seconds=600.0, timeout_seconds=60.0, channel=Channel.EMAIL
)
RULES = Rules(
    minimum_samples=10,
    minimum_questions=2,
    answer_window_seconds=1800.0,
    criteria=tuple(
        Criterion(id=name, metric=metric, task=task, title={"en": name}, weight=25.0, thresholds=thresholds)
        for name, metric, task, thresholds in (
            ("uptime", Metric.UPTIME_PERCENT, "page", (80.0, 90.0, 95.0, 99.0, 99.9)),
            ("speed", Metric.RESPONSE_SECONDS, "page", (5.0, 2.0, 1.0, 0.5, 0.1)),
            ("answered", Metric.ANSWERED_PERCENT, "ask", (20.0, 40.0, 60.0, 80.0, 100.0)),
            ("wait", Metric.ANSWER_SECONDS, "ask", (1800.0, 1200.0, 600.0, 300.0, 60.0)),
        )
    ),
)


def provider(name: str, *targets: str, promises: tuple[Promise, ...] = ()) -> ProviderFacts:
    """Make a provider that has *targets*, or all of them."""
    return ProviderFacts(
        id=name.lower(), name=name, about={}, targets=frozenset(targets or ("site", "support")), promises=promises
    )


def study(*providers: ProviderFacts) -> StudyFacts:
    """Make a study of *providers*."""
    return StudyFacts(
        id="study",
        title={"en": "A study"},
        funding={"en": "Nobody."},
        demonstration=False,
        timezone="UTC",
        config_sha256="00",
        software="0",
        rules=RULES,
        tasks=(PAGE, ASK),
        providers=providers,
    )


def observed(
    name: str, place: int, failure: Failure | None = None, *, task: TaskFacts = PAGE, seconds: float = 0.2
) -> Observation:
    """Make what slot number *place* saw at the provider *name*."""
    return made_visit(
        START + place * timedelta(seconds=task.every_seconds),
        failure,
        provider=name,
        target=task.target,
        task=task.name,
        kind=task.kind,
        duration_seconds=seconds,
        metrics={} if failure else {"ttfb_seconds": seconds / 2},
    )


def asked(name: str, place: int, *answers: float) -> tuple[Case, Handover, list[Received]]:
    """Make the case of slot number *place* with answers of a person after so many seconds."""
    at = START + place * timedelta(seconds=ASK.every_seconds)
    case = made_case(f"{name}-{place}", at, provider=name)
    received = [
        Received(evidence=f"{case.id}/{seconds}", after_seconds=seconds, verdict=Verdict.HUMAN, reasons=())
        for seconds in answers
    ]
    return case, Handover(case=case.id, at=at), received


def records(observations: list[Observation], *cases: tuple[Case, Handover, list[Received]]) -> Records:
    """Gather the records of a period."""
    received = {case.id: many for case, _, many in cases}
    return Records(
        observations=observations,
        cases=[case for case, _, _ in cases],
        handovers={case.id: handover for case, handover, _ in cases},
        messages=[
            Message(id=one.evidence, case=case.id, received_at=START, evidence="00")
            for case, _, many in cases
            for one in many
        ],
        received=received,
        sessions=[],
        heartbeats=[],
    )


def full(name: str, *, down: int = 0) -> list[Observation]:
    """Make an hour of observations of which the first *down* failed."""
    return [observed(name, place, Failure.TIMEOUT if place < down else None) for place in range(60)]


def result(found: Comparison, name: str) -> ProviderResult:
    """Find one provider's result."""
    return next(one for one in found.providers if one.id == name)


def figures(found: ProviderResult) -> dict[str, tuple[float | None, int | None, Withheld | None]]:
    """Tell value, grade and reason of each cell."""
    return {one.criterion: (one.value, one.grade, one.withheld) for one in found.figures}


def test_a_whole_provider() -> None:
    """Figures, grades and the total of an hour come out as worked out by hand."""
    answers = [asked("alpha", 0, 120.0), asked("alpha", 1, 240.0, 300.0), asked("alpha", 2)]
    found = result(compare(study(provider("Alpha")), records(full("alpha", down=3), *answers), PERIOD), "alpha")
    assert figures(found) == {
        "uptime": (95.0, 3, None),
        "speed": (pytest.approx(0.2, rel=RELATIVE_ERROR), 4, None),
        "answered": (pytest.approx(200 / 3), 3, None),
        "wait": (240.0, 4, None),
    }
    assert found.total.value == 3.5
    assert found.checks[0].phases == {"ttfb_seconds": pytest.approx(0.1, rel=RELATIVE_ERROR)}


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        (START, START + HOUR, 60),
        (START + timedelta(seconds=1), START + HOUR, 59),
        (START, START + HOUR - timedelta(milliseconds=1), 59),
        (START + timedelta(seconds=59), START + timedelta(seconds=61), 0),
        (START + MINUTE, START + 2 * MINUTE, 1),
        (START + MINUTE, START + MINUTE, 0),
    ],
)
def test_only_slots_that_lie_wholly_in_the_period_are_due(start: datetime, end: datetime, due: int) -> None:
    """A slot that began before the period or ends after it is not asked for."""
    period = Period(start=start, end=end, as_of=end)
    (check,) = result(compare(study(provider("Alpha")), records(full("alpha")), period), "alpha").checks
    assert (check.availability.due, check.availability.measured, len(check.slots)) == (due, due, due)


def test_a_day_with_a_change_of_the_clocks_has_24_hours() -> None:
    """Slots are counted in UTC: summer time neither adds nor removes any."""
    start = datetime(2026, 3, 29, tzinfo=UTC)
    assert len(due_slots([], start, start + timedelta(days=1), every=MINUTE)) == 24 * 60


def test_a_provider_added_half_way_is_not_blamed_for_the_time_before() -> None:
    """Trap T8: its uptime is of what was measured; the coverage says that it is half."""
    late = [observed("alpha", place) for place in range(30, 60)]
    (check,) = result(compare(study(provider("Alpha")), records(late), PERIOD), "alpha").checks
    assert (check.availability.uptime, check.availability.coverage) == (1.0, 0.5)


def test_each_slot_is_told_as_it_was() -> None:
    """Success and the target's failure are told; what failed on our side, was missed or is absent is nothing."""
    seen = [
        observed("alpha", 0),
        observed("alpha", 1, Failure.TIMEOUT),
        observed("alpha", 2, Failure.MISSED_LATE),
        observed("alpha", 3, Failure.PROBE_FAULT),
    ]
    period = Period(start=START, end=START + 5 * MINUTE, as_of=START + 5 * MINUTE)
    (check,) = result(compare(study(provider("Alpha")), records(seen), period), "alpha").checks
    assert check.slots == ("", "timeout", None, None, None)
    assert (check.availability.missed, check.availability.void) == (2, 1)


def test_too_few_samples_are_shown_but_not_graded() -> None:
    """Nine slots of ten demanded give a figure, no grade and no total."""
    found = result(compare(study(provider("Alpha")), records(full("alpha")[:9]), PERIOD), "alpha")
    assert figures(found)["uptime"] == (100.0, None, Withheld.TOO_FEW)
    assert found.total.value is None


@pytest.mark.parametrize(("measured", "withheld"), [(54, None), (53, Withheld.LOW_COVERAGE)])
def test_below_the_coverage_that_is_demanded_there_is_no_grade(measured: int, withheld: Withheld | None) -> None:
    """Nine tenths of what was due must have been measured; below, figures are shown without a grade."""
    found = result(compare(study(provider("Alpha")), records(full("alpha")[:measured]), PERIOD), "alpha")
    assert [one.withheld for one in found.figures[:2]] == [withheld, withheld]
    assert found.figures[0].value == 100.0
    assert (found.figures[0].grade is None) == (withheld is not None)


def test_a_wall_is_no_slow_answer() -> None:
    """What does not speak about the target is left out of the response times too, and a shut door is no timeout."""
    walls = [
        msgspec.structs.replace(observed("alpha", place, Failure.UNEXPECTED_STATUS), metrics={"status": 403.0})
        for place in range(40, 60)
    ]
    found = result(compare(study(provider("Alpha")), records([*full("alpha")[:40], *walls]), PERIOD), "alpha")
    (check,) = found.checks
    assert (check.latency.n, check.latency.censored, check.availability.blocked) == (40, 0, 20)


def test_nothing_measured_is_said_so() -> None:
    """Without a record there is no figure and a reason."""
    found = result(compare(study(provider("Alpha")), records([]), PERIOD), "alpha")
    assert {reason for _, _, reason in figures(found).values()} == {Withheld.NOT_MEASURED}


def test_a_door_that_is_not_offered_costs_nothing() -> None:
    """Who has no support address is graded on the rest, and it is said."""
    found = result(compare(study(provider("Alpha", "site")), records(full("alpha")), PERIOD), "alpha")
    assert figures(found)["answered"] == (None, None, Withheld.NOT_OFFERED)
    assert found.total.value == 4.5


def test_a_door_for_people_only_is_said_so() -> None:
    """A CAPTCHA in each slot is no silence."""
    seen = [observed("alpha", place, Failure.NEEDS_PERSON, task=ASK) for place in range(6)]
    found = result(compare(study(provider("Alpha")), records([*full("alpha"), *seen]), PERIOD), "alpha")
    assert figures(found)["answered"] == (None, None, Withheld.NEEDS_PERSON)


def test_a_wait_that_was_not_reached_is_beyond_the_window() -> None:
    """Silence to most questions: no median, the window as the bound, grade 0."""
    silent = [asked("alpha", 0, 60.0), asked("alpha", 1), asked("alpha", 2)]
    found = result(compare(study(provider("Alpha")), records(full("alpha"), *silent), PERIOD), "alpha")
    (wait,) = [one for one in found.figures if one.criterion == "wait"]
    assert (wait.value, wait.beyond, wait.grade) == (None, 1800.0, 0)


def test_mostly_failing_is_slower_than_the_timeout() -> None:
    """Trap T6: more than half of the slots failed, so the median is beyond the timeout."""
    found = result(compare(study(provider("Alpha")), records(full("alpha", down=40)), PERIOD), "alpha")
    (speed,) = [one for one in found.figures if one.criterion == "speed"]
    assert (speed.value, speed.beyond, speed.grade, speed.n) == (None, 10.0, 0, 60)


def test_open_windows_are_censored_at_the_last_reading_of_the_mailbox() -> None:
    """What nobody has read yet is no silence."""
    period = Period(start=START, end=START + HOUR, as_of=START + timedelta(minutes=35))
    answers = [asked("alpha", 0), asked("alpha", 1)]
    (support,) = result(compare(study(provider("Alpha")), records([], *answers), period), "alpha").support
    assert [story.state for story in support.stories] == [State.SILENT, State.WAITING]
    assert (support.closed, support.waiting) == (1, 1)


def test_promises_are_held_against_the_figures() -> None:
    """One provider keeps, the other breaks the same promise."""
    promise = Promise(criterion="uptime", value=99.0, quote="99 %", source="page")
    providers = [provider("Alpha", promises=(promise,)), provider("Beta", promises=(promise,))]
    found = compare(study(*providers), records([*full("alpha"), *full("beta", down=2)]), PERIOD)
    assert [one.promises[0].kept for one in found.providers] == [PromiseKept.KEPT, PromiseKept.BROKEN]


def everything() -> Records:
    """Make the records of three providers."""
    answers = [asked(name, place, 100.0 * (place + 1)) for name in ("alpha", "beta", "gamma") for place in range(4)]
    return records([*full("alpha"), *full("beta", down=5), *full("gamma", down=20)], *answers)


def test_a_new_competitor_changes_nobody_s_result() -> None:
    """Figures, grades and totals of the others are the same, to the bit."""
    alone = compare(study(provider("Alpha"), provider("Beta")), everything(), PERIOD)
    joined = compare(study(provider("Gamma"), provider("Alpha"), provider("Beta")), everything(), PERIOD)
    for name in ("alpha", "beta"):
        assert result(joined, name) == result(alone, name)


def test_the_order_of_providers_in_the_study_does_not_matter() -> None:
    """They are told in alphabetical order, whoever was written down first."""
    forth = compare(study(provider("Alpha"), provider("beta"), provider("Gamma")), everything(), PERIOD)
    back = compare(study(provider("Gamma"), provider("beta"), provider("Alpha")), everything(), PERIOD)
    assert forth == back
    assert [one.name for one in forth.providers] == ["Alpha", "beta", "Gamma"]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_observations_does_not_matter(seed: int) -> None:
    """Late and reordered records give the same comparison, to the bit."""
    told = everything()
    shuffled = random.Random(seed).sample(list(told.observations), len(told.observations))  # noqa: S311 -- a test's order
    facts = study(provider("Alpha"), provider("Beta"), provider("Gamma"))
    assert compare(facts, msgspec.structs.replace(told, observations=shuffled), PERIOD) == compare(facts, told, PERIOD)


def test_a_comparison_survives_json() -> None:
    """What is published as data can be read back as the same comparison."""
    found = compare(study(provider("Alpha"), provider("Beta"), provider("Gamma", "site")), everything(), PERIOD)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Comparison) == found


def session(name: str, start: timedelta) -> Session:
    """Make a session that began *start* after the period did."""
    return Session(id=name, agent="a", started_at=START + start, software="0", config_sha256="00", boot_id="")


def test_the_methods_of_measuring_are_those_of_the_runs_of_the_period() -> None:
    """In the order of their beginning, each once; runs from after it, and those that did not say, are left out."""
    runs = [
        msgspec.structs.replace(session(name, start * MINUTE), method=method)
        for name, start, method in (
            ("c", 2, "2"),
            ("a", 0, "1"),
            ("b", 1, "1"),
            ("d", 3, ""),
            ("late", 60 * 24 * 400, "9"),
        )
    ]
    samples = [msgspec.structs.replace(one, session=name) for one, name in zip(full("alpha")[:5], "abcda", strict=True)]
    told = msgspec.structs.replace(records(samples), sessions=runs)
    assert compare(study(provider("Alpha")), told, PERIOD).measured_by == ("1", "2")


def test_times_without_the_daemon_are_gaps() -> None:
    """From the last sign of life of one session to the beginning of the next, and only inside the period."""
    told = msgspec.structs.replace(
        records([]),
        sessions=[session("a", 70 * MINUTE), session("b", 30 * MINUTE), session("c", -10 * MINUTE)],
        heartbeats=[
            Heartbeat(session="c", at=START + 20 * MINUTE),
            Heartbeat(session="b", at=START + 50 * MINUTE, ended=True),
        ],
    )
    assert compare(study(), told, PERIOD).gaps == (
        Gap(start=START + 20 * MINUTE, end=START + 30 * MINUTE),
        Gap(start=START + 50 * MINUTE, end=START + HOUR),
    )


def test_a_gap_before_the_period_is_not_told() -> None:
    """What happened before the first slot is nobody's concern."""
    told = msgspec.structs.replace(
        records([]),
        sessions=[session("s1", -HOUR), session("s2", -MINUTE)],
        heartbeats=[Heartbeat(session="s1", at=START - 30 * MINUTE)],
    )
    assert compare(study(), told, PERIOD).gaps == ()


def test_the_summary_carries_every_class_and_what_was_shared() -> None:
    """For other programs: all counts of each check, and the times in which many failed at once."""
    names = ("alpha", "beta", "gamma")
    told = study(*(provider(name.title()) for name in names))
    found = summarise(compare(told, records([one for name in names for one in full(name, down=3)]), PERIOD))
    (check,) = found.providers[0].checks
    rest = (check.blocked, check.disagree, check.void, check.missed, check.paused)
    assert (check.due, check.up, check.degraded, check.down, rest) == (60, 57, 0, 3, (0, 0, 0, 0, 0))
    assert (check.uptime_without_announced, check.downtime_seconds) == (0.95, 180.0)
    assert [(one.slots, one.providers) for one in found.shared_failures] == [(3, names)]


def test_maintenance_is_that_of_the_provider() -> None:
    """What one announces excuses nobody else, and only in the second figure."""
    window = Maintenance(
        provider="alpha", start=START, end=START + 5 * MINUTE, announced=START - MINUTE, source="status page"
    )
    told = msgspec.structs.replace(study(provider("Alpha"), provider("Beta")), maintenance=(window,))
    found = compare(told, records([*full("alpha", down=3), *full("beta", down=3)]), PERIOD)
    figures = [one.checks[0].availability for one in found.providers]
    assert [one.uptime for one in figures] == [0.95, 0.95]
    assert [one.uptime_without_announced for one in figures] == [1.0, 0.95]


def test_the_counts_are_those_of_the_records() -> None:
    """How much stands behind the report is told, and how many messages wait for a person."""
    stray = Message(id="stray", received_at=START, evidence="00")
    told = records(full("alpha"), asked("alpha", 0, 5.0))
    told = msgspec.structs.replace(told, messages=[*told.messages, stray])
    counts = compare(study(provider("Alpha")), told, PERIOD).counts
    assert (counts.observations, counts.cases, counts.messages, counts.unmatched) == (60, 1, 2, 1)
