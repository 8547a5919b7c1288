"""What blind grades come to, and how far graders agree."""

from datetime import UTC, datetime, timedelta

import pytest

from results.judge.agreement import alpha
from results.judge.blind import blinded
from results.judge.grades import agreement, blind_grades, differ, held, wanted
from results.records import Review

START = datetime(2026, 1, 5, tzinfo=UTC)


def graded(*marks: int | tuple[int, bool]) -> list[Review]:
    """Return the blind grades of one answer by as many people."""
    found = [mark if isinstance(mark, tuple) else (mark, True) for mark in marks]
    return [
        Review(message="m", by=f"grader {n}", at=START + timedelta(minutes=n), useful=useful, grade=mark, blind=True)
        for n, (mark, useful) in enumerate(found)
    ]


@pytest.mark.parametrize(
    ("marks", "more", "mark"),
    [
        ([], 2, None),
        ([5], 1, None),
        ([5, 5], 0, 5.0),
        ([5, 7], 0, 6.0),
        ([5, 8], 1, None),
        ([5, 8, 6], 0, 6.0),
        ([1, 10, 9], 0, 9.0),
        ([(5, True), (5, False)], 1, None),
        ([(5, True), (5, False), (6, True)], 0, 5.0),
    ],
)
def test_a_third_grades_where_two_differ(marks: list[int | tuple[int, bool]], more: int, mark: float | None) -> None:
    """By more than two, or in whether it is useful; then the median of three holds."""
    grades = graded(*marks)
    assert wanted(grades) == more
    assert held(grades) == mark


def test_only_blind_grades_count_and_each_person_once() -> None:
    """What was said in the open is no blind grade; whoever grades twice has the first grade counted."""
    first, second = graded(4, 9)
    again = Review(message="m", by=first.by, at=START + timedelta(hours=1), useful=True, grade=10, blind=True)
    spoken = Review(message="m", by="eva", at=START, useful=True)
    assert blind_grades([again, second, spoken, first]) == {"m": (first, second)}
    assert differ([first, second])


def test_alpha_of_interval_data_as_worked_by_hand() -> None:
    """
    Units (1, 2), (3, 3), (5, 7): observed disagreement (1 + 0 + 4) / 3, expected the mean square over all 30 pairs.

    Values 1 2 3 3 5 7: the squared differences of all 15 unordered pairs sum to 141, so 9.4 each; 1 - (5/3) / 9.4.
    """
    found = alpha([{"a": 1, "b": 2}, {"a": 3, "b": 3}, {"a": 5, "b": 7}], level="interval")
    assert found == pytest.approx(1 - (5 / 3) / 9.4)


def test_alpha_of_krippendorffs_own_example() -> None:
    """Four observers, twelve units, values missing: 0.849 for interval and 0.743 for nominal data, as he prints."""
    table = {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    }
    units = [{who: row[n] for who, row in table.items() if row[n] is not None} for n in range(12)]
    values = [{who: value for who, value in unit.items() if value is not None} for unit in units]
    assert alpha(values, level="interval") == pytest.approx(0.849, abs=0.0005)
    assert alpha(values, level="nominal") == pytest.approx(0.743, abs=0.0005)


def test_alpha_is_not_made_up_where_it_is_not_defined() -> None:
    """One unit, units that one person judged, and values that are all alike give none."""
    assert alpha([{"a": 1, "b": 9}], level="interval") is None
    assert alpha([{"a": 1}, {"b": 2}, {"a": 1, "b": 1}], level="interval") is None
    assert alpha([{"a": 5, "b": 5}, {"a": 5, "b": 5}], level="interval") is None
    assert alpha([], level="nominal") is None


def test_third_grades_are_left_out_of_the_agreement() -> None:
    """They exist only where two differ: with them the same people would seem to agree less, or more."""
    pairs = [graded(4, 5), graded(9, 9), graded(2, 8)]
    with_third = [*pairs[:2], graded(2, 8, 8)]
    assert agreement(with_third) == agreement(pairs)
    assert agreement(pairs).within_two == 2
    assert agreement(pairs).answers == 3


ANSWER = """Hej,

Tack för din fråga till NordHost! PHP 8.2 och 8.3 finns, se https://www.nordhost.example/hjalp/php?id=4 eller
nordhost.example/php. Ändra i .htaccess eller php.ini. Vi på nord host svarar vardagar 9-17. NORDHOSTS panel visar det.

> Vilka versioner har ni?

Med vänlig hälsning
Karin Ek
NordHost AB, 08-123 45 67
--
NordHost, Storgatan 1
"""


def test_a_blinded_answer_keeps_what_it_says_and_nothing_of_who_says_it() -> None:
    """Names however they are written, links, domains, quotations and the signature go; versions and files stay."""
    found = blinded(ANSWER, ["Nord Host", "NordHost AB"], ["mail.nordhost.example", "nordhost.example"])
    assert "nord" not in found.lower()
    assert "Karin" not in found
    assert "Storgatan" not in found
    assert "https" not in found
    assert "Vilka versioner" not in found
    for kept in ("PHP 8.2 och 8.3", ".htaccess", "php.ini", "vardagar 9-17"):
        assert kept in found


def test_a_rivals_name_is_taken_out_too() -> None:
    """An answer that names another provider tells what it is not from."""
    found = blinded("Flytta gärna hit från Almhost, vi hjälper dig.", ["Almhost", "Bäckhost"], ["backhost.example"])
    assert found == "Flytta gärna hit från [company], vi hjälper dig."


def test_common_words_of_company_names_stay() -> None:
    """A firm called "Web Hosting Support" does not take the words of the trade out of an answer."""
    found = blinded("Support for web hosting is free.", ["Web Hosting Support Ltd"], ["support.example"])
    assert found == "Support for web hosting is free."


def test_an_answer_that_is_all_signature_is_not_emptied() -> None:
    """What begins with a farewell is shown rather than nothing."""
    assert blinded("Best regards\nwe do have PHP 8", [], []) == "Best regards\nwe do have PHP 8"
