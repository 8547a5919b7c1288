"""
How a form is used, whoever does it: a page is opened, a form of it filled in, the form sent, once.

An engine by plain HTTP is in `probes.forms.static`. Whatever uses a form knows only what stands here.
"""

from collections.abc import Mapping
from typing import ClassVar, Protocol

import msgspec

from probes.contact.manners import is_loopback
from probes.forms.filling import Filling
from probes.forms.form import Page
from probes.forms.reading import read_page
from probes.forms.submission import Submission

TOLD_HEADERS = ("server", "retry-after", "cf-mitigated", "x-amzn-waf-action", "x-vercel-mitigated")
"""The headers of an answer that are kept, by name in lower case."""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How far an engine may reach. What is not named here is not talked to, after redirects neither."""

    stranger: str | None = None
    """The one host that a form may be fetched from and sent to; None for this machine."""
    services: tuple[str, ...] = ()
    """Hosts of form services that the study allows a form to be sent to, too."""
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""

    def sends_to(self, host: str) -> bool:
        """Whether a form may be sent to *host*, and its style sheets be read from there: also to a named service."""
        return self.allows(host) or (self.stranger is not None and host in self.services and not is_loopback(host))

    def allows(self, host: str) -> bool:
        """
        Whether a form may be fetched from *host* and sent to it.

        A stranger's pages may not lead to this machine: what listens here trusts whoever can reach it.
        """
        if self.stranger is None or is_loopback(self.stranger):
            return is_loopback(host)
        return host == self.stranger


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What was on the screen: a page with a form, or what came back when a form was sent."""

    url: str
    """Where it was in the end, after redirects."""
    status: int
    body: bytes
    """Bounded. HTML as it came or, from a browser, as scripts have left it; of an answer to a script, its JSON."""
    charset: str | None = None
    """What the server said of *body*."""
    content_type: str = ""
    """In lower case, without parameters."""
    headers: Mapping[str, str] = {}
    """Those of `TOLD_HEADERS` that came, of the last answer."""
    path: tuple[str, ...] = ()
    """All addresses on the way, the first as asked for."""
    style_sheets: Mapping[str, str] = {}
    """The text of the style sheets that the page links, as far as they were had, by address."""
    style_sheets_unread: int = 0
    """How many of them were not."""
    scripted: bool = False
    """Whether scripts have run: then *body* is the page as they have left it, and they go on running."""
    robots: str = "unknown"
    """What the site's robots rules say of the address: ``allowed``, ``disallowed`` or ``unknown``."""
    answered_seconds: float
    """From asking, or pressing the button, to the head of the first answer (monotonic)."""
    seconds: float
    """From there to the last byte of the last one, redirects and scripts included."""

    @property
    def ok(self) -> bool:
        """Whether the status says so (RFC 9110, 15.3)."""
        return 200 <= self.status < 300  # noqa: PLR2004 -- the class of successful answers


def as_page(sheet: Sheet) -> Page:
    """Read the forms of *sheet*, with the style sheets that came with it."""
    return read_page(sheet.body, sheet.url, charset=sheet.charset, scripted=sheet.scripted, texts=sheet.style_sheets)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A form that is filled in and has not been sent."""

    sheet: Sheet
    index: int
    """Which form of the page."""
    filling: Filling
    request: Submission
    """What leaves when it is sent; for a form that a script sends, what a plain form would."""


class Engine(Protocol):
    """
    A visit of one person to one site: cookies last from `open` to `aclose`.

    Each method raises `probes.probe.ProbeFailed` for what the target or the rules of contact do, and ends by
    cancellation: the caller sets the time.
    """

    name: ClassVar[str]
    """``static`` or ``browser``: it stands in the record."""

    async def open(self, url: str) -> Sheet:
        """Fetch the page fresh, with its cookies and token."""
        ...

    async def fill(self, sheet: Sheet, index: int, filling: Filling, *, seconds: float) -> Draft:
        """Fill in form *index*, taking at least *seconds*. Nothing leaves."""
        ...

    async def submit(self, draft: Draft) -> Sheet:
        """Press the button, once, and return what came back."""
        ...

    async def aclose(self) -> None:
        """End the visit."""
        ...
