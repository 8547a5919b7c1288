"""Which engine a page needs: plain HTTP, and a browser only where the page shows no usable form without one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from probes.forms.browser import BrowserEngine
from probes.forms.choice import needs_scripts
from probes.forms.door import FormDoor
from probes.forms.engine import Engine, Reach, Sheet, as_page
from probes.web.challenge import challenged_by_body, challenged_by_header


@asynccontextmanager
async def visiting(
    url: str, reach: Reach, *, door: FormDoor | None = None, program: str | None = None
) -> AsyncIterator[tuple[Engine, Sheet]]:
    """
    Open the page at *url*, and end the visit with the block.

    A form that a CAPTCHA guards is left as it is. *program* is the browser's, where the study names one. Raises
    `probes.probe.ProbeFailed` as the engines do.
    """
    from probes.forms.static import StaticEngine  # noqa: PLC0415 -- it needs aiohttp, 10 MB that most agents do not

    plain = StaticEngine(reach)
    try:
        sheet = await plain.open(url)
        if not await asyncio.to_thread(_is_drawn_by_scripts, sheet, door):
            yield plain, sheet
            return
    finally:
        await plain.aclose()
    browser = BrowserEngine(reach, program=program, robots=sheet.robots)
    try:
        yield browser, await browser.open(url)
    finally:
        await browser.aclose()


def _is_drawn_by_scripts(sheet: Sheet, door: FormDoor | None) -> bool:
    if not sheet.ok or b"<script" not in sheet.body.lower():
        return False
    if challenged_by_body(sheet.body) or challenged_by_header(
        lambda name: sheet.headers.get(name.decode(), "").encode()
    ):
        return False  # a check for machines is not passed by a machine that looks like a person
    return needs_scripts(as_page(sheet), door)
