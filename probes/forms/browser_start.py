"""Finding and starting Chromium, and what its errors mean."""

import os
import shutil
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from probes.forms.gate import Gate
from probes.probe import ProbeFailed
from probes.web.place import USER_AGENT
from results.records import Failure

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

PROGRAM = "KAKLET_CHROMIUM"
"""The variable of the environment that names the browser's program."""
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/snap/bin/chromium")
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--no-first-run",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Names are resolved at the gate only, and this machine is no exception to it.
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
_ERRORS = (
    ("ERR_CERT", Failure.CERTIFICATE_INVALID),
    ("ERR_SSL", Failure.TLS_FAILED),
    ("ERR_TOO_MANY_REDIRECTS", Failure.TOO_MANY_REDIRECTS),
    ("ERR_CONNECTION_CLOSED", Failure.CONNECTION_CLOSED),
    ("ERR_CONNECTION_RESET", Failure.CONNECTION_CLOSED),
    ("ERR_EMPTY_RESPONSE", Failure.CONNECTION_CLOSED),
    ("ERR_INVALID_HTTP_RESPONSE", Failure.PROTOCOL_ERROR),
    ("ERR_BLOCKED_BY_CLIENT", Failure.NOT_APPROVED),
    ("ERR_INVALID_URL", Failure.PROTOCOL_ERROR),
)


def program_of(setting: str | None = None) -> str:
    """
    Tell which browser is run: that of the study, of the environment, else one that is installed.

    Raises `ProbeFailed` (PROBE_FAULT): that there is none is never the target's fault.
    """
    named = setting or os.environ.get(PROGRAM)
    found = (
        named or next(filter(None, map(shutil.which, _PROGRAMS)), None) or next(filter(os.path.exists, _PLACES), None)
    )
    if found is None or not os.access(found, os.X_OK):
        raise ProbeFailed(
            Failure.PROBE_FAULT,
            f"{named} is no program that can be run: name Chromium's in {PROGRAM}" if named
            else f"this form needs a browser: install Chromium (on Debian, chromium), or name it in {PROGRAM}",
        )  # fmt: skip
    return found


async def started(held: AsyncExitStack, gate: Gate, setting: str | None) -> "BrowserContext":
    """
    Start a browser of its own behind *gate*, to be ended by *held*: JavaScript on, everything else off.

    Raises `ProbeFailed` (PROBE_FAULT) where the extra or the program is missing, or the program does not start.
    """
    program = program_of(setting)
    try:
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415 -- an extra
    except ImportError as error:
        sentence = "this form needs a browser: in Kaklet's folder, pip install '.[browser]'"
        raise ProbeFailed(Failure.PROBE_FAULT, sentence) from error
    port = await gate.open()
    try:
        player = await held.enter_async_context(async_playwright())
        browser = await player.chromium.launch(
            executable_path=program,
            args=[*_ARGUMENTS, f"--proxy-server=socks5://127.0.0.1:{port}"],
            chromium_sandbox=os.geteuid() != 0,  # Chromium cannot build its sandbox as root
            handle_sigint=False,
            handle_sigterm=False,
        )
        held.push_async_callback(browser.close)
        context = await browser.new_context(
            user_agent=USER_AGENT,
            accept_downloads=False,
            service_workers="block",
            permissions=[],
            viewport={"width": 1280, "height": 1600},
        )
    except Error as error:
        sentence = f"the browser {program} could not be started: {_first_line(error)}"
        raise ProbeFailed(Failure.PROBE_FAULT, sentence) from error
    return context


def told(error: Exception) -> ProbeFailed:
    """Put what the browser says of a request into our own words; what is not known here is the prober's own fault."""
    words = _first_line(error)
    return ProbeFailed(next((failure for mark, failure in _ERRORS if mark in words), Failure.PROBE_FAULT), words)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
