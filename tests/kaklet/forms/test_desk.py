"""Questions to forms behind a CAPTCHA: a person sends them, and the times are those of the buttons."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from small_study import ANSWERED, TEN_DAYS_SECONDS, empty_maildir, mail, small_study, task
from waiting_forms import ALPHA_URL, ASKED, FORM, PLANNED, SESSION, START, asked

from kaklet.campaign.approval import approve, keep_plan
from kaklet.campaign.layout import lay_out
from kaklet.command_line import main
from kaklet.config import load
from kaklet.daemon import database, evidence
from kaklet.forms.desk import FormDesk
from kaklet.mail.desk import DeskError
from kaklet.mail.hearing import sent_text
from kaklet.reporting import compare_study
from kaklet.status import status_lines
from probes.probe import utc_now
from report_templates.words import state_words
from results.judge.story import State
from results.keep import EvidenceFolder, Store
from results.records import (
    Case,
    Channel,
    Failure,
    FormDone,
    FormField,
    FormSeen,
    FormShape,
    FormStart,
    Handover,
    Heartbeat,
    Observation,
)

SHAPE = FormShape(
    purpose="contact",
    kind="contact",
    method="post",
    action="127.0.0.1:9/send",
    fields=(
        FormField(name="n", role="name", required=True, label="Your name"),
        FormField(name="m", role="email", required=True, label="E-mail"),
        FormField(name="m2", role="email_confirm", required=True, label="E-mail again"),
        FormField(name="p", role="phone", required=True, label="Phone"),
        FormField(name="t", role="message", required=True, label="Message"),
        FormField(name="c", role="captcha", required=True, label="Code"),
    ),
    captcha="image",
    honeypots=(),
)


class Office:
    """A study whose forms ask for a person, and its desk at a time that tests set."""

    def __init__(self, folder: Path, *, planned: bool = True, values: str = "") -> None:
        self.file = folder / "study.toml"
        empty_maildir(folder / "maildir")
        study = small_study(
            task("ask", "contact", "support_form", every_seconds=3600),
            asked("alpha", "en", ALPHA_URL, FORM + values),
            mail(persona=""),
            judged=ANSWERED,
            answer_window_seconds=TEN_DAYS_SECONDS,
        )
        self.file.write_text(study + (PLANNED if planned else ASKED), encoding="utf-8")
        self.loaded = load(self.file)
        data = Path(self.loaded.study.study.data)
        self.path, self.folder = database(data), EvidenceFolder(evidence(data))
        with closing(Store.create(self.path)) as store:
            store.keep([SESSION])
            if planned:
                document = lay_out(self.loaded.study)
                keep_plan(store, document, START - timedelta(days=7))
                approve(store, document, document.sha256, by="Eva", now=START - timedelta(days=7))
                self.slots = [contact.at for contact in document.contacts]
            else:
                self.slots = [START + timedelta(hours=hour) for hour in range(3)]
        self.now = self.slots[-1] + timedelta(days=1)

    def guarded(self, *slots: datetime) -> None:
        """Note that the form asked for a person in each of *slots*."""
        self.keep(
            *(
                Observation(
                    agent="here", provider="alpha", target="contact", task="ask", kind="support_form", slot=slot,
                    started_at=slot, duration_seconds=1.0, failure=Failure.NEEDS_PERSON, session="s",
                )
                for slot in slots
            )
        )  # fmt: skip

    def keep(self, *records: object) -> None:
        """Write *records*."""
        with closing(Store.create(self.path)) as store:
            store.keep(records)  # type: ignore[arg-type]  # of several kinds

    def desk(self, now: datetime | None = None) -> FormDesk:
        """Open the desk."""
        return FormDesk(self.loaded, now or self.now)

    def all(self, kind: type) -> list[object]:
        """Return every record of *kind*."""
        with closing(Store.read(self.path)) as store:
            return store.all(kind)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return a study with an approved plan, of which the first letter met a CAPTCHA."""
    one = Office(tmp_path)
    one.guarded(one.slots[0])
    return one


def run(*arguments: str) -> Result:
    """Run `kaklet form` with *arguments*."""
    return CliRunner().invoke(main, ["form", *arguments])


def test_a_question_that_met_a_captcha_waits(office: Office) -> None:
    """With its address, its moment and its subject; those that met none do not."""
    with office.desk() as desk:
        (task,) = desk.queue().tasks
    assert (task.provider, task.url, task.due) == ("alpha", "http://127.0.0.1:9/contact", office.slots[0])
    assert task.started_at is None


def test_a_plan_that_is_not_approved_gives_no_tasks(tmp_path: Path) -> None:
    """Nobody is written to by a plan that no person has read."""
    office = Office(tmp_path)
    with closing(Store.create(office.path)) as store:
        store._db.execute("DELETE FROM approvals")  # noqa: SLF001 -- an approval cannot be taken back otherwise
        store._db.conn.commit()  # noqa: SLF001
    office.guarded(office.slots[0])
    with office.desk() as desk:
        assert desk.queue().tasks == ()


