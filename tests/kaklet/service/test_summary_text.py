"""What people noted, in the summary for people."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]
HERE = Path(__file__).parent
SURVEY = "survey,provider,year,respondent,question,measure,answer,lowest,highest\n"


def answers(year: int, grades: list[int]) -> str:
    """Write the rows of a survey's year."""
    return "".join(f"panel,alpha,{year},p{year}-{n},all,index,{grade},1,10\n" for n, grade in enumerate(grades))


def told(kaklet: Run) -> str:
    """Return the summary with its lines joined, none of which is longer than a terminal."""
    done = kaklet("summary", "CONFIG")
    assert done.exit_code == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    return " ".join(done.stdout.partition("Noted by people")[2].split())


def test_the_month_in_the_queue_is_one_line(kaklet: Run, take: Run) -> None:
    """All that the case came to stands in it."""
    assert take("ledgers", (HERE / "month_in_the_queue.csv").read_text("utf-8")).exit_code == 0
    line = told(kaklet)
    for part in (
        "alpha, month: 5 contacts",
        "solved at contact 5",
        "promises kept 0 of 1",
        "letters unanswered 2 of 4",
        "false claims 1, repeated once",
        "closed unsolved by provider",
    ):
        assert part in line


def test_each_part_of_the_record_has_its_lines(kaklet: Run, take: Run) -> None:
    """Journeys with means that do not agree, promises, terms, offerings and calls."""
    journey = (
        "journey,provider,phase,component,grade,reason,stated_mean\ntv,alpha,use,quality,3,,\ntv,alpha,,quality,,,4\n"
    )
    assert take("journeys", journey).exit_code == 0
    terms = "provider,term,value,tester,seen_on,note\nalpha,refund_days,30,,,\nalpha,legal_withdrawal_days,14,,,\n"
    assert take("terms", terms).exit_code == 0
    assert take("offerings", "provider,aspect,item,value,note\nalpha,core,hosting,yes,\n").exit_code == 0
    line = told(kaklet)
    assert "tv: quality 3.0 (printed as 4, which the grades do not give)" in line
    assert "refund 30 days (+16 against the law)" in line
    assert "alpha: core hosting" in line


def test_an_index_of_too_few_is_not_shown_and_a_change_is_told_with_its_certainty(kaklet: Run, take: Run) -> None:
    """29 respondents show their number alone; from 30 on the index, its interval and the change stand there."""
    rows = answers(2024, [5, 6] * 15) + answers(2025, [8, 9] * 15) + answers(2026, [9] * 29)
    assert take("survey", SURVEY + rows).exit_code == 0
    line = told(kaklet)
    assert "alpha, panel 2026: index not shown, too few respondents (n 29)" in line
    assert "since 2024" in line
    assert "more than chance" in line
    assert "since 2025" not in line


def test_where_nobody_noted_anything_nothing_is_said(kaklet: Run, take: Run) -> None:
    """No empty heading."""
    assert take("terms", "provider,term,value,tester,seen_on,note\nalpha,notice_days,30,,,\n").exit_code == 0
    assert "phone calls" not in told(kaklet)
