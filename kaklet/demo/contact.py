"""Handles a contact form: the token and its cookie, what must be filled in, and the help desk behind it."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from aiohttp import web

from kaklet.demo.form_page import form_page, thanks_page
from kaklet.demo.form_sheets import Sheet
from kaklet.demo.habits import Door
from kaklet.demo.help_desk import HelpDesk
from kaklet.demo.houses import House
from kaklet.demo.questions import Question, is_address, one_line

_VISIT = re.compile(r"[A-Za-z0-9_-]{22}")
_MESSAGE_LIMIT = 5000
_HTML = "text/html"


class ContactForm:
    """One provider's form at /contact."""

    def __init__(self, house: House, sheet: Sheet, desk: HelpDesk) -> None:
        self._house = house
        self._sheet = sheet
        self._desk = desk
        self._key = secrets.token_bytes(32)

    async def show(self, request: web.Request) -> web.Response:
        """Answer a GET: the empty form, with a token that belongs to the visitor's cookie."""
        visit = self._visit(request) or secrets.token_urlsafe(16)
        page = _page(form_page(self._house, self._sheet, token=self._token(visit)))
        page.set_cookie(self._sheet.cookie, visit, path="/", secure=True, httponly=True, samesite="Lax")
        return page

    async def receive(self, request: web.Request) -> web.Response:
        """Answer a POST: thanks, or the form again with what was wrong."""
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        visit = self._visit(request)
        if visit is None or not hmac.compare_digest(
            form.get(self._sheet.token, "").encode(), self._token(visit).encode()
        ):
            return await self._stale(visit)
        wrong = self._wrong(form)
        if wrong:
            again = form_page(self._house, self._sheet, token=self._token(visit), entered=form, wrong=wrong)
            return _page(again, HTTPStatus.UNPROCESSABLE_ENTITY)
        trapped = bool(self._sheet.honeypot and form.get(self._sheet.honeypot))
        ticket = "" if trapped else self._desk.take(self._question(form))
        if self._sheet.thanks_path is not None:
            return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": self._sheet.thanks_path})
        return _page(thanks_page(self._house, self._sheet, ticket=ticket))

    async def thank(self, request: web.Request) -> web.Response:
        """Answer a GET of the page that a sent form is redirected to."""
        del request
        return _page(thanks_page(self._house, self._sheet, ticket=""))

    async def _stale(self, visit: str | None) -> web.Response:
        visit = visit or secrets.token_urlsafe(16)
        again = form_page(self._house, self._sheet, token=self._token(visit), wrong=[self._sheet.stale])
        page = _page(again, HTTPStatus.FORBIDDEN)
        page.set_cookie(self._sheet.cookie, visit, path="/", secure=True, httponly=True, samesite="Lax")
        return page

    def _visit(self, request: web.Request) -> str | None:
        visit = request.cookies.get(self._sheet.cookie, "")
        return visit if _VISIT.fullmatch(visit) else None

    def _token(self, visit: str) -> str:
        return hmac.new(self._key, visit.encode(), hashlib.sha256).hexdigest()

    def _wrong(self, form: Mapping[str, str]) -> list[str]:
        """Return what is wrong with *form*, in sentences of the form's language."""
        sheet = self._sheet
        needed = filter(None, (sheet.asker, sheet.address, sheet.subject, sheet.message))
        labels = [entry.label for entry in needed if not form.get(entry.name, "").strip()]
        address = form.get(sheet.address.name, "").strip()
        if address and not is_address(address):
            labels.append(sheet.address.label)
        if sheet.choice and form.get(sheet.choice.name) not in dict(sheet.choice.options):
            labels.append(sheet.choice.label)
        if sheet.consent and not form.get(sheet.consent[0]):
            labels.append(sheet.consent[1])
        if sheet.captcha:
            # There is nobody behind the CAPTCHA who could say that an answer is right, so none ever is.
            labels.append("CAPTCHA")
        return [sheet.missing.format(label=label) for label in labels]

    def _question(self, form: Mapping[str, str]) -> Question:
        sheet = self._sheet
        text = form[sheet.message.name].replace("\r\n", "\n")[:_MESSAGE_LIMIT]
        address = form[sheet.address.name].strip()
        return Question(
            door=Door.FORM,
            asker=one_line(form[sheet.asker.name], limit=80),
            address=address,
            envelope_sender=address,
            subject=one_line(form[sheet.subject.name]) if sheet.subject else sheet.heading,
            text=text,
            at=datetime.now(UTC),
        )


def _page(html: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(text=html, status=status, content_type=_HTML, charset="utf-8")