def test_starting_opens_the_case(office: Office) -> None:
    """From that moment it is a contact, with the address that only this case has, and its words known for quotes."""
    with office.desk() as desk:
        (task,) = desk.queue().tasks
        sheet = desk.start(task.case, by="Eva")
        (begun,) = desk.queue().tasks
    (case,) = office.all(Case)
    assert isinstance(case, Case)
    assert (case.id, case.channel, case.opened_at, case.slot) == (task.case, Channel.FORM, office.now, office.slots[0])
    assert (case.address, case.plan is not None) == (sheet.address, True)
    assert (begun.started_at, begun.started_by) == (office.now, "Eva")
    assert office.all(FormStart) == [FormStart(case=task.case, at=office.now, by="Eva")]
    with closing(Store.read(office.path)) as store:
        assert store.contacts("alpha", office.now - timedelta(days=7)) == 1
        assert store.case_by_address(case.address) == case.id
    message = next(one.text for one in sheet.entries if one.role == "message")
    assert message in sent_text(case.evidence, Channel.FORM, office.folder)


def test_the_sheet_follows_the_form_that_was_seen(office: Office) -> None:
    """Each field by its label, in the page's order; where nothing true is known, nothing is put in."""
    office.keep(
        FormSeen(
            provider="alpha", target="contact", signature=SHAPE.signature, at=START,
            description=msgspec.json.encode(SHAPE).decode(), evidence="e" * 64,
        )
    )  # fmt: skip
    with office.desk() as desk:
        sheet = desk.start(desk.queue().tasks[0].case, by="Eva")
    fields = {one.field: one.text for one in sheet.entries}
    assert list(fields) == ["Your name", "E-mail", "E-mail again", "Phone", "Message", "Code"]
    assert fields["E-mail"] == fields["E-mail again"] == sheet.address
    assert (fields["Your name"], fields["Phone"]) == (sheet.persona, "")


def test_what_the_study_gives_stands_where_it_is_demanded(tmp_path: Path) -> None:
    """A phone number that the study has is told for a field that demands it, and kept with the case."""
    office = Office(tmp_path, values='values = { phone = "+46 8 123" }')
    office.guarded(office.slots[0])
    with office.desk() as desk:
        unseen = desk.sheet(desk.queue().tasks[0].case)
    office.keep(
        FormSeen(
            provider="alpha", target="contact", signature=SHAPE.signature, at=START,
            description=msgspec.json.encode(SHAPE).decode(), evidence="e" * 64,
        )
    )  # fmt: skip
    with office.desk() as desk:
        sheet = desk.start(desk.queue().tasks[0].case, by="Eva")
    assert {one.field: one.text for one in sheet.entries}["Phone"] == "+46 8 123"
    assert {one.role: one.text for one in unseen.entries}["phone"] == "+46 8 123"


def test_what_is_begun_and_not_told_is_no_failing_of_the_prober(office: Office) -> None:
    """Until the person says what came of it, the question is in hand, in no figure, and called so."""
    with office.desk() as desk:
        desk.start(desk.queue().tasks[0].case, by="Eva")
    later = office.now + timedelta(days=1)
    office.keep(Heartbeat(session="s", at=later, running=(), mailbox_read_at=later))
    (provider,) = compare_study(office.loaded).providers
    (story,) = provider.support[0].stories
    assert (story.state, story.in_hand) == (State.UNKNOWN, True)
    assert state_words(story) == "begun by a person in a browser, and not yet told whether it was sent"


def test_done_is_when_it_was_asked(office: Office) -> None:
    """The case lives on in the mailbox as any other, and its wait counts from the button."""
    later = office.now + timedelta(minutes=4)
    with office.desk() as desk:
        name = desk.queue().tasks[0].case
        desk.start(name, by="Eva")
    with office.desk(later) as desk:
        desk.done(name, by="Eva", sent=True)
        assert desk.queue().tasks == ()
    assert office.all(Handover) == [Handover(case=name, at=later, detail="sent by a person in a browser")]
    office.keep(Heartbeat(session="s", at=later + timedelta(days=1), running=(), mailbox_read_at=later))
    (provider,) = compare_study(office.loaded).providers
    (support,) = provider.support
    (story,) = support.stories
    assert (story.asked_at, story.state, support.asked) == (later, State.WAITING, 1)
    assert provider.doors is not None
    assert (provider.doors.number, provider.doors.person_only) == (1, 1)


def test_what_was_not_sent_counts_for_nothing_but_a_contact(office: Office) -> None:
    """The reason is kept; the provider was visited all the same, so that the budget has it."""
    with office.desk() as desk:
        name = desk.queue().tasks[0].case
        desk.start(name, by="Eva")
        desk.done(name, by="Ola", sent=False, why="It demands a phone number.")
    assert office.all(FormDone) == [
        FormDone(case=name, at=office.now, by="Ola", sent=False, why="It demands a phone number.")
    ]
    (handover,) = office.all(Handover)
    assert isinstance(handover, Handover)
    assert (handover.failure, handover.detail) == (Failure.NEEDS_PERSON, "It demands a phone number.")


