"""`kaklet form`: what the forms of a page are for, without any study; and the commands of the person at a browser."""

import asyncio
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from kaklet.forms.desk_commands import done, queue, start
from kaklet.forms.dry_run import dry_run
from kaklet.forms.snippets import TARGET, snippet
from kaklet.telling import give_up, telling
from kaklet.terminal_lines import WIDTH, plain_text, wrapped
from probes.contact.manners import host_of, is_loopback
from probes.forms.browser import BrowserEngine
from probes.forms.browser_start import program_of
from probes.forms.choice import is_door
from probes.forms.engine import Reach
from probes.forms.fetch import NotFetchedError, fetch
from probes.forms.form import Field, Form, Page, Role, StyleSheets
from probes.forms.reading import as_json, read_page
from probes.forms.sheets import MAX_SHEETS, beside
from probes.forms.source import MAX_BYTES
from probes.probe import ProbeFailed

BROWSER_SECONDS = 60.0
_ADDRESS = WIDTH - 2


@click.group()
def form() -> None:
    """Look at the forms of a page without a study, or at those that wait in a study for a person."""


for _command in (queue, start, done, dry_run):
    form.add_command(_command)


@form.command()
@click.argument("source", metavar="FILE|URL")
@click.option("--base-url", metavar="URL", help="Where the page of FILE is from: its addresses are relative to it.")
@click.option("--json", "as_data", is_flag=True, help="As JSON, whose shape `kaklet schema forms` prints.")
@click.option("--browser", is_flag=True, help="Open URL in Chromium, for forms that scripts draw (extra: browser).")
@telling
def inspect(source: str, base_url: str | None, *, as_data: bool, browser: bool) -> None:
    """
    Tell what each form of a page is for, what its fields are, and whether it could be sent as it is.

    One page is fetched at most (with --browser twice), with the style sheets that its own host has; of FILE those are
    read that lie beside it. Nothing is ever sent. A field that is a trap, or that a person would not see, is told and
    never filled in.
    """
    if browser and not _is_address(source):
        give_up("A browser opens pages of the web: give an address that begins with https:// beside --browser.")
    page = asyncio.run(_page_in_browser(source)) if browser else _page(source, base_url)
    if as_data:
        click.echo(as_json(page))
        return
    for line in page_lines(page, source):
        click.echo(line)


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


async def _page_in_browser(url: str) -> Page:
    """Read the page as its scripts have left it; nothing is typed, and nothing but reading is let through."""
    host, robots = host_of(url), ""
    engine = BrowserEngine(Reach(stranger=None if is_loopback(host) else host))
    try:
        program_of()
        robots = (await fetch(url)).robots
        async with asyncio.timeout(BROWSER_SECONDS):
            sheet = await engine.open(url)
    except NotFetchedError as error:
        give_up(str(error))
    except ProbeFailed as failed:
        give_up(f"{url} could not be opened in a browser: {failed.detail}.")
    except TimeoutError:
        give_up(f"{url} took longer than {BROWSER_SECONDS:g} s: try again later.")
    finally:
        await engine.aclose()
    page = read_page(sheet.body, sheet.url, charset=sheet.charset, scripted=True)
    return msgspec.structs.replace(page, url=sheet.url, robots=robots)


def _page(source: str, base_url: str | None) -> Page:
    if _is_address(source):
        try:
            fetched = asyncio.run(fetch(source))
        except NotFetchedError as error:
            give_up(str(error))
        page = read_page(fetched.body, base_url or fetched.url, charset=fetched.charset, texts=fetched.texts)
        return msgspec.structs.replace(page, url=fetched.url, robots=fetched.robots)
    try:
        with Path(source).open("rb") as file:
            html = file.read(MAX_BYTES + 1)
    except OSError as error:
        give_up(
            f"{plain_text(source)} cannot be read ({error.strerror}): give the path of a saved page, or an address "
            "that begins with https://"
        )
    return read_page(html, base_url, texts=beside(Path(source), html, base_url))


def page_lines(page: Page, source: str) -> Iterator[str]:
    """Tell of *page* in lines of at most 80 characters."""
    count = len(page.forms)
    yield from wrapped(f"{plain_text(source)}: {count or 'no'} form{'' if count == 1 else 's'}")
    if page.robots:
        yield f"Robots rules: {page.robots}"
    if page.style_sheets:
        yield from _sheet_lines(page.style_sheets)
    if page.embeds:
        yield from wrapped(f"The page also loads forms from: {', '.join(page.embeds)}")
    for one in page.forms:
        yield ""
        yield from _form_lines(one, page.url)


def _sheet_lines(sheets: StyleSheets) -> Iterator[str]:
    missing = len(sheets.unread)
    told = f"Style sheets: {sheets.read} read" + (f", {missing} not read, which may hide fields:" if missing else "")
    yield from wrapped(told)
    for address in map(plain_text, sheets.unread[:MAX_SHEETS]):
        yield f"  {address if len(address) <= _ADDRESS else address[: _ADDRESS - 3] + '...'}"


def _form_lines(one: Form, url: str | None) -> Iterator[str]:
    can = "could be sent as it is" if one.submittable else "cannot be sent by a program"
    yield from wrapped(f"Form {one.index}: {_kind(one)}, {can}")
    yield from wrapped(f"{one.method.upper()} {plain_text(one.action) or '(no address)'}", 2)
    if one.evidence:
        yield from wrapped(f"purpose by: {', '.join(map(plain_text, one.evidence[:4]))}", 2)
    yield from (line for why in one.reasons for line in wrapped(f"- {plain_text(why.partition(':')[2])}", 2))
    if one.captcha:
        yield from wrapped(f"CAPTCHA: {one.captcha}", 2)
    if one.honeypots:
        yield from wrapped(
            f"traps, left alone: {', '.join(plain_text(name) or '(no name)' for name in one.honeypots)}", 2
        )
    yield from (line for field in one.fields if field.role is not Role.HIDDEN for line in _field_lines(field))
    if one.mapping and is_door(one):
        yield "  To confirm it, put this into the study:"
        yield from (f"    {line}" for line in snippet(one, TARGET, page=url))


def _kind(one: Form) -> str:
    """Tell what a form is for; finely, too, where that is another word."""
    return one.purpose if one.kind.value == one.purpose.value else f"{one.purpose} ({one.kind})"


def _field_lines(field: Field) -> Iterator[str]:
    marks = " (required)" if field.required else ""
    marks += " (not seen by people)" if field.concealed else " (perhaps hidden)" if field.doubtful else ""
    name = textwrap.shorten(plain_text(field.name) or "(no name)", 34, placeholder="...")
    yield from wrapped(f"{field.role.value:<18}{name}{marks}", 4)
    if field.role is not Role.SUBMIT:
        yield from wrapped(", ".join(map(plain_text, field.evidence[:3])), 22)
