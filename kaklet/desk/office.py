"""What all pages of the desk share: the study, the clock, who visits, and how a page is made."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar, cast
from urllib.parse import quote

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kaklet.config import Loaded
from kaklet.daemon import database, evidence
from kaklet.desk.accounts import Accounts, Role
from kaklet.desk.patience import Patience
from kaklet.desk.sessions import Sessions, Visitor
from kaklet.desk.settings import DeskSettings
from kaklet.desk.words import LABELS, span, stamp
from kaklet.mail.desk import Desk, Memory
from probes.probe import utc_now
from results.keep import EvidenceFolder, Store

HERE = Path(__file__).parent
ACCOUNTS = "desk.sqlite3"
"""The file of accounts and sessions, in the study's data folder."""

Arguments = ParamSpec("Arguments")
Made = TypeVar("Made")


class Office:
    """The desk of the study *loaded*. Clocks may be given: *now* tells aware UTC, *monotonic* seconds."""

    def __init__(
        self,
        loaded: Loaded,
        settings: DeskSettings,
        *,
        now: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.loaded = loaded
        self.study = loaded.study
        self.settings = settings
        self.now = now
        self.monotonic = monotonic
        data = Path(self.study.study.data)
        self.database = database(data)
        self.evidence = EvidenceFolder(evidence(data))
        self.accounts = accounts_of(loaded)
        self.sessions = Sessions(self.accounts, now)
        self.patience = Patience(monotonic)
        self.cookie = f"kaklet_desk_{settings.port}"
        """Cookies know no ports: two desks on one machine have two names for theirs."""
        self.one_at_a_time = asyncio.Semaphore(2)
        """Argon2 takes 64 MiB for each password that is checked."""
        self.mail_memory = Memory()
        self._making = asyncio.Lock()
        self._memory: dict[object, tuple[float | None, object]] = {}
        self.press = _press()
        self.provider_names = {one.id: one.name for one in self.study.provider}

    async def in_thread(
        self, work: Callable[Arguments, Made], *arguments: Arguments.args, **options: Arguments.kwargs
    ) -> Made:
        """Do *work*, which reads or writes files, beside the loop that serves pages."""
        return await asyncio.to_thread(work, *arguments, **options)

    async def remembered(self, key: object, seconds: float, make: Callable[[], Awaitable[Made]]) -> Made:
        """Return what *make* makes, or what it made less than *seconds* ago, under *key*."""
        async with self._making:
            made, value = self._memory.get(key, (None, None))
            if made is None or self.monotonic() - made > seconds:
                value = await make()
                self._memory[key] = self.monotonic(), value
            return cast("Made", value)

    def forget(self) -> None:
        """Forget what is remembered: something was decided."""
        self._memory.clear()

    async def reading(self, work: Callable[[Store], Made]) -> Made:
        """Do *work* on the records as they stand now. Raises `StoreError` if there are none yet."""

        def do() -> Made:
            with closing(Store.read(self.database)) as store:
                return work(store)

        return await self.in_thread(do)

    async def keeping(self, work: Callable[[Store], Made]) -> Made:
        """Do *work*, which adds to the records. Raises `StoreError` if they cannot take it."""

        def do() -> Made:
            with closing(Store.create(self.database)) as store:
                return work(store)

        return await self.in_thread(do)

    async def at_mail(self, work: Callable[[Desk], Made]) -> Made:
        """Do *work* at the mail of the study as it stands now. Raises `StoreError` if there are no records yet."""

        def do() -> Made:
            with Desk(self.loaded, self.now(), self.mail_memory) as desk:
                return work(desk)

        return await self.in_thread(do)


OFFICE = web.AppKey("office", Office)
VISITOR = web.RequestKey("visitor", Visitor)


def accounts_of(loaded: Loaded) -> Accounts:
    """Return the accounts of the study *loaded*."""
    return Accounts(Path(loaded.study.study.data) / ACCOUNTS)


def _press() -> Environment:
    press = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    press.filters["quoted"] = lambda text: quote(str(text), safe="")
    press.filters["stamp"] = stamp
    press.filters["span"] = span
    press.filters["label"] = lambda word: LABELS.get(str(word), str(word).replace("_", " "))
    return press


def page(request: web.Request, template: str, context: Mapping[str, object], status: int = 200) -> web.Response:
    """Make the page *template* of *context* for whoever asks."""
    office, visitor = request.app[OFFICE], request[VISITOR]
    head = office.study.study
    text = office.press.get_template(template).render(
        context,
        visitor=visitor,
        is_editor=visitor.role is Role.EDITOR,
        study=head.title.get("en", head.id),
        synthetic=head.synthetic,
        zone=head.timezone,
        names=office.provider_names,
        path=request.path,
        said=request.query.get("said", ""),
    )
    return web.Response(text=text, content_type="text/html", status=status)


def refusal(request: web.Request, status: int, sentence: str) -> web.Response:
    """Say that something is not done, and what to do instead."""
    if request.path.endswith(".json"):
        return web.json_response({"error": sentence}, status=status)
    return page(request, "refusal.html", {"sentence": sentence, "status": status}, status)


def onward(to: str, said: str = "") -> web.Response:
    """Lead on to the page *to* after a form was taken, where *said*, a key of what the desk says, is told."""
    return web.Response(status=303, headers={"Location": f"{to}?said={quote(said)}" if said else to})


def field(form: Mapping[str, object], name: str) -> str:
    """Return what was written into the field *name* of a *form*; empty where there was none."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def whole(text: str, allowed: range) -> int | None:
    """Read a whole number that was written into a field; None where it is none of those *allowed*."""
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(allowed.stop))
    return int(text) if digits and int(text) in allowed else None
