"""The desk: what waits for a person, what is shown of it, and what becomes of decisions."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from made_records import made_case

from kaklet.command_line import main
from kaklet.config import load
from kaklet.daemon import database, evidence
from kaklet.mail.case_contents import CaseContents
from kaklet.reporting import compare_study
from kaklet.status import status_lines
from probes.probe import utc_now
from results.keep import EvidenceFolder, Store
from results.records import (
    Assignment,
    CallBack,
    Case,
    Forgotten,
    Handover,
    Heartbeat,
    Match,
    Message,
    Observation,
    Review,
    Session,
    Verdict,
)
from results.records.letter import read_letter

NOW = utc_now().replace(microsecond=0)
ASKED = NOW - timedelta(days=3)
ANSWER = (
    "Hi Maja,\n\nYou can choose 8.2, 8.3 and 8.4 for 3.99 a month. I will ring you on Friday: 0161 496 0123.\n\n"
    "Kind regards,\nPriya Shah\n"
)
ACK = "Thank you for contacting us. Your request has been received. This is an automatic message."


def mail(text: str, subject: str = "Re: PHP", **headers: str) -> bytes:
    """Return the bytes of a mail from the provider."""
    lines = ["From: Priya Shah <priya.shah@alpha.example>", f"Subject: {subject}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", text]).encode()


class Office:
    """A study with two questions to one provider, and the mail that is put into it."""

    def __init__(self, study: Path) -> None:
        self.study = study
        self.loaded = load(study)
        self.data = Path(self.loaded.study.study.data)
        self.folder = EvidenceFolder(evidence(self.data))
        self.keep(
            Session(id="s", agent="here", started_at=ASKED, software="0", config_sha256="0", boot_id=""),
            Heartbeat(session="s", at=NOW, mailbox_read_at=NOW, running=()),
            Observation(agent="here", provider="alpha", target="support", task="ask", kind="support_email", slot=ASKED),
            *(record for name, question in (("c1aa", "php"), ("c2bb", "dns")) for record in self._case(name, question)),
        )

    def _case(self, name: str, question: str) -> tuple[Case, Handover]:
        sent = self.folder.put(f"Subject: {question}\r\n\r\nWhich versions of {question}?\n\nMaja Öberg\n".encode())
        address = f"{name}@brevlada.localhost"
        case = made_case(
            name,
            ASKED,
            question=question,
            address=address,
            message_id=f"<{address}>",
            subject=question.upper(),
            evidence=sent,
        )
        return case, Handover(case=name, at=ASKED, detail="250 ok for <support@alpha.example>")

    def keep(self, *records: object) -> None:
        """Write *records*."""
        store = Store.create(database(self.data))
        store.keep(records)
        store.close()

    def came(self, raw: bytes, case: str | None = "c1aa", *, hours: float = 5) -> str:
        """Let a message come, and return its short id."""
        sha256 = self.folder.put(raw)
        self.keep(
            Message(
                id=f"maildir:{sha256[:6]}",
                case=case,
                matched_by=Match.ADDRESS if case else None,
                received_at=ASKED + timedelta(hours=hours),
                folder="INBOX",
                evidence=sha256,
            )
        )
        return sha256[:8]

    def run(self, *arguments: str) -> Result:
        """Run ``kaklet mail`` on the study."""
        command, *rest = arguments
        positional = {"queue": 0, "forget": 0, "show": 1, "review": 1, "kept": 1, "assign": 2}[command]
        place = [*rest[:positional], str(self.study), *rest[positional:]]
        return CliRunner().invoke(main, ["mail", command, *place])

    def said(self, *arguments: str) -> str:
        """Run ``kaklet mail`` and return what it said; it must not refuse."""
        done = self.run(*arguments)
        assert done.exit_code == 0, done.output
        return done.output

    def queue(self) -> dict[str, list[str]]:
        """Return why each message waits, by its short id."""
        return {item["message"]: item["why"] for item in json.loads(self.said("queue", "--json"))}

    def all(self, kind: type) -> list:
        """Read the records of *kind*."""
        store = Store.read(database(self.data))
        try:
            return store.all(kind)
        finally:
            store.close()


@pytest.fixture
def office(asking_study: Callable[..., Path]) -> Office:
    """Return the office of a new study."""
    study = asking_study()
    study.write_text(study.read_text("utf-8").replace("every_seconds = 0.5", "every_seconds = 7200"), "utf-8")
    return Office(study)


def test_what_waits_and_why(office: Office) -> None:
    """Unmatched, undetermined, ungraded and promised messages wait; an acknowledgement does not."""
    stray = office.came(mail("Hello there, who are you?"), None, hours=1)
    answer = office.came(mail(ANSWER), hours=2)
    office.came(mail(ACK, Auto_Submitted="auto-replied"), hours=3)
    doubtful = office.came(mail("", subject="x"), hours=4)
    assert office.queue() == {stray: ["unmatched"], answer: ["ungraded"], doubtful: ["undetermined"]}
    until = (NOW - timedelta(hours=1)).isoformat()
    office.said("review", answer, "--useful", "yes", "--promised-until", until, "--by", "Ed")
    assert office.queue()[answer] == ["promise"]
    office.said("kept", answer, "--broken", "--by", "Ed", "--why", "nobody rang")
    assert answer not in office.queue()


def test_the_queue_as_text_fits_and_is_redacted(office: Office) -> None:
    """For people it is a list that names nobody."""
    office.came(mail(ANSWER, subject="Re: PHP, Maja Öberg and priya.shah@alpha.example"))
    said = office.said("queue")
    assert "ungraded" in said
    assert not any(word in said for word in ("Maja", "Priya", "priya"))
    assert max(map(len, said.splitlines())) <= 80
    assert "Re: PHP" in said


def test_an_empty_queue(office: Office) -> None:
    """Where nothing waits, that is said."""
    assert office.said("queue") == "Nothing waits for a person.\n"


def test_showing_redacts_unless_told_otherwise(office: Office) -> None:
    """By default no name, number or address is shown, of theirs or of ours; with --raw the bytes are."""
    name = office.came(mail(ANSWER))
    said = office.said("show", name)
    assert not any(word in said for word in ("Priya", "Shah", "Maja", "496 0123", "priya.shah"))
    for word in ("8.2, 8.3 and 8.4", "3.99", "The rules say: human", "Which versions of php?", "alpha", "c1aa"):
        assert word in said
    raw = office.said("show", name, "--raw")
    assert "Priya Shah <priya.shah@alpha.example>" in raw


HOSTILE = "\x1b[2J\x1b]0;owned\x07 \x9b31m \u202egnp.exe \u200b \x00 \x08\x08 end"


@pytest.mark.parametrize("options", [(), ("--raw",)])
def test_nothing_that_a_terminal_obeys_is_shown(office: Office, options: tuple[str, ...]) -> None:
    """Escape sequences, control characters and marks of direction are spelled out, wherever a message has them."""
    name = office.came(mail(HOSTILE, subject=f"Re: {HOSTILE}", Auto_Submitted=f"auto-replied {HOSTILE}"))
    office.keep(Review(message=f"maildir:{name[:6]}", by=f"Ed{HOSTILE}", at=NOW, why=HOSTILE, verdict=Verdict.AUTO_ACK))
    for said in (office.said("show", name, *options), office.said("queue"), office.said("queue", "--json")):
        assert not any(letter in said for letter in "\x1b\x9b\x07\x08\x00\u202e\u200b")
        assert all(letter.isprintable() or letter in "\n\t" for letter in said), said
    assert "end" in office.said("show", name, *options)


def test_html_is_shown_as_words(office: Office) -> None:
    """Scripts and tags are neither run nor shown; the words are."""
    html = "<html><script>alert('x')</script><style>p{}</style><p>Five <b>minutes</b></p><img src=x onerror=y></html>"
    said = office.said("show", office.came(mail(html, Content_Type="text/html")))
    assert "Five minutes" in said
    assert "alert" not in said
    assert "onerror" not in said


def test_placing_a_message(office: Office) -> None:
    """A person's placement puts it into its case, is on record with who and why, and is told in the report."""
    stray = office.came(mail(ANSWER), None)
    said = office.said("assign", stray, "c2bb", "--by", "Ed Itor", "--why", "it names our question")
    assert said == "Noted: the message belongs to case c2bb (alpha).\n"
    (note,) = office.all(Assignment)
    assert (note.case, note.by, note.why) == ("c2bb", "Ed Itor", "it names our question")
    assert office.queue() == {stray: ["ungraded"]}
    (message,) = office.all(Message)
    assert message.case is None
    stories = {one.case: one for one in _stories(office)}
    assert [one.verdict for one in stories["c2bb"].messages] == [Verdict.HUMAN]


