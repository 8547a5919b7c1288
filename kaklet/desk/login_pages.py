"""The pages by which people come to the desk and leave it."""

import asyncio
from urllib.parse import urlsplit

from aiohttp import web

from kaklet.desk.accounts import LONGEST_PASSWORD, AccountError
from kaklet.desk.gate import set_cookie
from kaklet.desk.office import OFFICE, VISITOR, field, onward, page


async def login_page(request: web.Request) -> web.Response:
    """Ask for name and password, or for the name alone where there are no accounts."""
    return await _asked(request, "")


async def _asked(request: web.Request, problem: str, status: int = 200) -> web.Response:
    office = request.app[OFFICE]
    by_account = bool(await office.in_thread(office.accounts.all))
    to = inside(request.query.get("to", "/"))
    return page(request, "login.html", {"by_account": by_account, "problem": problem, "to": to}, status)


async def login(request: web.Request) -> web.Response:
    """Begin a session for the right password, or for a name on this machine while there are no accounts."""
    office = request.app[OFFICE]
    form = await request.post()
    name = " ".join(field(form, "name").split())
    by_account = bool(await office.in_thread(office.accounts.all))
    if by_account:
        whose = name, request.remote or ""
        pause = office.patience.wait(whose)
        if pause is None:
            return await _asked(request, "Too many tries wait already: try again in half a minute.", 429)
        await asyncio.sleep(pause)
        password = form.get("password", "")
        if not isinstance(password, str) or not await _is_right(request, name, password):
            return await _asked(request, "Name or password is not right: try again.", 403)
        office.patience.succeeded(whose)
    try:
        token = await office.in_thread(office.sessions.begin, name, by_account=by_account)
    except AccountError as error:
        return await _asked(request, str(error), 422)
    response = onward(inside(request.query.get("to", "/")))
    set_cookie(request, response, token)
    return response


async def _is_right(request: web.Request, name: str, password: str) -> bool:
    office = request.app[OFFICE]
    if len(password) > LONGEST_PASSWORD:
        return False
    async with office.one_at_a_time:
        return await office.in_thread(office.accounts.is_password, name, password)


async def logout(request: web.Request) -> web.Response:
    """End the session."""
    office = request.app[OFFICE]
    await office.in_thread(office.sessions.end, request[VISITOR].token)
    response = onward("/login")
    response.del_cookie(office.cookie, path="/")
    return response


def inside(to: str) -> str:
    """Return *to* if it is a page of this desk, else the first page: nobody is led elsewhere by logging in."""
    parts = urlsplit(to)
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if plain and not parts.scheme and not parts.netloc else "/"