def test_what_nobody_began_can_be_put_aside(office: Office) -> None:
    """No case, no contact, and out of the queue."""
    with office.desk() as desk:
        desk.done(desk.queue().tasks[0].case, by="Eva", sent=False, why="Too late.")
        assert desk.queue().tasks == ()
    assert office.all(Case) == []


def test_the_budget_is_kept(office: Office) -> None:
    """Two a week are allowed here: the third is told to wait, and leaves no trace."""
    office.guarded(*office.slots[:3])
    with office.desk() as desk:
        first, second, third = (task.case for task in desk.queue().tasks)
        desk.start(first, by="Eva")
        desk.start(second, by="Eva")
        with pytest.raises(DeskError, match="has had its 2 contacts"):
            desk.start(third, by="Eva")
    assert {case.id for case in office.all(Case)} == {first, second}  # type: ignore[attr-defined]  # they are cases
    with office.desk(office.now + timedelta(days=8)) as desk:
        desk.start(third, by="Eva")


def test_what_one_person_has_begun_is_not_anothers(office: Office) -> None:
    """Whoever began it may ask for the sheet again, without another contact."""
    with office.desk() as desk:
        name = desk.queue().tasks[0].case
        desk.start(name, by="Eva")
    with office.desk(office.now + timedelta(minutes=1)) as desk:
        assert desk.start(name[:6], by="Eva").task.started_at == office.now
        with pytest.raises(DeskError, match="Eva began this"):
            desk.start(name, by="Ola")
    assert len(office.all(Case)) == 1


MISUSES = {
    "unknown": lambda desk, _: desk.start("nothing", by="Eva"),
    "nobody": lambda desk, name: desk.start(name, by=" "),
    "sent without a start": lambda desk, name: desk.done(name, by="Eva", sent=True),
    "no reason": lambda desk, name: desk.done(name, by="Eva", sent=False),
}


@pytest.mark.parametrize("misuse", MISUSES)
def test_what_cannot_be_is_told_in_a_sentence(office: Office, misuse: str) -> None:
    """And nothing is recorded."""
    with office.desk() as desk, pytest.raises(DeskError):
        MISUSES[misuse](desk, desk.queue().tasks[0].case)
    assert office.all(Case) == office.all(FormDone) == []


def test_it_is_done_once(office: Office) -> None:
    """A second button press changes nothing."""
    with office.desk() as desk:
        name = desk.queue().tasks[0].case
        desk.start(name, by="Eva")
        desk.done(name, by="Eva", sent=True)
        with pytest.raises(DeskError, match="done already"):
            desk.done(name, by="Eva", sent=False, why="No.")
        with pytest.raises(DeskError, match="is done"):
            desk.start(name, by="Eva")


def test_without_a_campaign_the_newest_question_waits(tmp_path: Path) -> None:
    """On this machine alone; one that was due before is superseded, and one that was begun stays."""
    office = Office(tmp_path, planned=False)
    office.guarded(*office.slots[:2])
    with office.desk() as desk:
        (task,) = desk.queue().tasks
        assert (task.due, task.subject) == (office.slots[1], "PHP versions")
        desk.start(task.case, by="Eva")
    office.guarded(office.slots[2])
    with office.desk() as desk:
        assert [one.due for one in desk.queue().tasks] == office.slots[1:]
        begun = desk.sheet(task.case)
    assert begun.task.url == "http://127.0.0.1:9/contact"
    assert next(one.text for one in begun.entries if one.role == "message") == "Which versions of PHP can I choose?"


def test_the_commands(office: Office) -> None:
    """Queue, start and done, for people and for programs."""
    file = str(office.file)
    (task,) = json.loads(run("queue", file, "--json").stdout)["tasks"]
    assert task["case"] in run("queue", file).stdout
    assert "Forms that wait for a person at a browser: 1" in "\n".join(status_lines(office.loaded, utc_now()))
    begun = run("start", task["case"], file, "--by", "Eva")
    assert begun.exit_code == 0, begun.stderr
    shown = begun.stdout
    assert "http://127.0.0.1:9/contact" in shown
    assert "@brevlada.localhost" in shown
    both = run("done", task["case"], file, "--by", "Eva", "--sent", "--not-sent", "no")
    assert (both.exit_code, both.stderr) == (1, "Say one of two things: --sent, or --not-sent REASON.\n")
    assert "sent at" in run("done", task["case"], file, "--by", "Eva", "--sent").stdout
    assert run("queue", file).stdout == "No form waits for a person.\n"


@pytest.mark.parametrize("name", ["form-queue", "form-sheet"])
def test_what_is_printed_has_a_schema(name: str) -> None:
    """As every format."""
    assert json.loads(CliRunner().invoke(main, ["schema", name]).stdout)["$defs"]
