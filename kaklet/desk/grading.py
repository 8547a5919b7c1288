"""Which answers somebody is to grade blind, in an order of his own, and what he is shown of them."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from kaklet.mail.desk import Desk
from kaklet.study import Study
from results.judge.blind import blinded
from results.judge.grades import blind_grades, wanted
from results.judge.mail.redaction import names_of, redact
from results.records import Message, Review, Verdict

CODE = 12
"""Characters of the code that names an answer to a grader. It tells nothing: neither case nor place in the mailbox."""


class Tray(msgspec.Struct, frozen=True, kw_only=True):
    """What lies before one grader."""

    open: tuple[Message, ...]
    """To be graded, in an order that is random and always the same for the same grader."""
    done: int
    """That he has graded."""
    third: int
    """Of the open ones: two have graded, and differ."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One answer as a grader sees it."""

    code: str
    question: str
    answer: str


def tray_of(desk: Desk, study: str, who: str) -> Tray:
    """
    Tell what *who* is to grade: answers from people that too few have graded.

    Whoever has judged a message in the open knows whose it is, and is not asked.
    """
    post = desk.post
    grades = blind_grades(post.decisions.reviews)
    own = {one.message for one in post.decisions.reviews if one.by == who}
    found = [one for one in gradable(desk) if one.id not in own and wanted(grades.get(one.id, ()))]
    return Tray(
        open=tuple(sorted(found, key=lambda one: _lot(study, who, one))),
        done=sum(any(one.by == who for one in given) for given in grades.values()),
        third=sum(len(grades.get(one.id, ())) > 1 for one in found),
    )


def gradable(desk: Desk) -> Iterator[Message]:
    """Yield the messages in which a person answers a question of the study, and whose words are there."""
    seeds = {case.id for case in desk.post.cases if case.seed}
    for one in desk.all_heard():
        message = one.message
        if one.verdict is Verdict.HUMAN and message.case not in seeds and message.id in desk.post.letters:
            yield message


def code_of(study: str, who: str, message: Message) -> str:
    """Return the code by which *who* names *message*."""
    return _lot(study, who, message)[:CODE]


def _lot(study: str, who: str, message: Message) -> str:
    return hashlib.sha256(f"{study}\n{who}\n{message.id}".encode()).hexdigest()


def sheet_of(desk: Desk, study: Study, who: str, message: Message) -> Sheet:
    """Show *message* to *who*, without what tells whose it is."""
    letter = desk.post.letters[message.id]
    case = desk.case_of(message)
    people = [*names_of(letter), *([case.persona] if case else [])]
    companies = [name for one in study.provider for name in (one.name, one.id)]
    hosts = [letter.sender.rpartition("@")[2], *_hosts(study)]
    question = desk.post.questions.get(case.id, "") if case else ""
    return Sheet(
        code=code_of(study.study.id, who, message),
        question=blinded(redact(question, people), companies, hosts, people),
        answer=blinded(letter.text, companies, hosts, people),
    )


def _hosts(study: Study) -> Iterator[str]:
    for provider in study.provider:
        for address in provider.target.values():
            parts = urlsplit(address.url)
            yield parts.hostname or parts.path.rpartition("@")[2]


def graded(message: Message, *, by: str, at: datetime, useful: bool, grade: int, why: str) -> Review:
    """Return the record of a blind grade."""
    return Review(message=message.id, by=by, at=at, why=why, useful=useful, grade=grade, blind=True)
