"""The pages of forms: questions that a person sends from their own browser, and fields that a person confirms."""

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

from kaklet.desk.office import OFFICE, VISITOR, Office, field, onward, page, refusal
from kaklet.forms.desk import FormDesk
from kaklet.forms.mappings import Unconfirmed, unconfirmed
from kaklet.forms.shapes import FormSheet, is_unanswerable, left_open
from probes.forms.door import MAPPABLE
from results.keep import Store

Made = TypeVar("Made")
_WEB = ("https://", "http://")


async def forms_page(request: web.Request) -> web.Response:
    """List the questions whose forms keep machines out."""
    found = await _at_forms(request.app[OFFICE], lambda desk: desk.queue())
    return page(request, "forms.html", {"tasks": found.tasks})


async def sheet_page(request: web.Request) -> web.Response:
    """Show all that goes into one form; where the form is leads on only once whoever looks has begun."""
    name = request.match_info["case"]
    sheet = await _at_forms(request.app[OFFICE], lambda desk: desk.sheet(name))
    return page(request, "form.html", _told(sheet, request[VISITOR].name or ""))


def _told(sheet: FormSheet, who: str) -> dict[str, object]:
    return {
        "sheet": sheet,
        "entries": [one for one in sheet.entries if one.role != "captcha"],
        "left_open": {one: left_open(one, consent=sheet.consent) for one in sheet.entries if not one.text},
        "unanswerable": [one.field or one.role for one in sheet.entries if is_unanswerable(one)],
        "is_begun": sheet.task.started_by is not None,
        "is_own": sheet.task.started_by == who,
        "is_address": sheet.task.url.startswith(_WEB),
    }


async def start_form(request: web.Request) -> web.Response:
    """Note that whoever pressed the button begins now."""
    office, by = request.app[OFFICE], request[VISITOR].name or ""
    name = request.match_info["case"]
    sheet = await _at_forms(office, lambda desk: desk.start(name, by=by))
    return onward(f"/forms/{sheet.task.case}", "begun")


async def end_form(request: web.Request) -> web.Response:
    """Note that the form was sent just now, or why it was not."""
    office, by = request.app[OFFICE], request[VISITOR].name or ""
    name = request.match_info["case"]
    form = await request.post()
    sent = {"yes": True, "no": False}.get(field(form, "sent"))
    if sent is None:
        return refusal(request, 422, "Say one of two things: that it was sent, or that it was not.")
    why = "" if sent else field(form, "why")
    await _at_forms(office, lambda desk: desk.done(name, by=by, sent=sent, why=why))
    return onward("/forms", "sent" if sent else "noted")


async def mappings_page(request: web.Request) -> web.Response:
    """Show the forms whose fields a person is to confirm, and what to put into the study file."""
    office = request.app[OFFICE]

    def look(store: Store) -> list[Unconfirmed]:
        return list(unconfirmed(office.loaded, store, store.newest_observations()))

    found = await office.reading(look)
    return page(request, "mappings.html", {"found": found, "roles": sorted(MAPPABLE)})


async def _at_forms(office: Office, work: Callable[[FormDesk], Made]) -> Made:
    """Do *work* at the forms that wait, as they stand now. Raises `DeskError`, and `StoreError` without records."""

    def do() -> Made:
        with FormDesk(office.loaded, office.now()) as desk:
            return work(desk)

    return await office.in_thread(do)
