"""Is the contact form there, is it the one that was there before, and does it let in more than people? One GET."""

import asyncio
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import Message
from typing import ClassVar, NamedTuple
from weakref import WeakKeyDictionary

import msgspec

from probes.contact.manners import host_of
from probes.forms.form import Form, Page, Role
from probes.forms.reading import read_page
from probes.forms.sheets import MAX_SHEET_BYTES, Texts, linked, text_of
from probes.forms.source import MAX_BYTES
from probes.forms.watching import door, drawn_by_scripts, has_room_for_words, login, shape_of
from probes.http import HttpProbe
from probes.probe import Notes, ProbeFailed, Visit
from probes.web.challenge import challenged_by_body
from probes.web.journey import Arrived
from probes.wire.clock import Clock
from probes.wire.endpoint import Family
from results.records import Channel, Failure, FormSeen, Sink
from results.records.form import detail_of

MOST_NEW = 100
"""So many forms of one target are described in one run. Of a page that shows yet another only the signature is kept."""
KEPT_FOR = timedelta(days=1)
"""How long a style sheet is not asked for again: it is large, and seldom changes."""
MOST_SHEETS = 60
"""So many are kept in one run."""
SHEETS_SHARE = 0.4
"""Of the visit's time, the most that style sheets may take."""
_NOBODYS = frozenset({Role.HIDDEN, Role.SUBMIT, Role.HONEYPOT})
_Place = tuple[str, str]
_met: MutableMapping[Sink, dict[_Place, set[str]]] = WeakKeyDictionary()
"""By sink and target, the forms that this run has described already: the pages of these are not kept again."""


class _Kept(NamedTuple):
    """A style sheet, and when it came."""

    at: datetime
    text: str


_kept: MutableMapping[Sink, dict[str, _Kept]] = WeakKeyDictionary()
"""By sink and address, the style sheets of this run."""


class FormHealthProbe(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="form_health"
):
    """
    The settings of one look at a contact form. Nothing is ever filled in or sent.

    Metrics: the phases of kind ``http``, then ``fields`` (those that a person sees), ``submittable`` (1 if a polite
    robot could send the form as it is, else 0), ``style_sheets`` and ``style_sheets_unread`` (of those that the page
    links; absent where it links none): a sheet is asked for once a day at most. The detail of a success is ``form`` and
    the form's signature.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"http", "https"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "total_seconds"

    timeout_seconds: float = 20.0
    max_redirects: int = 5
    family: Family = "ipv4"
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Fetch the page once and look for its contact form."""
        http = HttpProbe(
            timeout_seconds=self.timeout_seconds,
            max_redirects=self.max_redirects,
            max_body_bytes=MAX_BYTES,
            family=self.family,
            ca_file=self.ca_file,
        )
        came = await http.fetch(visit.target.url, notes, clock=Clock())
        notes.doing = "reading its style sheets"
        wanted = await asyncio.to_thread(linked, came.body, came.url, _charset(came.content_type))
        texts = await self._sheets(came.url, wanted, visit) if wanted else {}
        if wanted:
            notes.metrics["style_sheets"] = len(texts)
            notes.metrics["style_sheets_unread"] = len(wanted) - len(texts)
        notes.doing = "reading the page"
        form = await asyncio.to_thread(_form_in, came, visit.target.url, texts)
        shape = shape_of(form)
        notes.metrics["fields"] = sum(not one.concealed and one.role not in _NOBODYS for one in form.fields)
        notes.metrics["submittable"] = int(form.submittable)
        notes.detail = detail_of(shape.signature)
        known = _met.setdefault(visit.tools.sink, {}).setdefault((visit.target.provider, visit.target.name), set())
        if shape.signature in known or len(known) >= MOST_NEW:
            return
        known.add(shape.signature)
        seen = FormSeen(
            provider=visit.target.provider,
            target=visit.target.name,
            signature=shape.signature,
            at=visit.tools.now(),
            description=msgspec.json.encode(shape).decode(),
            evidence=await asyncio.to_thread(visit.tools.evidence.put, came.body),
        )
        visit.tools.sink.keep(seen)

    async def _sheets(self, page: str, wanted: Sequence[str], visit: Visit) -> dict[str, str]:
        """Return those of the *wanted* sheets that the page's own host has: kept ones, else as they come."""
        kept = _kept.setdefault(visit.tools.sink, {})
        now = visit.tools.now()
        texts: dict[str, str] = {}
        http = HttpProbe(max_redirects=0, max_body_bytes=MAX_SHEET_BYTES, family=self.family, ca_file=self.ca_file)
        with suppress(TimeoutError):
            async with asyncio.timeout(SHEETS_SHARE * self.timeout_seconds):
                for address in wanted:
                    known = kept.get(address)
                    if host_of(address) == host_of(page) and (known is None or now - known.at > KEPT_FOR):
                        with suppress(ProbeFailed):
                            came = await http.fetch(address, Notes(), clock=Clock())
                            known = kept[address] = _Kept(now, text_of(came.body, _charset(came.content_type)))
                    if known is not None:  # an old one tells more than none
                        texts[address] = known.text
        while len(kept) > MOST_SHEETS:
            del kept[next(iter(kept))]
        return texts


def _form_in(came: Arrived, asked: str, texts: Texts) -> Form:
    """Return the form that is watched. Raises `ProbeFailed` if there is none, or if that cannot be told."""
    page = read_page(came.body, came.url, charset=_charset(came.content_type), texts=texts)
    form = door(page.forms)
    if form is None and came.url.partition("?")[0] != asked.partition("?")[0].partition("#")[0]:
        form = login(page.forms)  # whoever asks for the form is sent to log in
    if form is not None:
        return form
    if (mark := challenged_by_body(came.body)) is not None:
        raise ProbeFailed(Failure.BLOCKED, f"a challenge for machines (its page holds {mark})")
    raise ProbeFailed(*_missing(page, came.body))


def _missing(page: Page, body: bytes) -> tuple[Failure, str]:
    if has_room_for_words(page.forms):
        return Failure.FORM_NOT_UNDERSTOOD, "the page has a form for words, but none that is surely a contact form"
    if drawn_by_scripts(page, body):
        return Failure.FORM_NOT_UNDERSTOOD, "the page is drawn by its scripts, which this kind does not run"
    return Failure.FORM_MISSING, "the page has no form with room for a message"


def _charset(content_type: str) -> str | None:
    told = Message()
    told["content-type"] = " ".join(content_type.split())
    return told.get_content_charset()
