"""The pages of the mail that waits for a person: the queue, one message, and the decisions about it."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from kaklet.desk.office import OFFICE, VISITOR, field, onward, page, refusal
from kaklet.desk.threads import Theirs, theirs
from kaklet.mail.desk import Desk, DeskError
from kaklet.mail.shapes import Item, Wait
from results.records import Verdict


async def mail_page(request: web.Request) -> web.Response:
    """List what waits, or what waits for one reason."""
    office = request.app[OFFICE]
    items = await office.at_mail(lambda desk: desk.queue())
    why = request.query.get("why", "")
    counts = {wait: sum(wait in item.why for item in items) for wait in Wait}
    shown: list[Item] = [item for item in items if not why or why in item.why]
    return page(request, "mail.html", {"items": shown, "why": why, "counts": counts, "count": len(items)})


async def message_page(request: web.Request) -> web.Response:
    """Show one message with the forms to decide about it."""
    name = request.match_info["message"]

    def look(desk: Desk) -> Theirs:
        return theirs(desk.look(desk.message(name)))

    shown = await request.app[OFFICE].at_mail(look)
    return page(request, "message.html", {"one": shown, "verdicts": list(Verdict)})


async def decide(request: web.Request) -> web.Response:
    """Note what a person decided about a message."""
    office, by = request.app[OFFICE], request[VISITOR].name or ""
    name, what = request.match_info["message"], request.match_info["what"]
    form = await request.post()
    zone = ZoneInfo(office.study.study.timezone)
    written = {key: field(form, key) for key in ("verdict", "useful", "until", "at", "case", "why", "to")}
    try:
        decision = _DECISIONS[what](written, by, zone)
    except (KeyError, ValueError):
        return refusal(request, 422, "That is not one of the choices: go back and choose again.")

    def do(desk: Desk) -> str:
        message = desk.message(name)
        decision(desk, name)
        return message.case or ""

    case = await office.at_mail(do)
    if written["to"] == "case" and case:
        return onward(f"/cases/{case}", "noted")
    return onward(request.path.rpartition("/")[0], "noted")


Decision = Callable[[Desk, str], object]


def _verdict(written: dict[str, str], by: str, _: ZoneInfo) -> Decision:
    verdict = Verdict(written["verdict"])
    return lambda desk, name: desk.review(desk.message(name), by=by, why=written["why"], verdict=verdict)


def _useful(written: dict[str, str], by: str, _: ZoneInfo) -> Decision:
    useful = {"yes": True, "no": False}[written["useful"]]
    return lambda desk, name: desk.review(desk.message(name), by=by, why=written["why"], useful=useful)


def _promise(written: dict[str, str], by: str, zone: ZoneInfo) -> Decision:
    until = moment_of(written["until"], zone)
    return lambda desk, name: desk.review(desk.message(name), by=by, why=written["why"], promised_until=until)


def _kept(written: dict[str, str], by: str, zone: ZoneInfo) -> Decision:
    at = moment_of(written["at"], zone) if written["at"] else None
    return lambda desk, name: desk.kept(desk.message(name), at=at, by=by, why=written["why"])


def _case(written: dict[str, str], by: str, _: ZoneInfo) -> Decision:
    def place(desk: Desk, name: str) -> object:
        if not written["why"]:
            raise DeskError("Say for what reason: another person will want to know it.")
        case = None if written["case"].lower() == "none" else desk.case(written["case"])
        return desk.assign(desk.message(name), case, by=by, why=written["why"])

    return place


_DECISIONS: dict[str, Callable[[dict[str, str], str, ZoneInfo], Decision]] = {
    "verdict": _verdict,
    "useful": _useful,
    "promise": _promise,
    "kept": _kept,
    "case": _case,
}


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """Read a moment that was written in *zone*, as the browser's field for it gives it. Raises `ValueError`."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
