"""`kaklet form dry-run`: what the next letter to each contact form would send. It fetches pages, and sends nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
import msgspec

from kaklet.campaign.document import Document
from kaklet.campaign.errands import Due, dues
from kaklet.campaign.layout import PlanError, lay_out
from kaklet.config import load
from kaklet.forms.snippets import quoted
from kaklet.probe_command import Forgetful
from kaklet.study import Study
from kaklet.telling import CONFIG, give_up, telling
from kaklet.terminal_lines import plain_text, wrapped
from probes.contact.errand import Errand
from probes.contact.handover import letterhead_of
from probes.contact.manners import form_refusal, refusal
from probes.contact.post import Letterhead
from probes.forms.engine import Draft, as_page
from probes.forms.opening import visiting
from probes.probe import ProbeFailed, Target, Tools, Visit, utc_now
from probes.support_form import SupportFormProbe, reach_of
from results.records import Channel, Failure
from scheduler import Series


class EntryTold(msgspec.Struct, frozen=True):
    """One name with its value, as it would be sent."""

    name: str
    value: str


class RequestTold(msgspec.Struct, frozen=True, kw_only=True):
    """The one request that would leave."""

    method: str
    url: str
    content_type: str | None
    entries: tuple[EntryTold, ...]
    """In the order in which they are sent."""
    body_bytes: int
    left_alone: tuple[str, ...]
    """Fields of the form that stay as the page has them because they are traps, or because people do not see them."""


class DryRun(msgspec.Struct, frozen=True, kw_only=True):
    """The next letter to one form, and what became of trying it without sending."""

    provider: str
    task: str
    target: str
    url: str
    at: datetime | None
    """When it is due; null where the plan holds no more letters to it."""
    plan: str | None
    """SHA-256 of the plan that holds it; null in a study without a campaign."""
    sendable: bool
    """Whether it would be sent as things stand; an approval is needed beside that, but on this machine."""
    failure: Failure | None
    """Why not."""
    detail: str
    page_url: str
    """Where the form was found in the end; empty if it was not reached."""
    robots: str
    form: int | None
    """Which form of the page, from 0."""
    fill_seconds: float
    """How long would be taken over it."""
    persona: str
    address: str
    subject: str
    letter: str
    request: RequestTold | None


@click.command("dry-run")
@CONFIG
@click.option("--provider", metavar="ID", help="Only this provider's forms.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, whose shape `kaklet schema dry-run` prints.")
@telling
def dry_run(config: Path, provider: str | None, *, as_json: bool) -> None:
    """
    Show what the next letter to each contact form of the study CONFIG would send.

    Each form's page is fetched, once. Nothing is ever sent, and nothing is stored.
    """
    study = load(config).study
    if provider is not None and provider not in {one.id for one in study.provider}:
        give_up(f"{provider} is no provider of {config}: name one of {', '.join(one.id for one in study.provider)}.")
    try:
        document = lay_out(study) if study.campaign else None
    except PlanError as error:
        give_up(str(error))
    series = [one for one in study.series() if isinstance(one.task.probe, SupportFormProbe)]
    if provider is not None:
        series = [one for one in series if one.target.provider == provider]
    if not series:
        give_up("No task of the study sends contact forms there: add one of the kind support_form.")
    told = asyncio.run(_all(study, document, series))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(told)))
        return
    for number, one in enumerate(told):
        if number:
            click.echo()
        for line in dry_run_lines(one):
            click.echo(line)


async def _all(study: Study, document: Document | None, series: Sequence[Series]) -> list[DryRun]:
    now = utc_now()
    ahead = [one for one in dues(document) if one.at > now] if document else []
    return [await _one(study, one, _next(ahead, one), document) for one in series]


def _next(ahead: Sequence[Due], series: Series) -> Due | None:
    wanted = series.task.name, series.target.provider
    return next((one for one in ahead if (one.task, one.provider) == wanted and not one.follow_up), None)


async def _one(study: Study, series: Series, due: Due | None, document: Document | None) -> DryRun:
    probe = series.task.probe
    if not isinstance(probe, SupportFormProbe):
        raise TypeError("Only forms are tried.")
    slot = due.at if due else series.task.slot(utc_now()) + series.task.every
    visit = _visit(study, series, slot, due.errand if due else None)
    blank = DryRun(
        provider=series.target.provider,
        task=series.task.name,
        target=series.target.name,
        url=series.target.url,
        at=slot if due or document is None else None,
        plan=document.sha256 if document else None,
        sendable=False,
        failure=None,
        detail="",
        page_url="",
        robots="unknown",
        form=None,
        fill_seconds=0.0,
        persona="",
        address="",
        subject="",
        letter="",
        request=None,
    )
    if document and due is None:
        return msgspec.structs.replace(blank, detail="the plan holds no more letters to it")
    words = (refusal(series.target) if due is None else None) or form_refusal(series.target, Channel.FORM)
    return await _tried(probe, visit, blank, words)


def _visit(study: Study, series: Series, slot: datetime, errand: Errand | None) -> Visit:
    forgetful = Forgetful()
    target = series.target
    return Visit(
        agent=study.study.agent,
        session=None,
        task=series.task.name,
        slot=slot,
        turn=series.task.turn(slot),
        target=Target(provider=target.provider, name=target.name, url=target.url, form=target.form),
        tools=Tools(sink=forgetful, evidence=forgetful, post=study.post()),
        errand=errand,
    )


async def _tried(probe: SupportFormProbe, visit: Visit, told: DryRun, objection: str | None) -> DryRun:
    """Go as far as a visit goes before the form is sent."""
    try:
        head = letterhead_of(visit)
        told = _with_letter(told, head, probe.pause(head))
        door, reach = visit.target.form, reach_of(visit, probe.ca_file)
        async with (
            asyncio.timeout(probe.timeout_seconds),
            visiting(visit.target.url, reach, door=door, program=probe.browser) as (engine, sheet),
        ):
            told = msgspec.structs.replace(told, page_url=sheet.url, robots=sheet.robots)
            form, filling = await asyncio.to_thread(probe.understand, sheet, door, head)
            draft = await engine.fill(sheet, form.index, filling, seconds=0)
    except ProbeFailed as failed:
        return msgspec.structs.replace(told, failure=failed.failure, detail=failed.detail)
    except TimeoutError:
        detail = f"nothing within {probe.timeout_seconds:g} s"
        return msgspec.structs.replace(told, failure=Failure.TIMEOUT, detail=detail)
    return msgspec.structs.replace(
        told,
        sendable=objection is None,
        failure=Failure.NOT_APPROVED if objection else None,
        detail=objection or "",
        form=draft.index,
        request=_request(draft),
    )


def _with_letter(told: DryRun, head: Letterhead, seconds: float) -> DryRun:
    return msgspec.structs.replace(
        told,
        fill_seconds=seconds,
        persona=head.persona,
        address=head.address,
        subject=head.question.subject,
        letter=head.question.body.strip(),
    )


def _request(draft: Draft) -> RequestTold:
    request, sheet = draft.request, draft.sheet
    form = as_page(sheet).forms[draft.index]
    concealed = [field.name for field in form.fields if field.name and field.concealed and field.type != "hidden"]
    return RequestTold(
        method=request.method,
        url=request.url,
        content_type=request.content_type,
        entries=tuple(EntryTold(one.name, one.value) for one in request.entries),
        body_bytes=len(request.body or b""),
        left_alone=tuple(dict.fromkeys([*form.honeypots, *concealed])),
    )


def dry_run_lines(one: DryRun) -> Iterator[str]:
    """Tell of *one* in lines of at most 80 characters, but for what is sent word by word."""
    yield from wrapped(f"{one.provider}, {one.target}: {plain_text(one.url)}")
    if one.at:
        yield f"  due {one.at:%Y-%m-%d %H:%M} UTC{', by the plan ' + one.plan[:12] if one.plan else ''}"
    if one.page_url:
        yield from wrapped(f"found at {plain_text(one.page_url)}; robots rules: {one.robots}", 2)
    if one.failure or not one.sendable:
        why = f" ({one.failure})" if one.failure else ""
        yield from wrapped(f"Would not be sent{why}: {plain_text(one.detail)}", 2)
    if one.request is None:
        return
    if one.sendable:
        yield from wrapped(f"Would be sent, after {one.fill_seconds:.0f} s for filling it in:", 2)
    yield from _request_lines(one.request)
    yield "  The letter:"
    yield from (f"    {plain_text(line)}".rstrip() for line in one.letter.splitlines())


def _request_lines(request: RequestTold) -> Iterator[str]:
    yield f"  {request.method} {plain_text(request.url)}"
    if request.content_type:
        yield f"  {plain_text(request.content_type)}, {request.body_bytes} bytes"
    yield from (f"    {quoted(one.name)} = {quoted(one.value)}" for one in request.entries)
    if request.left_alone:
        yield from wrapped(f"left alone: {', '.join(map(plain_text, request.left_alone))}", 2)
