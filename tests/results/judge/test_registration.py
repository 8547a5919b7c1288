"""Were the rules there before the figures?"""

from datetime import UTC, datetime, timedelta

import msgspec

from results.judge.registration import register, registered
from results.judge.rules import Cap, Criterion, Metric, Rules

START = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)
UPTIME = Criterion(
    id="uptime", metric=Metric.UPTIME_PERCENT, task="page", title={"en": "Up"}, weight=100, thresholds=(1, 2, 3, 4, 5)
)
RULES = Rules(minimum_samples=9, minimum_questions=9, answer_window_seconds=60, criteria=(UPTIME,))
STRICTER = msgspec.structs.replace(
    RULES, minimum_samples=10, caps=(Cap(criterion="uptime", worse_than=99, total_at_most=3.5),)
)


def test_rules_on_record_before_the_first_slot_are_in_time() -> None:
    """Even by the same millisecond."""
    found = registered(RULES, [register(RULES, START)], START)
    assert (found.since, found.in_time, found.changes) == (START, True, ())


def test_rules_on_record_later_are_late_and_without_a_record_unknown() -> None:
    """Both are told."""
    late = registered(RULES, [register(RULES, START + DAY)], START)
    assert (late.since, late.in_time) == (START + DAY, False)
    never = registered(RULES, [], START)
    assert (never.since, never.in_time) == (None, False)


def test_a_change_is_told_rule_by_rule() -> None:
    """With both versions, and the rules count from the change."""
    known = [register(RULES, START - DAY), register(STRICTER, START + DAY)]
    found = registered(STRICTER, known[::-1], START)
    assert (found.since, found.in_time) == (START + DAY, False)
    assert [(one.at, one.rule, one.before, one.after) for one in found.changes] == [
        (START + DAY, "caps", "[]", "-"),
        (START + DAY, "caps.0.criterion", "-", '"uptime"'),
        (START + DAY, "caps.0.total_at_most", "-", "3.5"),
        (START + DAY, "caps.0.worse_than", "-", "99.0"),
        (START + DAY, "minimum_samples", "9", "10"),
    ]


def test_rules_that_come_back_count_from_their_return() -> None:
    """In between, others held."""
    known = [register(RULES, START - 3 * DAY), register(STRICTER, START - 2 * DAY), register(RULES, START + DAY)]
    assert registered(RULES, known, START).since == START + DAY


def test_the_hash_is_of_what_the_rules_say() -> None:
    """Not of how the file is written."""
    again = msgspec.json.decode(msgspec.json.encode(RULES), type=Rules)
    assert register(again, START) == register(RULES, START)
    assert register(STRICTER, START).sha256 != register(RULES, START).sha256
