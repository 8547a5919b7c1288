"""Mail that strangers wrote to do harm, from the mailbox through the reader to every command that shows it."""

from __future__ import annotations

import json
import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner
from made_records import made_case
from patience import wait_until

from kaklet.command_line import main
from kaklet.config import load
from kaklet.daemon import database, evidence
from kaklet.mail.case_contents import CaseContents
from kaklet.mail.desk import Desk
from kaklet.mail.showing import shown_lines
from probes.mailbox import MaildirInbox, Reader
from results.keep import EvidenceFolder, Store, Writer
from results.records import Case, Handover, Match, Message
from results.records.letter import read_letter

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
QUESTION = (
    "I am planning to move a site and would like to know what is the shortest DNS TTL that I can set for a record in "
    "your control panel, and whether it can be changed back by myself afterwards."
)
TO = b"To: c1aa@brevlada.localhost\r\n"


def nested(depth: int, filling: bytes) -> bytes:
    """Return a mail of parts within parts, with *filling* in the innermost."""
    head, foot = [TO, b"Subject: nested\r\n"], []
    for number in range(depth):
        boundary = b"b%d" % number
        head.append(b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n--' + boundary + b"\r\n")
        foot.append(b"\r\n--" + boundary + b"--\r\n")
    return b"".join([*head, b"Content-Type: text/plain\r\n\r\n", filling, *reversed(foot)])


HOSTILE = {
    "no charset": TO + "Subject: Grüße\r\n\r\nÅäö utan charset".encode("latin-1"),
    "wrong charset": TO + b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xff\xfe\xe5",
    "no such charset": TO + b"Content-Type: text/plain; charset=../../etc/passwd\r\n\r\nhello",
    "codec that is no charset": TO + b"Content-Type: text/plain; charset=zip\r\n\r\nhello",
    "utf-7": TO + b"Subject: =?utf-7?Q?+ADw-script+AD4-?=\r\nContent-Type: text/html; charset=utf-7\r\n\r\n"
    b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-fine",
    "leading blank line": b"\r\n\r\n" + TO + b"Subject: late\r\n\r\nHello",
    "thirty megabytes": nested(200, b"x" * 75 + b"\r\n") + (b"y" * 76 + b"\r\n") * 400_000,
    "many parts": TO + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 200_000,
    "a million recipients": b"Cc: " + b"a@b.example, " * 1_000_000 + b"\r\n" + TO + b"\r\nHello",
    "folded million": TO + b"Cc: a@b.example" + b",\r\n a@b.example" * 200_000 + b"\r\n\r\nHello",
    "injected": TO + b"Subject: =?utf-8?Q?Hi=0D=0ABcc:_all@b.example=0D=0A=0D=0ABody?=\r\n\r\nHello",
    "injected bytes": TO + "Subject: Hi\x0bBcc: a@b.example\x85X: y\u2028Z: z\r\n\r\nHello".encode(),
    "scripts": TO
    + b"Content-Type: text/html\r\n\r\n<script>fetch('http://127.0.0.1:9/')</script><img src=http://x.localhost/>"
    b"<p onclick=x>Hello</p>",
    "terminal": TO
    + b"From: \x1b]0;x\x07 <a@b.example>\r\nSubject: \x1b[2J\xc2\x9b31m\r\n\r\n\x1bc\x1b[8m hidden \x9b2J",
    "deep html": TO + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000 + b"deep",
    "forged ticket": b"From: x@stranger.example\r\nTo: all@brevlada.localhost\r\nSubject: [#4711] yours\r\n\r\nHello",
    "null": TO + b"Subject: a\x00b\r\n\r\n\x00\x00",
    "headers only": TO,
    "not mail": bytes(range(256)) * 100,
    "nothing": b"",
    "encoded bomb": TO + b"Subject: " + b"=?utf-8?B?" + b"QUFB" * 50_000 + b"?=\r\n\r\nHello",
    "references": TO + b"References: " + b"<a@b> " * 300_000 + b"\r\n\r\nHello",
    "quoted million": b"To: all@brevlada.localhost\r\n\r\n" + b"> hello there\r\n" * 300_000,
    "addresses in text": b"To: all@brevlada.localhost\r\n\r\n" + b"a@b.example " * 300_000,
    "long word": b"To: all@brevlada.localhost\r\nSubject: " + b"#" * 5_000 + b"\r\n\r\n" + b"A" * 1_000_000,
    "digits": b"To: all@brevlada.localhost\r\n\r\n" + b"0" * 1_000_000 + b"\r\n" + b"+1 " * 300_000,
    "capitals": b"To: all@brevlada.localhost\r\n\r\nMvh\r\n" + b"Aa " * 100_000 + b"\r\nMvh" * 50_000,
    "slashes": b"To: all@brevlada.localhost\r\n\r\nhttp://a/" + b"a/" * 400_000,
}


@pytest.fixture
def study(asking_study: Callable[..., Path]) -> Path:
    """Return a study with one question on record, which the provider has acknowledged with a ticket number."""
    file = asking_study()
    file.write_text(file.read_text("utf-8").replace("every_seconds = 0.5", "every_seconds = 7200"), "utf-8")
    data = Path(load(file).study.study.data)
    folder = EvidenceFolder(evidence(data))
    sent = folder.put(f"Subject: TTL\r\n\r\n{QUESTION}\n\nMaja Öberg\n".encode())
    ack = folder.put(b"From: desk@alpha.example\r\nSubject: [#4711] TTL\r\n\r\nYour request has been received.\r\n")
    address = "c1aa@brevlada.localhost"
    case = made_case(
        "c1aa", AT, question="ttl", address=address, message_id=f"<{address}>", subject="TTL", evidence=sent
    )
    store = Store.create(database(data))
    message = Message(id="ack", case="c1aa", matched_by=Match.ADDRESS, received_at=AT, evidence=ack)
    store.keep([case, Handover(case="c1aa", at=AT), message])
    store.close()
    return file


def read(study: Path) -> list[Message]:
    """Read the study's mailbox as the daemon does, and return what is on record then."""
    data = Path(load(study).study.study.data)
    folder = EvidenceFolder(evidence(data))
    writer = Writer(database(data), give_up=lambda error: pytest.fail(str(error)))
    writer.start()
    try:
        inbox = MaildirInbox(path=str(study.with_name("maildir")))
        with closing(Store.read(database(data))) as book:
            Reader(inbox, sink=writer, evidence=folder, known=set()).read(book, CaseContents(folder).over(book))
    finally:
        writer.stop()
    with closing(Store.read(database(data))) as store:
        return [message for message in store.all(Message) if message.id != "ack"]


def said(study: Path, *arguments: str) -> str:
    """Run ``kaklet mail`` and return what it said."""
    done = CliRunner().invoke(main, ["mail", *arguments, str(study)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_nothing_crashes_and_nothing_is_lost(study: Path) -> None:
    """Each of these is on record to the byte, in its case or in the queue, and each can be shown, in fair time."""
    for number, raw in enumerate(HOSTILE.values()):
        (study.with_name("maildir") / "new" / f"{number}.m").write_bytes(raw)
    started = time.process_time()
    messages = {message.id: message for message in read(study)}
    folder = EvidenceFolder(evidence(Path(load(study).study.study.data)))
    names = dict(zip((f"maildir:{number}.m" for number in range(len(HOSTILE))), HOSTILE, strict=True))
    assert {names[one.id] for one in messages.values()} == set(HOSTILE)
    assert all(folder.get(one.evidence) == HOSTILE[names[one.id]] for one in messages.values())
    unplaced = {names[one.id] for one in messages.values() if one.case is None}
    nowhere = {"forged ticket", "not mail", "nothing", "a million recipients"}
    assert unplaced == nowhere | {name for name, raw in HOSTILE.items() if b"To: all@" in raw}
    queue = json.loads(said(study, "queue", "--json"))
    assert {item["message"] for item in queue if "unmatched" in item["why"]} == {
        one.evidence[:8] for one in messages.values() if one.case is None
    }
    with Desk(load(study), datetime.now(UTC)) as desk:
        pages = {name: "\n".join(shown_lines(desk.look(desk.message(name)))) for name in messages}
    for name, shown in pages.items():
        assert all(letter.isprintable() or letter in "\n\t" for letter in shown), names[name]
        assert "alert(" not in shown
        assert "fetch(" not in shown
    assert time.process_time() - started < 60


@pytest.mark.parametrize("name", ["injected", "injected bytes", "terminal", "null", "encoded bomb"])
def test_a_subject_can_be_quoted_in_a_letter_of_ours(name: str) -> None:
    """Whatever a subject holds, a follow-up that takes it over has one Subject and no header of theirs."""
    subject = read_letter(HOSTILE[name]).subject
    ours = EmailMessage(policy=SMTP)
    ours["Subject"] = f"Re: {subject}"
    ours["To"] = "support@alpha.example"
    ours.set_content("A reminder")
    again = message_from_bytes(ours.as_bytes())
    assert set(again.keys()) == {
        "Subject",
        "To",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    }
    assert subject.isprintable()


def test_a_forged_number_places_nothing_and_an_honest_one_does(study: Path) -> None:
    """The ticket number of a case, from a stranger, waits for a person; from who gave it, it counts."""
    new = study.with_name("maildir") / "new"
    (new / "1.m").write_bytes(b"From: x@stranger.example\r\nSubject: [#4711] TTL\r\n\r\nFree money\r\n")
    (new / "2.m").write_bytes(b"From: lina@alpha.example\r\nSubject: [#4711] TTL\r\n\r\nFive minutes.\r\n")
    (new / "3.m").write_bytes(f"From: x@y.example\r\nSubject: TTL\r\n\r\nFive.\r\n\r\n> {QUESTION}\r\n".encode())
    found = {one.id: (one.case, one.matched_by) for one in read(study)}
    assert found == {
        "maildir:1.m": (None, None),
        "maildir:2.m": ("c1aa", Match.TICKET),
        "maildir:3.m": ("c1aa", Match.QUOTE),
    }


def test_a_flood_that_belongs_nowhere(study: Path) -> None:
    """Hundreds of strays in one reading are all kept, and cost no more than a short reading of each."""
    new = study.with_name("maildir") / "new"
    for number in range(500):
        stray = f"From: x{number}@stranger.example\r\nSubject: [#{number}] buy\r\n\r\n{QUESTION[:40]} {number}\r\n"
        (new / f"{number}.m").write_bytes(stray.encode())
    started = time.process_time()
    assert [one.case for one in read(study)] == [None] * 500
    assert time.process_time() - started < 15


class Responder:
    """A provider whose machine answers every mail at once, into the study's mailbox, and a hundred times over."""

    def __init__(self, maildir: Path) -> None:
        self.maildir = maildir
        self.taken: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: smtplib.SMTP) -> str:  # noqa: N802 - aiosmtpd's
        """Answer, a hundred times."""
        del server, session
        raw = bytes(envelope.content)
        self.taken.append(raw)
        asked = message_from_bytes(raw)
        for number in range(100):
            answer = (
                f"From: robot@alpha.example\r\nTo: {asked['From']}\r\nIn-Reply-To: {asked['Message-ID']}\r\n"
                f"Subject: Re: {asked['Subject']}\r\nAuto-Submitted: auto-replied\r\n\r\nReceived, number {number}.\r\n"
            )
            (self.maildir / "new" / f"{len(self.taken)}.{number}").write_bytes(answer.encode())
        return "250 taken"


@pytest.fixture
def responder(tmp_path: Path, closed_port: int) -> Iterator[Responder]:
    """Run the responder's mail server at the port that the study writes to."""
    one = Responder(tmp_path / "maildir")
    controller = Controller(one, hostname="127.0.0.1", port=closed_port, ready_timeout=10)
    controller.start()
    yield one
    controller.stop()


def test_the_daemon_never_answers_a_machine(
    asking_study: Callable[..., Path], daemon: Callable[[Path], object], responder: Responder
) -> None:
    """However many answers a machine sends, what goes out is the questions that were due, each once, and no more."""
    study = asking_study()
    text = study.read_text("utf-8").replace("every_seconds = 0.5", "every_seconds = 3600", 1)
    text = text.replace("every_seconds = 0.5", "every_seconds = 1.5").replace(
        "[mail]\n", "[mail]\npoll_seconds = 0.3\n"
    )
    text = text.replace('"support_email", timeout_seconds = 0.3', '"support_email", timeout_seconds = 0.9')
    study.write_text(text, "utf-8")
    running = daemon(study)
    path = database(study.with_name("data"))

    def answers() -> int:
        with closing(Store.read(path)) as store:
            return store.count("messages")

    wait_until(lambda: answers() >= 300)
    assert running.end() == 0
    with closing(Store.read(path)) as store:
        cases, handovers = store.all(Case), store.all(Handover)
        assert all(message.case for message in store.all(Message))
    taken = [one for one in handovers if one.failure is None]
    assert 3 <= len(responder.taken) == len(taken) == len(cases)
    assert len({message_from_bytes(raw)["Message-ID"] for raw in responder.taken}) == len(cases)
    assert len({case.slot for case in cases}) == len(cases)