def test_placing_a_message_in_no_case(office: Office) -> None:
    """What is nobody's answer is out of the queue, and stays on record."""
    stray = office.came(mail("Buy now"), None)
    office.said("assign", stray, "none", "--by", "Ed", "--why", "advertising")
    assert office.queue() == {}
    assert "nobody's" not in office.said("show", stray)


def _stories(office: Office) -> list:
    comparison = compare_study(office.loaded)
    return [story for provider in comparison.providers for one in provider.support for story in one.stories]


def test_a_review_stands_beside_the_rules(office: Office) -> None:
    """The rules' verdict is told with the person's, and both are in the comparison."""
    answer = office.came(mail(ANSWER))
    said = office.said("review", answer, "--verdict", "bot_answer", "--by", "Ed", "--why", "it said so on the phone")
    assert said == "Noted. What holds now: bot_answer.\n"
    shown = office.said("show", answer)
    assert "The rules say: human" in shown
    assert "What holds: bot_answer" in shown
    assert "Ed: bot_answer. it said so on the phone" in shown
    (story,) = [one for one in _stories(office) if one.case == "c1aa"]
    assert [(one.verdict, one.machine) for one in story.messages] == [(Verdict.BOT_ANSWER, Verdict.HUMAN)]


def test_two_who_disagree_need_a_third(office: Office) -> None:
    """A disputed message waits again, until more than half agree."""
    answer = office.came(mail(ANSWER))
    office.said("review", answer, "--verdict", "human", "--useful", "yes", "--by", "Ed")
    assert office.queue() == {}
    said = office.said("review", answer, "--verdict", "auto_ack", "--by", "Co")
    assert said == "Noted. What holds now: undetermined.\n"
    assert office.queue() == {answer: ["undetermined"]}
    office.said("review", answer, "--verdict", "human", "--by", "Third")
    assert office.queue() == {}
    assert len(office.all(Review)) == 3


