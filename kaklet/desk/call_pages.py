"""The pages of phone calls: whom one may call, the stopwatch, and what was timed."""

import msgspec
from aiohttp import web

from kaklet.desk.calls import (
    CallError,
    Placed,
    SentCall,
    find_call,
    note,
    noted,
    placed_calls,
    questions,
    reachable_of,
    reachables,
    records_of,
)
from kaklet.desk.office import OFFICE, VISITOR, Office, field, onward, page, refusal
from results.judge.calls import marked
from results.judge.grades import GRADES
from results.keep import Store
from results.records import CallStep

STEPS = (CallStep.DIAL, CallStep.MENU, CallStep.QUEUE, CallStep.ANSWERED, CallStep.SOLVED, CallStep.ENDED)


async def calls_page(request: web.Request) -> web.Response:
    """List whom one may call, and the calls that were made."""
    office = request.app[OFFICE]

    def look(store: Store) -> dict[str, object]:
        return {
            "reachable": reachables(office.study, store, office.now()),
            "calls": placed_calls(store),
        }

    return page(request, "calls.html", await office.reading(look))


async def stopwatch_page(request: web.Request) -> web.Response:
    """Show the stopwatch for a call to one provider."""
    office = request.app[OFFICE]
    provider = next((one for one in office.study.provider if one.id == request.match_info["provider"]), None)
    if provider is None or provider.phone is None:
        return refusal(request, 404, "This study knows no phone number of that provider: set provider.phone.")
    phone = provider.phone
    found = await office.reading(lambda store: reachable_of(office.study, store, provider, phone, office.now()))
    asked = questions(office.study, provider)
    chosen = next((one for one in asked if one.id == request.query.get("question")), asked[0] if asked else None)
    return page(request, "stopwatch.html", {"one": found, "questions": asked, "question": chosen, "steps": STEPS})


async def keep_presses(request: web.Request) -> web.Response:
    """Keep the presses that a page sends. Those that are known already stay as they are."""
    office, by = request.app[OFFICE], request[VISITOR].name or ""
    try:
        sent = msgspec.json.decode(await request.read(), type=SentCall)
        records = records_of(sent, office.study, by=by, now=office.now())
    except (msgspec.MsgspecError, CallError) as error:
        return refusal(request, 422, str(error))

    def keep(store: Store) -> None:
        store.keep(records)
        placed = find_call(placed_calls(store), sent.call)
        if placed is not None and CallStep.ENDED in marked(placed.presses) and placed.entry is None:
            note(store, placed, placed.told, by=by, at=office.now())

    await office.keeping(keep)
    return web.json_response({"kept": [one.id for one in sent.presses]})


async def form_token(request: web.Request) -> web.Response:
    """Tell a page that outlived its session the token of the present one, so that its presses are not lost."""
    return web.json_response({"form_token": request[VISITOR].form_token})


async def call_page(request: web.Request) -> web.Response:
    """Show one call."""
    found = await _found(request.app[OFFICE], request.match_info["call"])
    if found is None:
        return refusal(request, 404, "No call is known by that name: look for it in the list of calls.")
    return page(request, "call.html", {"one": found, "grades": list(GRADES)})


async def note_call(request: web.Request) -> web.Response:
    """Keep what the caller says of a call."""
    office, by = request.app[OFFICE], request[VISITOR].name or ""
    found = await _found(office, request.match_info["call"])
    if found is None:
        return refusal(request, 404, "No call is known by that name: look for it in the list of calls.")
    form = await request.post()
    given = {name: field(form, name) for name in ("solved", "friendliness", "words")}
    try:
        told = noted(found, office.study, **given)
    except CallError as error:
        return refusal(request, 422, str(error))
    await office.keeping(lambda store: note(store, found, told, by=by, at=office.now()))
    return onward(f"/calls/{found.dialling.id}", "noted")


async def _found(office: Office, name: str) -> Placed | None:
    return await office.reading(lambda store: find_call(placed_calls(store), name))
