"""Promises held against what was measured."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from made_records import made_case, made_visit

from results.judge.compare import Period, ProviderFacts, Records, StudyFacts, TaskFacts, compare
from results.judge.comparison import Comparison
from results.judge.rules import Rules
from results.judge.service.held import Held, PromiseHeld, Unmeasured
from results.judge.service.record_of import service_record
from results.judge.support import Received
from results.records import Channel, Failure, Handover, Observation, Verdict
from results.records.service import Call, Content, Entry, Event, LedgerStep, Measure, SoldPromise

START = datetime(2026, 4, 1, tzinfo=UTC)
END = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAYS = 61


def observed(slot: datetime, *, down: bool, seconds: float = 0.2) -> Observation:
    """Record one slot."""
    return made_visit(slot, Failure.TIMEOUT if down else None, started_at=slot, duration_seconds=seconds)


def compared(
    down: Sequence[int] = (), waits: Sequence[float | None] = (), *, verdict: Verdict = Verdict.HUMAN
) -> Comparison:
    """Make two months of hours, those numbered *down* failed, and a question a day answered after *waits* hours."""
    slots = [START + n * HOUR for n in range(DAYS * 24)]
    asked = [START + timedelta(days=n) for n in range(len(waits))]
    cases = [made_case(f"c{n}", at, evidence="") for n, at in enumerate(asked)]
    study = StudyFacts(
        id="s",
        title={"en": "S"},
        funding={"en": "Nobody."},
        demonstration=False,
        timezone="Europe/Stockholm",
        config_sha256="0" * 64,
        software="test",
        rules=Rules(minimum_samples=24, minimum_questions=5, answer_window_seconds=10 * 86400.0, criteria=()),
        tasks=(
            TaskFacts(name="page", target="site", kind="http", every_seconds=3600, timeout_seconds=5, channel=None),
            TaskFacts(name="ask", target="support", kind="support_email", every_seconds=86400, timeout_seconds=5,
                      channel=Channel.EMAIL),
        ),
        providers=(
            ProviderFacts(id="alpha", name="Alpha", about={}, targets=frozenset({"site", "support"}), promises=()),
        ),
    )  # fmt: skip
    return compare(
        study,
        Records(
            observations=[observed(slot, down=n in down) for n, slot in enumerate(slots)],
            cases=cases,
            handovers={case.id: Handover(case=case.id, at=case.opened_at) for case in cases},
            messages=[],
            received={
                f"c{n}": [Received(evidence="", after_seconds=3600 * wait, verdict=verdict, reasons=())]
                for n, wait in enumerate(waits)
                if wait is not None
            },
            sessions=[],
            heartbeats=[],
        ),
        Period(start=START, end=END, as_of=END + timedelta(days=30)),
    )


def held(comparison: Comparison, *beside: Content, **fields: Any) -> PromiseHeld:  # noqa: ANN401 -- fields of a promise
    """Hold one promise against *comparison*, with other entries *beside* it."""
    promise = SoldPromise(provider="alpha", promise="p", quote="Q.", source="page", **fields)
    entries = [Entry(content=one, by="Maja", at=END, version=1) for one in (promise, *beside)]
    (found,) = service_record(entries, comparison).promises
    return found


def test_an_uptime_that_is_reached_is_kept_with_its_margin() -> None:
    """One hour down of 61 days is 99.93 per cent, in both months more than 99.5."""
    found = held(compared(down=[100]), measure=Measure.UPTIME, value=99.5)
    uptime = 100 * (1 - 1 / (DAYS * 24))
    assert (found.held, found.why, found.n) == (Held.KEPT, None, DAYS * 24)
    assert (found.measured, found.margin) == pytest.approx((uptime, uptime - 99.5))
    assert found.stable is True


def test_a_mean_that_is_kept_by_swings_is_unstable() -> None:
    """Eight hours down in April are too many for April and few enough for both months together."""
    found = held(compared(down=range(100, 108)), measure=Measure.UPTIME, value=99.3)
    assert (found.held, found.stable) == (Held.KEPT, False)
    assert [(month.month, month.kept) for month in found.months] == [
        ("2026-04", False),
        ("2026-05", True),
        ("2026-06", True),
    ]


def test_months_are_those_of_the_study() -> None:
    """Stockholm's May begins at 22 h UTC on the last day of April, and its June two hours before the period ends."""
    found = held(compared(), measure=Measure.UPTIME, value=99)
    assert [(month.month, month.n) for month in found.months] == [
        ("2026-04", 30 * 24 - 2),
        ("2026-05", 31 * 24),
        ("2026-06", 2),
    ]


@pytest.mark.parametrize("compensation", ["", "Two months free."])
def test_compensation_does_not_keep_a_promise(compensation: str) -> None:
    """A broken promise stays broken, and what was paid is told."""
    found = held(compared(down=range(40)), measure=Measure.UPTIME, value=99.9, compensation=compensation)
    assert (found.held, found.compensation) == (Held.BROKEN, compensation)
    assert found.margin is not None
    assert found.margin < 0