def test_a_kept_promise(office: Office) -> None:
    """When a promise was kept is told from the handover, as the promise is."""
    answer = office.came(mail(ANSWER))
    until, at = ASKED + timedelta(hours=30), ASKED + timedelta(hours=20)
    office.said("review", answer, "--promised-until", until.isoformat(), "--useful", "no", "--by", "Ed")
    office.said("kept", answer, "--at", at.isoformat(), "--by", "Ed")
    (story,) = [one for one in _stories(office) if one.case == "c1aa"]
    (found,) = story.messages
    assert (found.useful, found.promised_seconds, found.kept_seconds) == (False, 30 * 3600.0, 20 * 3600.0)
    assert [one.kept_at for one in office.all(CallBack)] == [at]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "ffff"], "No message is called 'ffff'"),
        (["show", "ab"], "No message is called 'ab'"),
        (["assign", "{id}", "nowhere", "--by", "Ed", "--why", "x"], "No case begins with 'nowhere'"),
        (["review", "{id}", "--by", "Ed"], "Nothing was decided"),
        (["review", "{id}", "--useful", "yes", "--by", " "], "Every decision has a name to it"),
        (["review", "{id}", "--promised-until", "2001-01-01", "--by", "Ed"], "A promise is about a time after"),
        (["kept", "{id}", "--by", "Ed"], "Say one of two things"),
        (["kept", "{id}", "--broken", "--by", "Ed"], "No promise of this message is noted"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(office: Office, arguments: list[str], words: str) -> None:
    """Each refusal says what to do, and notes nothing."""
    name = office.came(mail(ANSWER))
    done = office.run(*(one.format(id=name) for one in arguments))
    assert done.exit_code == 1
    assert words in done.output
    assert len(done.output.splitlines()) == 1
    assert (office.all(Review), office.all(Assignment), office.all(CallBack)) == ([], [], [])


def test_an_id_that_two_messages_begin_with(office: Office) -> None:
    """A prefix that is not enough is told with the ids that it could mean, which are long enough."""
    for number, end in enumerate("ab"):
        office.keep(
            Message(id=f"m{number}", received_at=NOW, evidence="0123456789" + end * 54),
        )
    done = office.run("show", "0123456789")
    assert done.exit_code == 1
    assert "2 messages begin with '0123456789' (0123456789a, 0123456789b)" in done.output
    assert office.said("show", "0123456789a").startswith("Message 0123456789a")


def test_candidates_are_shown_for_what_belongs_nowhere(office: Office) -> None:
    """A message that names two of our cases shows both, and the person chooses."""
    name = office.came(mail("Hello", In_Reply_To="<c1aa@brevlada.localhost> <c2bb@brevlada.localhost>"), None)
    said = office.said("show", name)
    assert "It may belong to: c1aa (alpha, php: PHP)" in said
    assert "It may belong to: c2bb (alpha, dns: DNS)" in said


def test_what_a_server_said_is_redacted_in_the_comparison(office: Office) -> None:
    """A mail server's answer repeats addresses; the comparison does not."""
    assert {story.detail for story in _stories(office)} == {"250 ok for <[e-mail]>"}


def retained(office: Office, line: str) -> Office:
    """Return *office* with *line* in its study's mail section."""
    text = office.study.read_text("utf-8").replace("[mail]\n", f"[mail]\n{line}\n")
    office.study.write_text(text, "utf-8")
    office.loaded = load(office.study)
    return office


def test_nothing_is_forgotten_before_its_date(office: Office) -> None:
    """Two years after the last sign of life, unless the study says otherwise; status tells the day."""
    office.came(mail(ANSWER))
    said = office.said("forget")
    assert said.startswith("Nothing was removed: 1 raw messages are kept until ")
    assert len([file for file in evidence(office.data).rglob("*") if file.is_file()]) == 3
    assert office.all(Forgotten) == []
    day = f"{NOW.year + 2}-"
    assert any(f"Raw mail is kept until {day}" in line for line in status_lines(office.loaded, NOW))


def test_forgetting_leaves_the_figures(office: Office) -> None:
    """Past the date the bytes are gone, and hash, time, verdict and reasons tell the same comparison as before."""
    answer = office.came(mail(ANSWER))
    office.came(mail(ACK, Auto_Submitted="auto-replied"), hours=1)
    office.came(mail("Hello"), None)
    before = _stories(office)
    yesterday = (NOW - timedelta(days=1)).date()
    retained(office, f"keep_raw_until = {yesterday}")
    assert office.said("forget").startswith("Removed the raw bytes of 3 messages")
    assert _stories(office) == before
    sent = {case.evidence for case in office.all(Case)}
    assert {f"{file.parent.name}{file.name}" for file in evidence(office.data).rglob("*") if file.is_file()} == sent
    assert {(one.verdict, one.rules != "") for one in office.all(Forgotten)} == {
        (Verdict.HUMAN, True),
        (Verdict.AUTO_ACK, True),
        (None, True),
    }
    assert "Priya" not in "".join(one.reasons for one in office.all(Forgotten))
    assert "Its bytes are no mail, or are not there" in office.said("show", answer)
    assert office.run("show", answer, "--raw").exit_code == 1
    assert office.said("forget").startswith("Removed the raw bytes of 0 messages")


def test_forgetting_again_after_a_crash(office: Office) -> None:
    """If the bytes were still there when it stopped, they are removed the next time, and nothing is written twice."""
    answer = office.came(mail(ANSWER))
    retained(office, "keep_raw_months = 0")
    later = NOW + timedelta(days=1)
    office.keep(Forgotten(message=f"maildir:{answer[:6]}", at=later, verdict=Verdict.HUMAN, rules="1", reasons=""))
    assert "Removed the raw bytes of 1 messages" in office.said("forget")
    assert [one.at for one in office.all(Forgotten)] == [later]


def test_status_tells_of_the_queue_and_the_junk(office: Office) -> None:
    """What waits, and what a server took for junk, is on the page."""
    office.came(mail("Hello"), None)
    office.keep(Message(id="junk", received_at=NOW, folder="Junk", evidence="ab" * 32))
    lines = " ".join(" ".join(status_lines(office.loaded, datetime.now(UTC))).split())
    assert "2 messages (2 of no case: a person should look at them)" in lines
    assert "kaklet mail queue" in lines
    assert "1 message lay in Junk" in lines


def test_what_a_person_has_placed_teaches_the_rules(office: Office) -> None:
    """The ticket number of a message that a person placed places those that name it later, and follows a correction."""
    ack = office.came(mail("Your request has been received.", subject="[#4711] TTL"), None)
    later = read_letter(mail("Five minutes.", subject="[#4711] TTL"))

    def found() -> tuple[str, Match] | None:
        store = Store.read(database(office.data))
        try:
            return CaseContents(office.folder).over(store).case_by_contents(later, NOW)
        finally:
            store.close()

    assert found() is None
    office.said("assign", ack, "c1aa", "--by", "Ed", "--why", "by the time")
    assert found() == ("c1aa", Match.TICKET)
    office.said("assign", ack, "c2bb", "--by", "Ed", "--why", "no, the other")
    assert found() == ("c2bb", Match.TICKET)


def test_a_seed_s_letter_waits_for_nobody(office: Office) -> None:
    """That our own mail arrived is for no person to grade."""
    case, _ = office.all(Case)
    office.keep(msgspec.structs.replace(case, id="seed", address="s@x", message_id="<s@x>", provider="s", seed=True))
    office.came(mail(ANSWER), "seed")
    assert office.queue() == {}
