"""Each letter gets the verdict that its folder names; what must not count as a sign does not."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.judge.mail.answer import Verdict
from results.judge.mail.verdict import Asked, Judgement, classify, fingerprint
from results.records.letter import Letter, NotMail, read_letter

_MAIL = Path(__file__).parent / "letters"
_LETTERS = sorted(_MAIL.glob("*/*.eml"))
_SECONDS = 3.0
"""More than the judging of any hostile message may take, on a slow machine."""
_QUESTION = Asked(
    text="Hello,\n\nI would like to know whether we received your newsletter by mistake.\n\nAnna Lind\n",
    address="anna.lind.7k2@mail.example",
    after_seconds=None,
)


def _letter(text: str, *headers: str) -> Letter:
    return read_letter(("\n".join(["From: Support <support@host.example>", *headers]) + "\n\n" + text).encode())


def _stored(name: str) -> Letter:
    return read_letter((_MAIL / f"{name}.eml").read_bytes())


def _judged(text: str, *headers: str, after: float | None = None) -> Judgement:
    asked = Asked(text=_QUESTION.text, address=_QUESTION.address, after_seconds=after)
    return classify(_letter(text, *headers), asked=asked)


@pytest.mark.parametrize("path", _LETTERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_letter_gets_its_verdict(path: Path) -> None:
    """The folder of each stored letter is what it is."""
    judgement = classify(read_letter(path.read_bytes()))
    assert judgement.verdict is Verdict(path.parent.name), judgement.reasons
    assert judgement.reasons


def test_every_verdict_has_letters() -> None:
    """No verdict goes untested."""
    assert {path.parent.name for path in _LETTERS} == {verdict.value for verdict in Verdict}


@pytest.mark.parametrize(
    "header",
    [
        "X-Autoreply:",
        "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
        "Precedence: list",
        "Precedence: bulk",
        "Feedback-ID: 1.eu-west-1",
        "X-Loop: support@host.example",
        "Auto-Submitted: no",
        "List-Id: <talk.lists.example>",
        "X-MS-Exchange-Inbox-Rules-Loop: anna@mail.example",
    ],
)
def test_what_is_no_evidence_is_none(header: str) -> None:
    """A header that people's mail carries as well does not make a letter a machine's."""
    answer = "Hi Anna, the newsletter is sent by the shop that you host with us; its owner can take you off."
    assert _judged(answer, header).verdict is Verdict.HUMAN


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-replied; owner-email=me@host.example",
        "X-Autoreply: yes",
        "X-Autorespond: support",
        "Precedence: auto_reply",
        "X-FC-MachineGenerated: true",
        "X-POST-MessageClass: 9; Autoresponder",
        "Return-Path: <>",
    ],
)
def test_what_nobody_types_is_a_machines(header: str) -> None:
    """A header that only machines set decides, even where the text says nothing."""
    judgement = _judged("See our opening hours.", header)
    assert judgement.verdict is Verdict.AUTO_ACK
    assert judgement.reasons[0].lower().startswith(f"header:{header.partition(':')[0].lower()}=")


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"])
def test_a_mailbox_rule_that_answers_is_a_machine(header: str) -> None:
    """Exchange marks what a rule passes on and what a rule writes; only the latter wants no answer."""
    judgement = _judged("See our opening hours.", "X-MS-Exchange-Inbox-Rules-Loop: support@host.example", header)
    assert judgement.verdict is Verdict.AUTO_ACK


def test_a_vendors_mark_is_told() -> None:
    """The vendor, the ticket and the language are told beside the verdict."""
    judgement = classify(_stored("auto_ack/zendesk-trigger"))
    assert (judgement.vendor, judgement.ticket, judgement.language) == ("zendesk", "48213", "en")


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("auto_ack/sv-plain", "sv"),
        ("auto_ack/nb-plain", "nb"),
        ("auto_ack/da-plain", "da"),
        ("auto_ack/nl-plain", "nl"),
        ("auto_ack/de-plain", "de"),
        ("auto_ack/fi-plain", "fi"),
        ("auto_ack/fr-plain", "fr"),
    ],
)
def test_the_language_is_guessed(name: str, language: str) -> None:
    """A few small words tell the language of a letter."""
    assert classify(_stored(name)).language == language


def test_our_own_words_are_not_read_as_the_answerers() -> None:
    """An answer that quotes our question without any mark is judged without it."""
    quoted = _QUESTION.text.replace("\n\n", "\n")
    answer = f"Yes, it was one. The address is off the list since this morning.\n\n{quoted}"
    assert _judged(answer).verdict is Verdict.HUMAN


def test_the_same_text_to_two_questions_is_a_template() -> None:
    """What answers two questions in the same words, save names, dates and numbers, was typed for neither."""
    first = _letter(
        "Hello Anna,\n\nour colleagues in Utrecht look at case 4411 from 5 May 2025 with much interest.\n",
        "To: Anna Lind <anna@mail.example>",
    )
    second = _letter(
        "Hello Bo,\n\nour colleagues in Utrecht look at case 5820 from 11 June 2025 with much interest.\n",
        "To: Bo Ek <bo@mail.example>",
    )
    assert classify(second).verdict is Verdict.HUMAN
    judgement = classify(second, others=[fingerprint(first)])
    assert judgement.verdict is Verdict.AUTO_ACK
    assert judgement.reasons == ("template:same-text-to-another-question",)


def test_a_few_words_are_no_template() -> None:
    """Two people may both write that it is done."""
    done = _letter("Hi Anna,\n\nit is done.\n")
    assert classify(done, others=[fingerprint(done)]).verdict is Verdict.HUMAN


def test_another_text_is_no_template() -> None:
    """What differs in more than names and numbers has another fingerprint."""
    one = _letter("Hi Anna,\n\nthe old server is switched off on Thursday evening, please move before.\n")
    two = _letter("Hi Anna,\n\nthe new server is switched on as soon as your order is paid.\n")
    assert classify(two, others=[fingerprint(one)]).verdict is Verdict.HUMAN


def test_the_fingerprint_holds_nothing_specific() -> None:
    """Names, addresses, numbers, dates, the subject and the quoted question are taken out."""
    letter = _letter(
        "Dear Anna,\n\nTuesday's order 8812 (see https://host.example/o/8812) left for anna@mail.example.\n\n> ours\n",
        "To: Anna Lind <anna@mail.example>",
    )
    assert fingerprint(letter) == "dear order see left for"


def test_phrases_within_minutes_are_a_machines() -> None:
    """Nothing but thanks, two minutes after the question, is an acknowledgement; after a day it is a person's."""
    thanks = "Thank you for contacting Hosty. Our website has more."
    assert _judged(thanks, after=120.0).verdict is Verdict.AUTO_ACK
    assert _judged(thanks, after=86_400.0).verdict is Verdict.HUMAN