def test_a_response_time_is_held_by_its_quantile() -> None:
    """The median of 0.2 s keeps half a second; no quantile is told for 97 per cent; 6 s is beyond the timeout."""
    comparison = compared(down=range(200))
    assert held(comparison, measure=Measure.RESPONSE, value=0.5).held is Held.KEPT
    assert held(comparison, measure=Measure.RESPONSE, value=0.1).held is Held.BROKEN
    slow = held(comparison, measure=Measure.RESPONSE, value=0.5, share=95.0)
    assert (slow.held, slow.measured) == (Held.BROKEN, None)
    assert held(comparison, measure=Measure.RESPONSE, value=0.5, share=97.0).why is Unmeasured.BEYOND_MEASURE
    assert held(comparison, measure=Measure.RESPONSE, value=6.0).why is Unmeasured.BEYOND_MEASURE


def test_an_answer_within_a_day_is_promised_for_all_unless_it_says_otherwise() -> None:
    """Nine of ten in time break a promise to all, and keep one for nine of ten."""
    comparison = compared(waits=[2.0] * 9 + [None])
    everyone = held(comparison, measure=Measure.ANSWER_WITHIN, value=24.0)
    assert (everyone.held, everyone.measured, everyone.margin, everyone.n) == (Held.BROKEN, 90.0, -10.0, 10)
    assert held(comparison, measure=Measure.ANSWER_WITHIN, value=24.0, share=90.0).held is Held.KEPT


def test_what_may_be_an_answer_leaves_a_promise_undetermined() -> None:
    """Where it hangs on messages that nobody has judged, nothing is said."""
    comparison = compared(waits=[2.0] * 10, verdict=Verdict.UNDETERMINED)
    found = held(comparison, measure=Measure.ANSWER_WITHIN, value=24.0)
    assert (found.held, found.why) == (Held.NOT_MEASURABLE, Unmeasured.UNDETERMINED)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"measure": Measure.NONE}, Unmeasured.NO_MEASURE),
        ({"measure": Measure.UPTIME, "value": 99.0, "task": "other"}, Unmeasured.NO_TASK),
        ({"measure": Measure.ANSWER_WITHIN, "value": 24.0}, Unmeasured.NOTHING_MEASURED),
        ({"measure": Measure.ANSWER_WITHIN, "value": 999.0}, Unmeasured.BEYOND_MEASURE),
        ({"measure": Measure.PHONE_ANSWERED, "value": 80.0}, Unmeasured.NOTHING_MEASURED),
        ({"measure": Measure.DONE_BY, "due": date(2026, 5, 1)}, Unmeasured.NOTHING_MEASURED),
    ],
)
def test_what_was_not_measured_is_neither_kept_nor_broken(fields: dict[str, Any], why: Unmeasured) -> None:
    """The reason is told."""
    found = held(compared(), **fields)
    assert (found.held, found.why, found.stable) == (Held.NOT_MEASURABLE, why, None)


def test_few_slots_keep_no_promise() -> None:
    """Fewer than the study demands for a grade say nothing of a promise either; nor does low coverage."""
    whole = compared()
    (provider,) = whole.providers
    assert provider.checks[0].availability.coverage == 1
    few = compare_part(12)
    assert held(few, measure=Measure.UPTIME, value=99.0).why is Unmeasured.TOO_FEW
    holes = compare_part(60)
    assert held(holes, measure=Measure.UPTIME, value=99.0).why is Unmeasured.LOW_COVERAGE


def compare_part(hours: int) -> Comparison:
    """Make a comparison of two months in which only the first *hours* were measured."""
    rules = Rules(minimum_samples=24, minimum_questions=5, answer_window_seconds=864000.0, criteria=())
    task = TaskFacts(name="page", target="site", kind="http", every_seconds=3600, timeout_seconds=5, channel=None)
    return compare(
        StudyFacts(
            id="s", title={"en": "S"}, funding={"en": "N."}, demonstration=False, timezone="UTC", config_sha256="0",
            software="t", rules=rules, tasks=(task,),
            providers=(ProviderFacts(id="alpha", name="A", about={}, targets=frozenset({"site"}), promises=()),),
        ),
        Records(
            observations=[observed(START + n * HOUR, down=False) for n in range(hours)],
            cases=[], handovers={}, messages=[], received={}, sessions=[], heartbeats=[],
        ),
        Period(start=START, end=END, as_of=END),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "kept", "margin"),
    [(date(2026, 4, 30), Held.KEPT, 1), (date(2026, 5, 1), Held.KEPT, 0), (date(2026, 5, 11), Held.BROKEN, -10)],
)
def test_an_installation_is_held_to_its_day(day: date, kept: Held, margin: float) -> None:
    """The ledger says when it first worked, where the promise itself does not."""
    step = LedgerStep(case="fibre", provider="alpha", step=1, event=Event.WORKED, on=day)
    found = held(compared(), step, measure=Measure.DONE_BY, due=date(2026, 5, 1), case="fibre")
    assert (found.held, found.margin) == (kept, margin)


def test_answered_phones_are_held_in_published_hours() -> None:
    """Calls outside of them, and of unknown hours, count for nothing."""
    calls = [
        Call(
            call=str(n), provider="alpha", dialled_at=START, in_hours=(True, False, None)[n % 3],
            answered_seconds=30.0 if n % 3 == 0 and n < 12 else None, ended_seconds=300.0,
        )
        for n in range(15)
    ]  # fmt: skip
    found = held(compared(), *calls, measure=Measure.PHONE_ANSWERED, value=90.0)
    assert (found.held, found.measured, found.n) == (Held.BROKEN, 80.0, 5)
