"""By what stands in a letter: ticket numbers of one provider, and quotations that only one case can have."""

from datetime import UTC, datetime, timedelta

import pytest

from results.judge.matching import Found, Learned, Sent, by_contents, learn
from results.records import Match
from results.records.letter import Letter, read_letter

AT = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
QUESTION = (
    "I am planning to move a site and would like to know what is the shortest DNS TTL that I can set for a record in "
    "your control panel, and whether it can be changed back by myself afterwards."
)
OTHER = "Do you keep backups of databases for more than a week, and may I bring back a single table on my own at night?"


def letter(text: str = "Hello", subject: str = "Re: hello", sender: str = "lina@desk.p.example") -> Letter:
    """Read a mail."""
    return read_letter(f"From: {sender}\r\nSubject: {subject}\r\n\r\n{text}\r\n".encode())


def learned(case: str, ticket: str | None, *, provider: str = "p", host: str = "desk.p.example") -> Learned:
    """Make what a message of *case* has told."""
    return Learned(case=case, provider=provider, host=host, ticket=ticket)


def sent(case: str, text: str = QUESTION, *, persona: str = "Anna Lind", days_ago: float = 2) -> Sent:
    """Make a letter of ours."""
    return Sent(
        case=case,
        at=AT - timedelta(days=days_ago),
        text=f"{text}\n\n{persona}\n",
        address=f"{case}@study.localhost",
        message_id=f"<{case}@study.localhost>",
    )


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("[Ticket ID: 482913] How short may a TTL be?", "482913"),
        ("Re: [help.p.example #4711] How short", "4711"),
        ("[#PX-20931] TTL", "px-20931"),
        ("Ärende 202605030017 har uppdaterats", "202605030017"),
        ("INC0012345 resolved", "inc0012345"),
    ],
)
def test_a_ticket_number_that_was_learned(subject: str, number: str) -> None:
    """What names the number that an earlier message of the case gave belongs to the case, in each vendor's format."""
    ack = letter(subject=subject)
    assert learn(ack, case="c1", provider="p") == learned("c1", number)
    answer = letter("Five minutes.", subject=f"Fwd: {subject}")
    assert by_contents(answer, AT, [learned("c1", number)], []) == Found(case="c1", by=Match.TICKET, candidates=("c1",))


def test_another_provider_s_number_moves_nothing() -> None:
    """A number that another provider gave is shown to a person, and places nothing by itself."""
    known = [learned("c1", "4711"), learned("c2", "9", provider="q", host="help.q.example")]
    found = by_contents(letter(subject="[#4711] hello", sender="x@help.q.example"), AT, known, [])
    assert found == Found(candidates=("c1",))


def test_a_forged_number_from_a_stranger_moves_nothing() -> None:
    """Who was never heard of names no case by a number, however right it is."""
    found = by_contents(letter(subject="[#4711] hello", sender="x@stranger.example"), AT, [learned("c1", "4711")], [])
    assert found.case is None


def test_equal_numbers_of_two_providers() -> None:
    """Two help desks may count alike: the number counts within the one that the letter comes from."""
    known = [learned("c1", "4711"), learned("c2", "4711", provider="q", host="help.q.example")]
    found = by_contents(letter(subject="[#4711]", sender="x@help.q.example"), AT, known, [])
    assert (found.case, found.by, found.candidates) == ("c2", Match.TICKET, ("c1", "c2"))


@pytest.mark.parametrize("host", ["gmail.com", "zendesk.com", ""])
def test_a_host_of_many_tells_no_provider(host: str) -> None:
    """Who writes from where everybody may write is not known by it."""
    known = [learned("c1", "4711", host=host)]
    assert by_contents(letter(subject="[#4711]", sender=f"x@{host}"), AT, known, []).case is None


def test_a_host_of_two_providers_tells_neither() -> None:
    """A help desk that serves two of those compared does not tell them apart by its host."""
    known = [learned("c1", "4711"), learned("c2", "9", provider="q")]
    assert by_contents(letter(subject="[#4711]"), AT, known, []) == Found(candidates=("c1",))


def test_one_number_for_two_cases() -> None:
    """A number in every mail of a provider, such as its own registration, is no ticket: a person decides."""
    known = [learned("c1", "556677"), learned("c2", "556677")]
    assert by_contents(letter(subject="[#556677]"), AT, known, []) == Found(candidates=("c1", "c2"))


def test_never_by_the_sender_alone() -> None:
    """That somebody there has answered one question says nothing of which question this answers."""
    assert by_contents(letter("Five minutes."), AT, [learned("c1", "4711")], [sent("c1")]) == Found()


def test_a_quotation_that_one_case_alone_can_have() -> None:
    """A run of twelve of our words places a letter where no other case was asked them."""
    quoted = "Five minutes.\n\n> " + "\n> ".join([QUESTION[:60], QUESTION[60:]])
    found = by_contents(letter(quoted), AT, [], [sent("c1"), sent("c2", OTHER)])
    assert found == Found(case="c1", by=Match.QUOTE, candidates=("c1",))


def test_a_quotation_that_two_cases_can_have() -> None:
    """The same question to two providers, signed alike, tells nothing: both are shown to a person."""
    found = by_contents(letter(QUESTION), AT, [], [sent("c1"), sent("c2")])
    assert found == Found(candidates=("c1", "c2"))


def test_the_persona_tells_equal_questions_apart() -> None:
    """Where the quotation goes on to the name under it, the name decides."""
    asked = [sent("c1"), sent("c2", persona="Erik Moberg")]
    assert by_contents(letter(f"{QUESTION}\n\nErik Moberg"), AT, [], asked).case == "c2"


def test_eleven_words_are_no_quotation() -> None:
    """A shorter run may be chance."""
    assert by_contents(letter(" ".join(QUESTION.split()[:11])), AT, [], [sent("c1")]) == Found()


@pytest.mark.parametrize("days_ago", [-1.0, 91.0])
def test_a_question_that_cannot_be_meant(days_ago: float) -> None:
    """What was asked later, or a quarter of a year ago, is not quoted by words alone."""
    assert by_contents(letter(QUESTION), AT, [], [sent("c1", days_ago=days_ago)]) == Found()


@pytest.mark.parametrize("text", ["To: c1@study.localhost", "Message-ID: <c1@study.localhost>"])
def test_our_address_or_id_in_the_text(text: str) -> None:
    """A bounce that gives our mail back as mere text names it by what no other case has."""
    found = by_contents(letter(f"Sorry, no such user.\n\n{text}"), AT, [], [sent("c1"), sent("c2")])
    assert (found.case, found.by) == ("c1", Match.QUOTE)


def test_two_signs_that_disagree() -> None:
    """A ticket of one case above a quotation of another is for a person."""
    found = by_contents(letter(OTHER, subject="[#4711]"), AT, [learned("c1", "4711")], [sent("c1"), sent("c2", OTHER)])
    assert found == Found(candidates=("c1", "c2"))


def test_two_of_our_addresses_in_one_text() -> None:
    """A help desk that has merged two of our questions is not guessed at."""
    text = "c1@study.localhost and c2@study.localhost"
    assert by_contents(letter(text), AT, [], [sent("c1"), sent("c2")]) == Found(candidates=("c1", "c2"))
