"""What people have decided about messages, beside what the rules say: votes, placements, promises. Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from results.records import IMPORT, Assignment, CallBack, Forgotten, Match, Message, Placement, Review, Verdict

MAJORITY = 0.5
"""More than this share of those who voted decide."""

_Choice = TypeVar("_Choice", bound=Hashable)


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """All that people have decided, and what is left of messages whose bytes were removed."""

    reviews: Sequence[Review] = ()
    assignments: Sequence[Assignment] = ()
    call_backs: Sequence[CallBack] = ()
    forgotten: Sequence[Forgotten] = ()


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What people's decisions about one message come to."""

    verdict: Verdict | None = None
    """Theirs; undetermined where they disagree; None if nobody gave one."""
    useful: bool | None = None
    """None if nobody graded it, or if those who did disagree."""
    promised_until: datetime | None = None
    kept_at: datetime | None = None
    broken: bool = False
    disputed: bool = False
    """Whether people disagree about its verdict or its usefulness, so that another has to say."""


class _Undecided(dict[str, Decided]):
    def __missing__(self, key: str) -> Decided:
        return _NOTHING


_NOTHING = Decided()


def decide(people: Decisions) -> Mapping[str, Decided]:
    """
    Tell what holds for each message by the word of people; of a message that nobody looked at, nothing.

    What came with an import holds until a person says something. Each person has one vote on the verdict and one on
    the usefulness: the latest that says something of it. More than half of the votes decide. Two who disagree leave a
    message undetermined until a third says. A promise is as the latest review that names one tells it; whether it was
    kept, as the latest note on it does.
    """
    by_message: dict[str, list[Review]] = defaultdict(list)
    for review in sorted(people.reviews, key=lambda one: one.at):
        by_message[review.message].append(review)
    notes = {one.message: one for one in sorted(people.call_backs, key=lambda one: one.at)}
    return _Undecided({name: _decided(by_message[name], notes.get(name)) for name in {*by_message, *notes}})


def _decided(reviews: Sequence[Review], note: CallBack | None) -> Decided:
    verdicts = _of_people({review.by: review.verdict for review in reviews if review.verdict is not None})
    grades = _of_people({review.by: review.useful for review in reviews if review.useful is not None})
    promises = [review.promised_until for review in reviews if review.promised_until is not None]
    verdict, grade = _majority(verdicts.values()), _majority(grades.values())
    disputed = bool(verdicts and verdict is None) or bool(grades and grade is None)
    return Decided(
        verdict=(verdict or Verdict.UNDETERMINED) if verdicts else None,
        useful=grade,
        promised_until=promises[-1] if promises else None,
        kept_at=note.kept_at if note else None,
        broken=note is not None and note.kept_at is None,
        disputed=disputed,
    )


def _of_people(votes: Mapping[str, _Choice]) -> Mapping[str, _Choice]:
    """Leave out what came with an import where a person has voted: it stands for the rules' word."""
    return {by: vote for by, vote in votes.items() if by != IMPORT} or votes


def _majority(votes: Iterable[_Choice]) -> _Choice | None:
    counted = Counter(votes)
    return next((choice for choice, n in counted.items() if n > MAJORITY * counted.total()), None)


def placed(
    messages: Iterable[Message], assignments: Iterable[Assignment], placements: Iterable[Placement] = ()
) -> list[Message]:
    """
    Return *messages* with the cases that people have placed them in; of several decisions the latest holds.

    *placements* are the rules' own later ones: they hold where no person has decided.
    """
    later = {one.message: one for one in sorted(placements, key=lambda one: one.at)}
    messages = [
        msgspec.structs.replace(message, case=later[message.id].case, matched_by=later[message.id].matched_by)
        if message.id in later and message.case is None
        else message
        for message in messages
    ]
    latest = {one.message: one for one in sorted(assignments, key=lambda one: one.at)}
    return [
        msgspec.structs.replace(message, case=latest[message.id].case, matched_by=Match.PERSON)
        if message.id in latest
        else message
        for message in messages
    ]
