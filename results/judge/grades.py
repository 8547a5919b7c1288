"""
Answers graded blind: who still has to grade, what two graders or three come to, and how far graders agree.

Two people grade each answer without knowing whose it is and what the other says; where they differ by more than two,
or do not agree that it is useful, a third does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean, median

import msgspec

from results.judge.agreement import alpha
from results.records import Case, Message, Review

GRADES = range(1, 11)
GRADERS = 2
DIFFERENCE = 2
"""Two grades that differ by more than this need a third."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How far those agree who graded first and second. Third grades are left out: they exist where two differ."""

    answers: int
    """That two have graded."""
    graders: int
    alpha: float | None
    """Krippendorff's, for interval data, over the grades; None where it is not defined: fewer than two answers, or
    all grades alike."""
    level: str = "interval"
    alpha_useful: float | None
    """The same for nominal data, over "useful" and "not useful"."""
    within_two: int
    """Of the answers: the two grades differ by two at most."""


class GradedProvider(msgspec.Struct, frozen=True, kw_only=True):
    """What the answers of one provider were graded."""

    provider: str
    answers: int
    """With a grade that holds."""
    mean: float | None


class Grading(msgspec.Struct, frozen=True, kw_only=True):
    """All blind grades of a study."""

    agreement: Agreement
    third: int
    """Answers that wait for a third grader."""
    providers: tuple[GradedProvider, ...]


def blind_grades(reviews: Iterable[Review]) -> Mapping[str, Sequence[Review]]:
    """Return the blind grades by message, in the order in which they were given; of each person the first counts."""
    found: dict[str, dict[str, Review]] = defaultdict(dict)
    for one in sorted(reviews, key=lambda one: one.at):
        if one.blind and one.grade is not None:
            found[one.message].setdefault(one.by, one)
    return {message: tuple(grades.values()) for message, grades in found.items()}


def differ(grades: Sequence[Review]) -> bool:
    """Tell whether the first two of *grades* are so far apart that a third is needed."""
    first = grades[:GRADERS]
    marks = [one.grade for one in first if one.grade is not None]
    return len(first) == GRADERS and (max(marks) - min(marks) > DIFFERENCE or len({one.useful for one in first}) > 1)


def wanted(grades: Sequence[Review]) -> int:
    """Tell how many more people have to grade an answer that has *grades*."""
    if len(grades) < GRADERS:
        return GRADERS - len(grades)
    return 1 if len(grades) == GRADERS and differ(grades) else 0


def held(grades: Sequence[Review]) -> float | None:
    """Tell the grade that holds: the mean of two, the median of three or more; None while another has to grade."""
    if wanted(grades):
        return None
    return float(median(one.grade for one in grades if one.grade is not None))


def grading(reviews: Iterable[Review], messages: Iterable[Message], cases: Iterable[Case]) -> Grading | None:
    """Add up the blind grades among *reviews*; None where there are none. *messages* stand in their cases."""
    by_message = blind_grades(reviews)
    if not by_message:
        return None
    provider = {case.id: case.provider for case in cases if not case.seed}
    whose = {one.id: provider[one.case] for one in messages if one.case in provider}
    counted = {message: grades for message, grades in by_message.items() if message in whose}
    marks: dict[str, list[float]] = defaultdict(list)
    for message, grades in counted.items():
        mark = held(grades)
        marks[whose[message]] += [] if mark is None else [mark]
    return Grading(
        agreement=agreement(list(counted.values())),
        third=sum(len(grades) == GRADERS and differ(grades) for grades in counted.values()),
        providers=tuple(
            GradedProvider(provider=name, answers=len(found), mean=mean(found) if found else None)
            for name, found in sorted(marks.items())
        ),
    )


def agreement(answers: Sequence[Sequence[Review]]) -> Agreement:
    """Tell how far the first two graders of each of *answers* agree."""
    pairs = [grades[:GRADERS] for grades in answers if len(grades) >= GRADERS]
    marks = [{one.by: one.grade for one in pair if one.grade is not None} for pair in pairs]
    useful = [{one.by: int(one.useful) for one in pair if one.useful is not None} for pair in pairs]
    return Agreement(
        answers=len(pairs),
        graders=len({by for one in marks for by in one}),
        alpha=alpha(marks, level="interval"),
        alpha_useful=alpha(useful, level="nominal"),
        within_two=sum(max(one.values()) - min(one.values()) <= DIFFERENCE for one in marks),
    )
