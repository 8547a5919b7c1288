"""Were the rules there before the figures?"""

from datetime import UTC, date, datetime, timedelta

import msgspec

from results.judge.line.plan import Contract, Line, LinePlan, LineRules, Sold, Speeds
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


def sold(**of_line: object) -> Sold:
    """Make what was settled about one line."""
    contract = Contract(sha256="0" * 64, source="page 3", read_on=date(2026, 4, 1), file="/home/me/contract.pdf")
    plan = LinePlan(id="f-100", provider="f", name="Fibre", download=Speeds(advertised=100), contract=contract)
    line = Line(agent="home-1", provider="f", plan="f-100", place={"en": "Malmö"}, wired=False)
    return Sold(LineRules(speed=("speed",)), (plan,), (msgspec.structs.replace(line, **of_line),))


def test_lines_and_what_was_sold_are_fixed_with_the_rules() -> None:
    """A change of a plan, a line or the rules for them is told with the time, and rules count from it."""
    before, after = sold(), sold(wired=True, measuring_days=(date(2026, 5, 4),))
    plan = msgspec.structs.replace(after.plans[0], download=Speeds(advertised=90))
    after = after._replace(rules=LineRules(speed=("speed",), few_lines=5), plans=(plan,))
    known = [register(RULES, START - DAY, before), register(RULES, START + DAY, after)]
    found = registered(RULES, known, START, after)
    assert (found.since, found.in_time) == (START + DAY, False)
    assert {one.rule: (one.before, one.after) for one in found.changes} == {
        "line_plans.f-100.download.advertised": ("100.0", "90.0"),
        "line_rules.few_lines": ("30", "5"),
        "lines.home-1.measuring_days": ("-", '["2026-05-04"]'),
        "lines.home-1.wired": ("false", "true"),
    }


def test_words_about_a_place_and_the_file_of_a_contract_are_not_fixed() -> None:
    """They decide nothing, and a file's name is nobody's business."""
    text = register(RULES, START, sold()).rules
    assert "contract.pdf" not in text
    assert '"source":"page 3"' in text
    assert register(RULES, START, sold(place={"en": "Lund"})).sha256 == register(RULES, START, sold()).sha256


def test_a_study_without_lines_has_the_rules_that_it_had() -> None:
    """Its registrations of earlier versions still hold."""
    none = Sold(LineRules(), (), ())
    assert register(RULES, START, none) == register(RULES, START)


def test_an_agent_that_changed_its_line_is_two_lines() -> None:
    """Each is named by the day on which it began."""
    one = sold().lines[0]
    moved = msgspec.structs.replace(one, since=date(2026, 6, 1))
    text = register(RULES, START, sold()._replace(lines=(one, moved))).rules
    assert '"id":"home-1 from 2026-06-01"' in text
    assert '"id":"home-1 from the beginning"' in text
