"""Write to support by the contact form: fetch it fresh, fill it in as a person would, send it once."""

import asyncio
import time
from typing import ClassVar

import msgspec

from probes.contact.handover import TALK_SHARE, Receipt, handing_over, letterhead_of
from probes.contact.manners import approved, host_of
from probes.contact.post import Letterhead
from probes.forms.choice import chosen
from probes.forms.door import FormDoor
from probes.forms.engine import Draft, Engine, Reach, Sheet, as_page
from probes.forms.filling import Filling, NotFillableError, fill
from probes.forms.form import Form, Role
from probes.forms.opening import visiting
from probes.forms.posted import as_posted
from probes.probe import Notes, ProbeFailed, Visit
from probes.web.challenge import challenged_by_body, challenged_by_header
from results.records import Channel, Failure, FormAnswer

FILL_SHARE = 0.5
"""Of the visit's time, the most that filling in may take."""
LISTS = frozenset({Role.DEPARTMENT, Role.URGENCY})
"""What the study says of these is chosen wherever it is offered; of all else only what the form demands is told."""


class SupportFormProbe(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="support_form"
):
    """
    The settings of one question by contact form.

    Metrics: ``form_seconds`` (to fetch the page with the form), ``submit_seconds`` (from sending to the head of the
    first answer), ``answer_seconds`` (from sending to the last byte of the answer, after redirects), ``status`` (of
    the answer, or of a page that is an error), ``robots_allowed`` (1 or 0; absent where the site's rules could not be
    read).
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"http", "https"})
    channel: ClassVar[Channel | None] = Channel.FORM
    speed: ClassVar[str] = "answer_seconds"

    timeout_seconds: float = 180.0
    fill_seconds: float = 20.0
    """How long to take for filling it in at least."""
    letter_seconds: float = 0.05
    """How long to take for each letter of the message: as somebody who writes a part of it beforehand."""
    consent: bool = False
    """Whether a consent that a form demands may be given, where the form's own table does not say."""
    ca_file: str | None = None
    browser: str | None = None
    """The program of Chromium, for forms that need JavaScript; None for one that is found by itself."""

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Open a case and send its question, once."""
        head = letterhead_of(visit)
        door = visit.target.form
        if door is None or not door.submit:
            raise ProbeFailed(Failure.NOT_APPROVED, "the study has no submit = true for this form, so it is not sent")
        started = time.monotonic()
        async with visiting(visit.target.url, reach_of(visit, self.ca_file), door=door, program=self.browser) as (
            engine,
            sheet,
        ):
            await self._ask(engine, sheet, visit, notes, head, started)

    async def _ask(
        self, engine: Engine, sheet: Sheet, visit: Visit, notes: Notes, head: Letterhead, started: float
    ) -> None:
        notes.metrics["form_seconds"] = sheet.seconds
        if not sheet.ok:
            notes.metrics["status"] = sheet.status
        if sheet.robots != "unknown":
            notes.metrics["robots_allowed"] = float(sheet.robots == "allowed")
        if sheet.style_sheets or sheet.style_sheets_unread:
            notes.metrics["style_sheets"] = len(sheet.style_sheets)
            notes.metrics["style_sheets_unread"] = sheet.style_sheets_unread
        # Other visits must not wait for this disk.
        page = await asyncio.to_thread(visit.tools.evidence.put, sheet.body)
        form, filling = await asyncio.to_thread(self.understand, sheet, visit.target.form, head)
        draft = await engine.fill(sheet, form.index, filling, seconds=self.pause(head))
        async with handing_over(visit, Channel.FORM, head, as_posted(draft.request)) as receipt:
            facts = _facts(engine, draft, page, head)
            try:
                left = TALK_SHARE * self.timeout_seconds - (time.monotonic() - started)
                async with asyncio.timeout(max(0.0, left)):
                    answer = await _send(engine, draft, notes, receipt)
                    receipt.at = visit.tools.now()
                facts = _with_answer(facts, answer)
            finally:
                visit.tools.sink.keep(facts)
            # Neither other visits nor the talk's own wall wait for this disk.
            receipt.evidence = await asyncio.to_thread(visit.tools.evidence.put, answer.body)
            _welcome(answer, f"the form's answer was {answer.status}")
        notes.detail = receipt.detail

    def pause(self, head: Letterhead) -> float:
        """Tell how long a person takes to fill the form in, as far as the visit has time."""
        typing = max(self.fill_seconds, self.letter_seconds * len(head.question.body))
        return min(typing, FILL_SHARE * self.timeout_seconds)

    def consents(self, door: FormDoor | None) -> bool:
        """Whether a consent that the form demands is given."""
        return self.consent if door is None or door.consent is None else door.consent

    def understand(self, sheet: Sheet, door: FormDoor | None, head: Letterhead) -> tuple[Form, Filling]:
        """
        Find the form that is meant on *sheet*, and fill it in with the letter of *head*.

        Raises `ProbeFailed` where it is not there, is guarded, or is not understood to the last required field.
        """
        _welcome(sheet, f"the form's page answered {sheet.status}")
        try:
            form = chosen(as_page(sheet), door)
        except ProbeFailed as failed:
            if failed.failure is Failure.FORM_MISSING and (mark := challenged_by_body(sheet.body)):
                raise ProbeFailed(Failure.BLOCKED, f"instead of the form came a check for machines ({mark})") from None
            raise
        try:
            return form, fill(form, answers(head, form, door), consent=self.consents(door))
        except NotFillableError as error:
            raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, str(error)) from error


def reach_of(visit: Visit, ca_file: str | None) -> Reach:
    """Tell how far *visit* may reach: this machine, or the host that was approved and the services of its form."""
    stranger = host_of(visit.target.url) if approved(visit) else None
    services = visit.target.form.services if stranger and visit.target.form else ()
    return Reach(stranger=stranger, services=services, ca_file=ca_file)


def answers(head: Letterhead, form: Form, door: FormDoor | None) -> dict[Role, str]:
    """Tell what is written into *form*, by role: the letter, and what the study gives where the form asks for it."""
    first, _, last = head.persona.rpartition(" ")
    demanded = {field.role for field in form.fields if field.required}
    given = door.values if door is not None else {}
    return {
        **{role: value for role, value in given.items() if role in demanded | LISTS},
        Role.NAME: head.persona,
        Role.FIRST_NAME: first or last,
        Role.LAST_NAME: last,
        Role.EMAIL: head.address,
        Role.SUBJECT: head.question.subject,
        # A browser sends lines with CRLF, whatever the page or the system has (HTML Standard, 4.10.22.4).
        Role.MESSAGE: "\r\n".join(head.question.body.strip().splitlines()),
    }


async def _send(engine: Engine, draft: Draft, notes: Notes, receipt: Receipt) -> Sheet:
    receipt.if_cut = Failure.OUTCOME_UNKNOWN
    try:
        answer = await engine.submit(draft)
    except ProbeFailed as failed:
        if failed.failure is Failure.CONNECTION_CLOSED:
            raise ProbeFailed(Failure.OUTCOME_UNKNOWN, "the server hung up on the question") from failed
        raise
    notes.metrics["submit_seconds"] = answer.answered_seconds
    notes.metrics["answer_seconds"] = answer.seconds
    notes.metrics["status"] = answer.status
    receipt.detail = f"answered {answer.status}"
    return answer


def _welcome(sheet: Sheet, otherwise: str) -> None:
    """Raise `ProbeFailed` where *sheet* is a check for machines, or an error."""
    if guard := challenged_by_header(lambda name: sheet.headers.get(name.decode(), "").encode()):
        raise ProbeFailed(Failure.BLOCKED, guard)
    if not sheet.ok:
        mark = challenged_by_body(sheet.body)
        raise ProbeFailed(Failure.BLOCKED if mark else Failure.UNEXPECTED_STATUS, mark or otherwise)


def _facts(engine: Engine, draft: Draft, page: str, head: Letterhead) -> FormAnswer:
    sheet = draft.sheet
    return FormAnswer(
        case=head.case,
        engine=engine.name,
        robots=sheet.robots,
        page=page,
        page_url=sheet.url,
        page_charset=sheet.charset,
        form=draft.index,
    )


def _with_answer(facts: FormAnswer, answer: Sheet) -> FormAnswer:
    return msgspec.structs.replace(
        facts,
        url=answer.url,
        status=answer.status,
        content_type=answer.content_type,
        charset=answer.charset,
        headers="".join(f"{name}: {value}\n" for name, value in answer.headers.items()),
    )
