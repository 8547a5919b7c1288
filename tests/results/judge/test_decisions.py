"""What people decide holds beside what the rules say, and never instead of it."""

from datetime import UTC, datetime, timedelta

import pytest
from made_records import made_case

from results.judge.correspondence import Decisions, judge_messages, judgements
from results.judge.decisions import decide, placed
from results.judge.support import Received
from results.records import (
    Assignment,
    CallBack,
    Case,
    Forgotten,
    Handover,
    Match,
    Message,
    Review,
    Verdict,
)
from results.records.letter import read_letter

AT = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
HUMAN, ACK = Verdict.HUMAN, Verdict.AUTO_ACK
LETTER = read_letter(
    b"From: Lina Ek <lina.ek@p.example>\r\nSubject: Re: PHP\r\n\r\n"
    b"Hi Maja,\n\nYou can choose 8.2 and 8.3.\n\nLina Ek\r\n"
)


def review(by: str, hours: float = 1, **said: object) -> Review:
    """Make a review of the message m1."""
    return Review(message="m1", by=by, at=AT + timedelta(hours=hours), **said)


def verdict(*reviews: Review) -> Verdict | None:
    """Tell what people's word on m1 comes to."""
    return decide(Decisions(reviews=reviews))["m1"].verdict


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ([], None),
        ([HUMAN], HUMAN),
        ([HUMAN, HUMAN], HUMAN),
        ([HUMAN, ACK], Verdict.UNDETERMINED),
        ([HUMAN, ACK, ACK], ACK),
        ([HUMAN, ACK, Verdict.BOT_ANSWER], Verdict.UNDETERMINED),
        ([HUMAN, HUMAN, ACK, ACK], Verdict.UNDETERMINED),
    ],
)
def test_more_than_half_decide(said: list[Verdict], holds: Verdict | None) -> None:
    """Two who disagree leave a message undetermined until a third says; three of three opinions do as well."""
    assert verdict(*(review(f"person {n}", verdict=one) for n, one in enumerate(said))) is holds


def test_each_person_has_one_vote() -> None:
    """Who says something else later has changed their mind, in whatever order it is read."""
    assert verdict(review("a", 2, verdict=HUMAN), review("a", 1, verdict=ACK)) is HUMAN


def test_a_grade_alone_is_no_vote_on_the_verdict() -> None:
    """Who says that an answer is useful has left the verdict as it was, also their own earlier one."""
    found = decide(Decisions(reviews=[review("a", 1, verdict=ACK), review("a", 2, useful=True)]))["m1"]
    assert (found.verdict, found.useful) == (ACK, True)
    assert verdict(review("a", useful=True)) is None


def test_grades_that_disagree() -> None:
    """A usefulness that two people see otherwise is none until a third says."""
    two = [review("a", useful=True), review("b", useful=False)]
    found = decide(Decisions(reviews=two))["m1"]
    assert (found.useful, found.disputed) == (None, True)
    assert decide(Decisions(reviews=[*two, review("c", useful=False)]))["m1"].useful is False


def test_the_latest_promise_and_the_latest_note_hold() -> None:
    """A promise may be corrected, and so may whether it was kept."""
    reviews = [review("a", 1, promised_until=AT), review("b", 2, promised_until=AT + timedelta(days=2))]
    notes = [
        CallBack(message="m1", kept_at=None, by="a", at=AT + timedelta(days=3)),
        CallBack(message="m1", kept_at=AT + timedelta(days=1), by="b", at=AT + timedelta(days=4)),
    ]
    found = decide(Decisions(reviews=reviews, call_backs=notes))["m1"]
    assert (found.promised_until, found.kept_at, found.broken) == (
        AT + timedelta(days=2),
        AT + timedelta(days=1),
        False,
    )
    assert decide(Decisions(call_backs=notes[:1]))["m1"].broken


def case(name: str, question: str = "php") -> Case:
    """Make a case."""
    return made_case(name, AT, question=question)


def message(name: str, of: str | None = "c1", hours: float = 2) -> Message:
    """Make a message."""
    return Message(
        id=name,
        case=of,
        matched_by=Match.TICKET if of else None,
        received_at=AT + timedelta(hours=hours),
        evidence=f"hash of {name}",
    )


