"""
A campaign by form to a stranger, within a network of its own: started by the test as a process under ``unshare``.

Two invented hosts have public addresses there, of which the plan names one. What each of them was asked is printed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from aiohttp import web
from conftest import Campaigning, Clock

from kaklet.config import load
from results.records import Case, FormAnswer, Handover

OWN, OTHER = "93.184.216.34", "93.184.216.35"
"""Public addresses, which exist in this network alone."""
FORM = """<form method=post action="{action}"><label>Name <input name=name></label>
<label>E-mail <input type=email name=email></label><label>Message <textarea name=message></textarea></label>
<button>Send</button></form>"""


class Site:
    """A host that logs what it is asked, and behaves as it is told."""

    def __init__(self) -> None:
        self.behave()

    def behave(self, action: str = "/send", onward: str | None = None, before: str | None = None) -> None:
        """Begin anew: where the form leads, its answer, and its page."""
        self.asked: list[str] = []
        self.action, self.onward, self.before = action, onward, before

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Show the form, or take it."""
        if request.path != "/robots.txt":
            self.asked.append(f"{request.method} {request.host}{request.path}")
        onward = self.onward if request.method == "POST" else self.before
        onward = {"/on": "http://127.0.0.1/send", "/back": "http://www.host-1.example/send"}.get(request.path, onward)
        if onward:
            return web.Response(status=307, headers={"Location": onward})
        text = "Thank you" if request.path == "/send" else FORM.format(action=self.action)
        return web.Response(text=text, content_type="text/html")


async def served(address: str) -> Site:
    """Serve a site at *address*, port 80."""
    site = Site()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, address, 80).start()
    return site


ALONE: dict[str, dict[str, str]] = {
    "as approved": {},
    "its action leads elsewhere": {"action": "http://www.other.example/send"},
    "its action leads to this machine": {"action": "http://127.0.0.1/send"},
    "its answer leads elsewhere": {"onward": "http://www.other.example/send"},
    "its page leads elsewhere": {"before": "http://www.other.example/form"},
    "its page leads to an inner address": {"before": "http://10.0.0.1/form"},
}
"""What the approved host does, where the plan names it alone."""
SERVED: dict[str, dict[str, str]] = {
    "its action leads to a named service": {"action": "http://www.other.example/send"},
    "its action leads to a service with an inner address": {"action": "http://www.inner.example/send"},
    "its action leads to a host that nobody named": {"action": "http://www.third.example/send"},
    "its page leads to a named service": {"before": "http://www.other.example/form"},
    "the service leads on to this machine": {"action": "http://www.other.example/on"},
    "the service leads back": {"action": "http://www.other.example/back"},
}
"""The same where the study's table of the form names services."""


async def main(file: Path, manners: dict[str, dict[str, str]]) -> None:
    """Send each letter of the plan while the approved host behaves in another manner, and print what came of it."""
    own, other, here = await served(OWN), await served(OTHER), await served("127.0.0.1")
    one = Campaigning(load(file).study, Clock())
    one.approve()
    await one.start()
    found: dict[str, object] = {}
    try:
        for contact, (name, manner) in zip(one.document.contacts, manners.items(), strict=True):
            own.behave(**manner)
            other.behave()
            await one.at(contact.at)
            found[name] = {"own": own.asked, "other": other.asked, "here": here.asked}
        found["failures"] = [seen.failure for seen in sorted(one.observations(), key=lambda seen: seen.slot)]
        found["records"] = [len(one.kept(Case)), len(one.kept(Handover)), len(one.kept(FormAnswer))]
    finally:
        await one.stop()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), SERVED if sys.argv[2:] else ALONE))
