"""
What every request passes before a page sees it: the headers of every answer, by which name the desk was called, who
asks, whether that role may, and whether a form is the desk's own.
"""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from aiohttp import web

from kaklet.desk.accounts import Role
from kaklet.desk.office import OFFICE, VISITOR, Office, refusal
from kaklet.desk.sessions import LIFETIME, Visitor

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SAFE = frozenset({"GET", "HEAD"})
FORM_TOKEN, FORM_HEADER = "form_token", "X-Form-Token"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": browsers would then send "Origin: null" with the desk's own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Server": "Kaklet",
}


class Route(NamedTuple):
    """A page: how it is asked for, who makes it, and who may see it."""

    method: str
    path: str
    handler: Handler
    roles: frozenset[Role] | None
    """None for a page that anybody may see, such as the one to log in."""
    most_bytes: int | None = None
    """That a form may have, where it is not what all may have."""


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Put the headers that protect the reader on *response*."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")


@web.middleware
async def known_name(request: web.Request, handler: Handler) -> web.StreamResponse:
    """
    Answer only where the desk is called by a name of its own, or by an address.

    Otherwise a page elsewhere, whose name is made to lead to this machine, could read the desk (DNS rebinding).
    """
    if not is_own_name(request.host, request.app[OFFICE]):
        return web.Response(
            status=421, text="The desk is not known by that name: put the name into desk.names of the study file.\n"
        )
    return await handler(request)


def is_own_name(host: str, office: Office) -> bool:
    """Tell whether *host*, as the request's Host header gives it, is one by which this desk may be called."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if name in {"localhost", office.settings.host.lower(), *(one.lower() for one in office.settings.names)}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def guarded(route: Route) -> Handler:
    """Return the handler of *route* behind the checks of who asks."""

    async def handle(request: web.Request) -> web.StreamResponse:
        office = request.app[OFFICE]
        if route.most_bytes is not None:
            request = request.clone(client_max_size=route.most_bytes)
        visitor = await office.in_thread(office.sessions.visitor, request.cookies.get(office.cookie, ""))
        request[VISITOR] = visitor
        refused = await _refused(request, visitor, route)
        response = refused or await route.handler(request)
        if request.cookies.get(office.cookie) != visitor.token and office.cookie not in response.cookies:
            set_cookie(request, response, visitor.token)
        return response

    return handle


async def _refused(request: web.Request, visitor: Visitor, route: Route) -> web.Response | None:
    """Tell why the request is not for this visitor; None if it is."""
    if request.method not in SAFE and not _comes_from_here(request):
        return refusal(request, 403, "This form came from another place: open the desk itself, and fill it in there.")
    if route.roles is not None and visitor.role is None:
        if request.method in SAFE:
            return web.Response(status=303, headers={"Location": f"/login?to={quote(request.path_qs, safe='')}"})
        return refusal(request, 401, "You are not logged in any more: log in, then do it again.")
    if route.roles is not None and visitor.role not in route.roles:
        return refusal(request, 403, "Your account may not do this: ask an editor of the study.")
    if request.method not in SAFE and not visitor.is_own_form(await _form_token(request)):
        return refusal(request, 403, "This form is too old: go back, load its page again, and send it once more.")
    return None


def _comes_from_here(request: web.Request) -> bool:
    """Whether the browser says that the form is of this desk; a program that is no browser says nothing."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.host.lower()


async def _form_token(request: web.Request) -> str:
    if FORM_HEADER in request.headers:
        return request.headers[FORM_HEADER]
    if request.content_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return ""
    token = (await request.post()).get(FORM_TOKEN, "")
    return token if isinstance(token, str) else ""


def set_cookie(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the visitor *token* to keep."""
    office = request.app[OFFICE]
    secure = office.settings.https or request.secure or request.headers.get("X-Forwarded-Proto") == "https"
    response.set_cookie(
        office.cookie,
        token,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=secure,
        path="/",
    )
