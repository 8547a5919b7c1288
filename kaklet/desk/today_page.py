"""The first page: how the study stands, and what waits for a person."""

from aiohttp import web

from kaklet.desk.accounts import Role
from kaklet.desk.grading import Tray, tray_of
from kaklet.desk.office import OFFICE, VISITOR, Office, page
from kaklet.desk.today import SOON, Today, today
from kaklet.mail.desk import Desk
from results.keep import Store

OLDEST = 15
"""Unanswered cases that are listed."""
FRESH_SECONDS = 20.0
"""So long a page stands before it is made anew: counting a day of a large study takes a second or more."""


async def today_page(request: web.Request) -> web.Response:
    """Show today; to a grader, only what he has to grade."""
    office, visitor = request.app[OFFICE], request[VISITOR]
    who = visitor.name or ""
    if visitor.role is Role.GRADER:
        study = office.study.study.id

        def count(desk: Desk) -> Tray:
            return tray_of(desk, study, who)

        return page(request, "today_of_grader.html", {"tray": await office.at_mail(count)})
    found = await _today(office, who)
    return page(request, "today.html", {"today": found, "soon": SOON, "oldest": OLDEST})


async def _today(office: Office, who: str) -> Today:
    def look(desk: Desk) -> Today:
        store = Store.read(office.database)
        try:
            return today(office.loaded, desk, store, office.now(), who)
        finally:
            store.close()

    return await office.remembered(("today", who), FRESH_SECONDS, lambda: office.at_mail(look))
