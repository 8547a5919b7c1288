"""The world of `kaklet demo`: five invented providers and the study's post office, all on loopback."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import trustme

from kaklet.demo.addresses import LOOPBACK, Address, PortTaken, WorldError, address_of
from kaklet.demo.contact import ContactForm
from kaklet.demo.form_sheets import SHEETS
from kaklet.demo.habits import HABITS
from kaklet.demo.help_desk import help_desk
from kaklet.demo.houses import HOUSES
from kaklet.demo.letters import Desk
from kaklet.demo.post_office import post_office
from kaklet.demo.site import Site, open_site

__all__ = ["PortTaken", "Premises", "WorldError", "WorldPlan", "live"]


class Premises(msgspec.Struct, frozen=True, kw_only=True):
    """Where one provider lives."""

    id: str
    """One of the five that the world knows, such as ``bjorkhost``."""
    name: str
    site: str
    """Its front page: ``https://localhost:PORT/``."""
    contact: str
    """Its form: /contact on the same host and port."""
    support: str
    """The mail address of its help desk."""
    smtp: str
    """The mail server of that address: ``smtp://127.0.0.1:PORT``."""


class WorldPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Where all of the world lives."""

    premises: tuple[Premises, ...]
    mail_domain: str
    """The study's own domain: mail to any address at it is delivered."""
    mail_exchanger: str
    """Where the study's post office listens: ``smtp://127.0.0.1:PORT``."""
    maildir: str
    """The folder that it delivers into, created if missing."""
    ca_file: str
    """Where the certificate of the world's own authority is written (PEM), at each start anew."""
    pace: float = 1.0
    """All of the world's seconds are multiplied by this: 0.1 is ten times as fast."""


class _Provider:
    """One provider's premises, checked and resolved."""

    def __init__(self, premises: Premises) -> None:
        if premises.id not in HABITS:
            known = ", ".join(HABITS)
            raise WorldError(f"The demo world has no provider {premises.id!r}: use one of {known} in config.toml.")
        self.site = address_of(premises.site, premises.id, scheme="https")
        self.smtp = address_of(premises.smtp, premises.id, scheme="smtp")
        if address_of(premises.contact, premises.id, scheme="https") != self.site:
            raise WorldError(
                f"The form of {premises.id} is not on its site: give contact the host and port of site in config.toml."
            )
        self.habit = HABITS[premises.id]
        self.house = HOUSES[premises.id]
        self.sheet = SHEETS[premises.id]
        self.desk = Desk(provider=premises.id, house=self.house, address=premises.support)


async def live(plan: WorldPlan, *, ready: Callable[[], None], stop: asyncio.Event) -> None:
    """
    Start everything in *plan*, call *ready*, run until *stop* is set, and leave no task, socket or thread behind.

    Raises `PortTaken` or another `WorldError`, with nothing left running: before *ready* is called, or later if
    somebody takes a site's port while the site is down.
    """
    providers = [_Provider(premises) for premises in plan.premises]
    exchanger = address_of(plan.mail_exchanger, "the study's mail exchanger", scheme="smtp")
    authority = trustme.CA(organization_name="Kaklet demo")
    async with AsyncExitStack() as doors:
        await doors.enter_async_context(post_office(plan.mail_domain, exchanger, Path(plan.maildir)))
        sites = [(provider, await _open(provider, authority, exchanger, plan.pace, doors)) for provider in providers]
        _publish(authority, Path(plan.ca_file))
        ready()
        await _suffer_until(stop, sites)


async def _open(
    provider: _Provider, authority: trustme.CA, exchanger: Address, pace: float, doors: AsyncExitStack
) -> Site:
    """Open the provider's help desk and site, to be closed with *doors*."""
    staff = await doors.enter_async_context(
        help_desk(provider.desk, provider.habit, provider.smtp, exchanger=exchanger, pace=pace)
    )
    form = ContactForm(provider.house, provider.sheet, staff)
    site = Site(provider.house, provider.habit, form, _tls(authority), pace=pace)
    await doors.enter_async_context(open_site(site, provider.site))
    return site


async def _suffer_until(stop: asyncio.Event, sites: list[tuple[_Provider, Site]]) -> None:
    """Let the outages happen until *stop* is set; an outage that cannot end because its port is taken is raised."""
    since = asyncio.get_running_loop().time()
    outages = [
        asyncio.ensure_future(site.suffer(outage, provider.site, since=since))
        for provider, site in sites
        for outage in provider.habit.outages
    ]
    stopped = asyncio.ensure_future(stop.wait())
    watched = {stopped, *outages}
    try:
        while not stopped.done():
            done, watched = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in (stopped, *outages):
            task.cancel()
        await asyncio.gather(stopped, *outages, return_exceptions=True)


def _tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", LOOPBACK).configure_cert(context)
    return context


def _publish(authority: trustme.CA, file: Path) -> None:
    """Write the authority's certificate in one step, so that nobody reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.new")
    authority.cert_pem.write_to_path(str(draft))
    draft.replace(file)
