"""The desk as a web application: its pages, who may see which, and what is said where something goes wrong."""

import logging
import sqlite3

from aiohttp import web

from kaklet.desk import (
    agent_pages,
    call_pages,
    case_pages,
    entry_pages,
    form_pages,
    grading_pages,
    login_pages,
    mail_pages,
    plan_pages,
    today_page,
)
from kaklet.desk.accounts import Role
from kaklet.desk.gate import SAFE, Handler, Route, add_headers, guarded, known_name
from kaklet.desk.office import HERE, OFFICE, VISITOR, Office, page, refusal
from kaklet.desk.sessions import Visitor
from kaklet.holiday_calendar import UnknownCountryError
from kaklet.mail.desk import DeskError
from results.keep import StoreError

MAX_BODY_BYTES = 256 << 10

ALL = frozenset(Role)
EDITORS = frozenset({Role.EDITOR})
LOOKERS = frozenset({Role.EDITOR, Role.READER})
GRADERS = frozenset({Role.EDITOR, Role.GRADER})

ROUTES = (
    Route("GET", "/login", login_pages.login_page, None),
    Route("POST", "/login", login_pages.login, None),
    Route("POST", "/logout", login_pages.logout, ALL),
    Route("GET", "/", today_page.today_page, ALL),
    Route("GET", "/mail", mail_pages.mail_page, LOOKERS),
    Route("GET", "/mail/{message}", mail_pages.message_page, LOOKERS),
    Route("POST", "/mail/{message}/{what}", mail_pages.decide, EDITORS),
    Route("GET", "/cases", case_pages.cases_page, LOOKERS),
    Route("GET", "/cases/{case}", case_pages.case_page, LOOKERS),
    Route("GET", "/forms", form_pages.forms_page, LOOKERS),
    Route("GET", "/forms/{case}", form_pages.sheet_page, EDITORS),
    Route("POST", "/forms/{case}/start", form_pages.start_form, EDITORS),
    Route("POST", "/forms/{case}/done", form_pages.end_form, EDITORS),
    Route("GET", "/mappings", form_pages.mappings_page, LOOKERS),
    Route("GET", "/grading", grading_pages.grading_page, ALL),
    Route("POST", "/grading", grading_pages.grade, GRADERS),
    Route("GET", "/calls", call_pages.calls_page, LOOKERS),
    Route("POST", "/calls/presses.json", call_pages.keep_presses, EDITORS),
    Route("GET", "/calls/token.json", call_pages.form_token, EDITORS),
    Route("GET", "/calls/to/{provider}", call_pages.stopwatch_page, EDITORS),
    Route("GET", "/calls/{call}", call_pages.call_page, LOOKERS),
    Route("POST", "/calls/{call}", call_pages.note_call, EDITORS),
    Route("GET", "/record", entry_pages.record_page, LOOKERS),
    Route("GET", "/record/{kind}", entry_pages.entry_page, EDITORS),
    Route("POST", "/record/{kind}", entry_pages.enter_it, EDITORS, entry_pages.MAX_FORM_BYTES),
    Route("GET", "/evidence/{sha256}", entry_pages.proof, LOOKERS),
    Route("GET", "/agents", agent_pages.agents_page, LOOKERS),
    Route("GET", "/plan", plan_pages.plan_page, LOOKERS),
    Route("POST", "/plan", plan_pages.approve_plan, EDITORS),
)
"""Every page. What is not here does not exist; what is here says who may see it."""

_SAID = {
    404: "There is no such page: begin at the first.",
    405: "This page takes no form: begin at the first.",
    413: "That is more than this page takes: send less.",
}

log = logging.getLogger(__name__)


def make_app(office: Office) -> web.Application:
    """Make the application that serves the desk *office*."""
    app = web.Application(middlewares=[known_name, told, forgetful], client_max_size=MAX_BODY_BYTES)
    app[OFFICE] = office
    app.on_response_prepare.append(add_headers)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, guarded(route))
    app.router.add_get("/static/{name}", _static)
    return app


async def _static(request: web.Request) -> web.StreamResponse:
    kind = {
        "desk.css": "text/css; charset=utf-8",
        "stopwatch.js": "text/javascript; charset=utf-8",
        "copy.js": "text/javascript; charset=utf-8",
        "desk.svg": "image/svg+xml",
    }.get(request.match_info["name"])
    if kind is None:
        raise web.HTTPNotFound
    return web.FileResponse(
        HERE / "static" / request.match_info["name"],
        headers={"Content-Type": kind, "Cache-Control": "no-cache"},
    )


@web.middleware
async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell what is a person's to mend in its own sentence, and nothing of what is not."""
    try:
        return await handler(request)
    except (DeskError, UnknownCountryError) as error:
        return refusal(_known(request), 422, str(error))
    except StoreError as error:
        return refusal(_known(request), 503, str(error))
    except web.HTTPException as error:
        if error.status not in _SAID:
            raise
        return refusal(_known(request), error.status, _SAID[error.status])
    except ConnectionError:
        raise
    except (OSError, sqlite3.Error) as error:
        log.warning("The desk could not show %s: %s", request.path, error)
        return refusal(_known(request), 503, "Something on the desk's machine is in the way: look into its log.")


@web.middleware
async def forgetful(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Forget remembered pages once something was decided."""
    response = await handler(request)
    if request.method not in SAFE:
        request.app[OFFICE].forget()
    return response


def _known(request: web.Request) -> web.Request:
    """Return *request* with a visitor, who is nobody where no page asked."""
    if VISITOR not in request:
        request[VISITOR] = Visitor(token="")
    return request


__all__ = ["ROUTES", "make_app", "page"]
