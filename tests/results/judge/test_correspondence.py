"""From raw mail to judged messages of the right cases."""

from datetime import UTC, datetime, timedelta

from made_records import made_case

from results.judge.correspondence import judge_messages
from results.judge.mail.verdict import Verdict
from results.judge.support import Received
from results.records import Case, Handover, Match, Message
from results.records.letter import Letter, read_letter

ASKED = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
TEMPLATE = (
    "Hello! Here is everything about our products and our prices, collected for you on one page with many pictures, "
    "so that you can find in a few minutes which of our packages fits the site that you have in mind for tomorrow. "
    "You can order each of them with three clicks, and cancel whenever you like without giving a reason to anybody."
)


def case(name: str, question: str = "php", provider: str = "p") -> Case:
    """Make a case of *provider*."""
    return made_case(name, ASKED, question=question, provider=provider)


def message(name: str, case_id: str | None, hours: float = 2.0) -> Message:
    """Make a message that came *hours* after the asking."""
    return Message(
        id=name,
        case=case_id,
        matched_by=Match.ADDRESS if case_id else None,
        received_at=ASKED + timedelta(hours=hours),
        evidence=name,
    )


def letter(text: str, *headers: str) -> Letter:
    """Read a mail with *text*."""
    lines = ["From: Lina <lina@p.localhost>", "Subject: Re: PHP", *headers, "", text]
    return read_letter("\r\n".join(lines).encode())


def judged(
    cases: list[Case],
    messages: list[Message],
    letters: dict[str, Letter],
    handovers: dict[str, Handover] | None = None,
) -> dict[str, list[Received]]:
    """Judge *messages* of *cases*."""
    return judge_messages(cases, handovers or {}, messages, letters, {one.id: "Which PHP versions?" for one in cases})


HUMAN = letter("Hi Maja,\n\nYou can choose 8.2, 8.3 and 8.4, and each folder can have its own.\n\nLina")


def test_messages_come_by_case_in_the_order_of_arrival() -> None:
    """Each case has its own messages, the earliest first, whatever order they were stored in."""
    messages = [message("m2", "c1", 5), message("m1", "c1", 1), message("m3", "c2", 3)]
    found = judged([case("c1"), case("c2", "dns")], messages, dict.fromkeys(("m1", "m2", "m3"), HUMAN))
    assert {name: [one.evidence for one in many] for name, many in found.items()} == {"c1": ["m1", "m2"], "c2": ["m3"]}


def test_the_wait_is_told_from_the_handover() -> None:
    """What the sending itself took is not the provider's wait."""
    handovers = {"c1": Handover(case="c1", at=ASKED + timedelta(minutes=30))}
    found = judged([case("c1")], [message("m1", "c1")], {"m1": HUMAN}, handovers)
    assert [one.after_seconds for one in found["c1"]] == [5400.0]


def test_without_a_handover_the_wait_is_told_from_the_opening() -> None:
    """A case that was cut off may have been taken all the same."""
    found = judged([case("c1")], [message("m1", "c1")], {"m1": HUMAN})
    assert [one.after_seconds for one in found["c1"]] == [7200.0]


def test_no_wait_is_negative() -> None:
    """The mail server's clock may be behind our own."""
    found = judged([case("c1")], [message("m1", "c1", -0.01)], {"m1": HUMAN})
    assert [one.after_seconds for one in found["c1"]] == [0.0]


def test_a_person_and_a_machine_are_told_apart() -> None:
    """The verdicts of the classifier arrive with their reasons."""
    machine = letter("Your message has been received.", "Auto-Submitted: auto-replied")
    found = judged([case("c1")], [message("m1", "c1", 0.001), message("m2", "c1")], {"m1": machine, "m2": HUMAN})
    verdicts = [one.verdict for one in found["c1"]]
    assert verdicts[0] is not Verdict.HUMAN
    assert verdicts[1] is Verdict.HUMAN
    assert found["c1"][0].reasons


def test_what_belongs_to_no_case_is_not_judged() -> None:
    """Strays, mail of cases that are not looked at, and bytes that are no mail stay out."""
    messages = [message("stray", None), message("other", "c9"), message("noise", "c1")]
    assert judged([case("c1")], messages, {"stray": HUMAN, "other": HUMAN}) == {}


def test_the_same_words_to_another_question_are_a_template() -> None:
    """One text for two different questions was not typed by a person."""
    found = judged(
        [case("c1", "php"), case("c2", "dns")],
        [message("m1", "c1"), message("m2", "c2")],
        {"m1": letter(TEMPLATE), "m2": letter(TEMPLATE)},
    )
    assert Verdict.HUMAN not in {one.verdict for many in found.values() for one in many}


def test_the_same_words_to_the_same_question_may_be_typed_again() -> None:
    """A person who is asked the same thing twice may say the same thing twice."""
    found = judged(
        [case("c1", "php"), case("c2", "php")],
        [message("m1", "c1"), message("m2", "c2")],
        {"m1": letter(TEMPLATE), "m2": letter(TEMPLATE)},
    )
    assert {one.verdict for many in found.values() for one in many} == {Verdict.HUMAN}


def test_another_provider_s_words_are_nobody_s_template() -> None:
    """A provider's mail is never judged by what a competitor wrote."""
    found = judged(
        [case("c1", "php", "p"), case("c2", "dns", "q")],
        [message("m1", "c1"), message("m2", "c2")],
        {"m1": letter(TEMPLATE), "m2": letter(TEMPLATE)},
    )
    assert {one.verdict for many in found.values() for one in many} == {Verdict.HUMAN}