def test_a_person_s_placement_overrides() -> None:
    """Of several placements the latest holds; one in no case takes the message out of all."""
    one = Assignment(message="m1", case="c2", by="a", at=AT)
    other = Assignment(message="m1", case=None, by="b", at=AT + timedelta(hours=1))
    assert placed([message("m1")], [one]) == [Message(**{**_fields(message("m1", "c2")), "matched_by": Match.PERSON})]
    assert [found.case for found in placed([message("m1")], [other, one])] == [None]
    assert placed([message("m2")], [one]) == [message("m2")]


def _fields(record: Message) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def judged(decisions: Decisions, *, letters: dict[str, object] | None = None) -> list[Received]:
    """Judge the message m1 of c1."""
    handovers = {"c1": Handover(case="c1", at=AT + timedelta(hours=1))}
    found = judge_messages(
        [case("c1")],
        handovers,
        [message("m1")],
        {"m1": LETTER} if letters is None else letters,
        {"c1": "?"},
        decisions=decisions,
    )
    return found.get("c1", [])


def test_what_holds_and_what_the_rules_said() -> None:
    """Both verdicts are told, with the grade, and promises counted from the handover."""
    decisions = Decisions(
        reviews=[review("a", verdict=ACK, useful=False, promised_until=AT + timedelta(hours=25))],
        call_backs=[CallBack(message="m1", kept_at=AT + timedelta(hours=13), by="a", at=AT + timedelta(days=3))],
    )
    (found,) = judged(decisions)
    assert (found.verdict, found.machine, found.useful) == (ACK, HUMAN, False)
    assert (found.promised_seconds, found.kept_seconds, found.broken) == (24 * 3600.0, 12 * 3600.0, False)


def test_without_people_the_rules_hold() -> None:
    """Nobody's decision is nobody's."""
    (found,) = judged(Decisions())
    assert (found.verdict, found.machine, found.useful, found.promised_seconds) == (HUMAN, HUMAN, None, None)


def test_a_message_without_mail_is_what_a_person_says() -> None:
    """An imported message has no bytes; its verdict came with it."""
    assert judged(Decisions(), letters={}) == []
    (found,) = judged(Decisions(reviews=[review("import", verdict=HUMAN)]), letters={})
    assert (found.verdict, found.machine, found.reasons) == (HUMAN, None, ())


def test_a_message_whose_bytes_were_removed() -> None:
    """It is still what the rules said of it then, and people may still overrule them."""
    left = Forgotten(message="m1", at=AT, verdict=ACK, rules="1", reasons="time:3s\nphrase:received")
    (found,) = judged(Decisions(forgotten=[left]), letters={})
    assert (found.verdict, found.machine, found.reasons) == (ACK, ACK, ("time:3s", "phrase:received"))
    (found,) = judged(Decisions(forgotten=[left], reviews=[review("a", verdict=HUMAN)]), letters={})
    assert (found.verdict, found.machine) == (HUMAN, ACK)


TEMPLATE = read_letter(
    b"From: Lina <lina@p.localhost>\r\nSubject: Re: PHP\r\n\r\n"
    b"Here is everything about our products and prices, collected for you on one page with many pictures, so that you "
    b"can find in a few minutes which of our packages fits the site that you have in mind.\r\n"
)


def test_what_was_removed_still_shows_a_template() -> None:
    """The verdict on mail that is still there does not change when the mail beside it is removed."""
    cases, messages = [case("c1"), case("c2", "dns")], [message("m1"), message("m2", "c2", 3)]
    both = judge_messages(cases, {}, messages, {"m1": TEMPLATE, "m2": TEMPLATE}, {})

    heard = judgements(cases, {}, messages, {"m1": TEMPLATE, "m2": TEMPLATE}, {})
    (first,) = [one for one in heard if one.message.id == "m1"]
    left = Forgotten(message="m1", at=AT, verdict=first.machine, rules="1", reasons="", template=first.template)
    after = judge_messages(cases, {}, messages, {"m2": TEMPLATE}, {}, decisions=Decisions(forgotten=[left]))
    verdicts = {name: found[0].verdict for name, found in both.items()}
    assert verdicts["c2"] is not HUMAN
    assert {name: found[0].verdict for name, found in after.items()} == verdicts


def test_reasons_are_redacted() -> None:
    """What a rule quotes of a header or a text names nobody."""
    letter = read_letter(b"From: Lina Ek <lina.ek@p.example>\r\nX-Autoreply: by lina ek\r\nSubject: x\r\n\r\nHello\r\n")
    (found,) = judged(Decisions(), letters={"m1": letter})
    assert any("x-autoreply=by [name]" in reason for reason in found.reasons)
    assert not any("lina" in reason for reason in found.reasons)
