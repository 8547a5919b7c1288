"""The pages of cases: the list, and each as a thread."""

from contextlib import closing

from aiohttp import web

from kaklet.desk.office import OFFICE, page, whole
from kaklet.desk.threads import Ours, Thread, case_lines, thread_of
from kaklet.mail.desk import Desk
from results.keep import Store
from results.records import Verdict

ON_A_PAGE = 100


async def cases_page(request: web.Request) -> web.Response:
    """List the cases, the newest first; of one provider where one is named."""
    office = request.app[OFFICE]
    lines = await office.at_mail(lambda desk: case_lines(desk, office.now()))
    provider = request.query.get("provider", "")
    shown = [line for line in lines if not provider or line.case.provider == provider]
    first = whole(request.query.get("from", ""), range(1_000_000)) or 0
    return page(
        request,
        "cases.html",
        {
            "lines": shown[first : first + ON_A_PAGE],
            "count": len(shown),
            "first": first,
            "step": ON_A_PAGE,
            "provider": provider,
            "providers": sorted({line.case.provider for line in lines}),
        },
    )


async def case_page(request: web.Request) -> web.Response:
    """Show one case as a thread."""
    office = request.app[OFFICE]
    name = request.match_info["case"]

    def look(desk: Desk) -> Thread:
        with closing(Store.read(office.database)) as store:
            return thread_of(desk, store, office.evidence, desk.case(name))

    thread = await office.at_mail(look)
    entries = [("ours" if isinstance(one, Ours) else "theirs", one) for one in thread.entries]
    return page(request, "case.html", {"case": thread.case, "entries": entries, "verdicts": list(Verdict)})