def test_nobody_types_a_long_answer_in_seconds() -> None:
    """An answer that comes faster than anybody can read the question is left to a person to judge."""
    answer = "The newsletter comes from a shop that is a customer. Its owner can take the address off; we cannot. " * 3
    assert _judged(answer, after=12.0).verdict is Verdict.UNDETERMINED
    assert _judged(answer, after=1_200.0).verdict is Verdict.HUMAN


def test_a_slow_acknowledgement_may_be_a_persons() -> None:
    """The phrases of an acknowledgement, a day after the question and with no other sign, are left undetermined."""
    text = "We have received your message and will get back to you within two days."
    assert _judged(text, after=30.0).verdict is Verdict.AUTO_ACK
    assert _judged(text, after=86_400.0).verdict is Verdict.UNDETERMINED


def test_rt_tells_its_acknowledgement_by_the_originator() -> None:
    """Where RT names the asker as the originator, RT itself has written."""
    headers = ("RT-Ticket: host.example #5", f"RT-Originator: {_QUESTION.address}")
    assert _judged("Ticket 5 was made.", *headers).verdict is Verdict.AUTO_ACK
    assert _judged("Ticket 5 was merged with 4, as both are about it.", headers[0]).verdict is Verdict.HUMAN


_HOSTILE = [
    "we have received your ",
    "your request has been now been now been now been ",
    "ihre anfrage wurde ",
    "ärende har nu automatiskt markerats som ",
    "votre demande a été ",
    "will be will be will be ",
    "on on on on @ ",
    "> wrote: ",
    "From: x\nSent: y\n",
    "[ticket #[ticket #",
    "a@",
    "\n\n",
]


@pytest.mark.parametrize("words", _HOSTILE)
def test_a_hostile_text_is_judged_in_time(words: str) -> None:
    """No text can make the phrases slow."""
    line = words.replace("\n", " ")
    letter = _letter(words * 20_000, f"Subject: {line * 50}", f"Reply-To: {line * 500}")
    started = time.process_time()
    classify(letter, asked=Asked(text=words * 50, address="a@b.example", after_seconds=1.0), others=["x"])
    assert time.process_time() - started < _SECONDS


@settings(deadline=None, max_examples=200)
@given(
    st.text(max_size=300),
    st.text(max_size=60),
    st.sampled_from(["", "Return-Path: <>", "X-Mailer: Zendesk Mailer", "From: mailer-daemon@x.example"]),
    st.one_of(st.none(), st.floats(min_value=0, max_value=1e6)),
)
def test_any_letter_is_judged(text: str, subject: str, header: str, after: float | None) -> None:
    """Whatever is in a letter, it gets a verdict with a reason."""
    raw = f"Subject: {subject}\n{header}\n\n{text}".encode("utf-8", "replace")
    try:
        letter = read_letter(raw)
    except NotMail:
        return
    asked = Asked(text=text, address="a@b.example", after_seconds=after)
    judgement = classify(letter, asked=asked, others=[fingerprint(letter, asked)])
    assert judgement.reasons


@pytest.mark.parametrize(
    ("subject", "text", "verdict"),
    [
        ("(Opened)", "Hello,\n\nYour query is number [help-7] now, and somebody reads it soon.", Verdict.AUTO_ACK),
        ("(Eröffnet)", "Hallo,\n\nIhre Anfrage liegt uns vor und hat die Nummer [help-7].", Verdict.AUTO_ACK),
        (
            "(Updated)",
            "Hello,\n\nThe following comment was added to ticket [help-7]:\n\nIt is 8.3 or 8.4.",
            Verdict.HUMAN,
        ),
        (
            "(Closed)",
            "Hello,\n\nThis ticket has been closed.\n\nThe resolution provided was:\n\n\n\nRegards,",
            Verdict.CLOSED_NOTICE,
        ),
    ],
)
def test_django_helpdesk_tells_by_its_subject(subject: str, text: str, verdict: Verdict) -> None:
    """It sets no header at all: its subject has the ticket in front and what happened behind."""
    judgement = _judged(text, f"Subject: [help-7] Which versions? {subject}", after=90.0)
    assert (judgement.verdict, judgement.vendor, judgement.ticket) == (verdict, "django-helpdesk", "help-7")
