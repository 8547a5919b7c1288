"""Serves the desk until it is told to stop."""

import logging
from pathlib import Path

from aiohttp import web

from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.desk.app import make_app
from kaklet.desk.office import Office, accounts_of
from kaklet.desk.settings import DeskSettings, is_loopback
from kaklet.mail.desk import DeskError
from kaklet.running import ended_with_input, until_told
from results.keep import Store

GRACE_SECONDS = 5.0

log = logging.getLogger(__name__)


def check_open(loaded: Loaded, settings: DeskSettings) -> None:
    """Raise `DeskError` if the desk may not be served at that address: other machines reach it, and it has no lock."""
    if not is_loopback(settings.host) and not accounts_of(loaded).all():
        raise DeskError(
            f"Other machines reach {settings.host}, and the desk has no accounts: add one with "
            "`kaklet desk account add NAME --role editor`, or leave --host out."
        )


async def serve(loaded: Loaded, settings: DeskSettings, *, until_eof: bool = False) -> None:
    """
    Serve the desk of *loaded* until SIGTERM or SIGINT, or until the standard input ends.

    Raises `DeskError`, or `OSError` where the port is taken.
    """
    check_open(loaded, settings)
    # Tables are brought up to date before pages read them.
    Store.create(database(Path(loaded.study.study.data))).close()
    stop = until_told()
    if until_eof:
        ended_with_input(stop)
    runner = web.AppRunner(make_app(Office(loaded, settings)), access_log=None, shutdown_timeout=GRACE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        log.info("The desk: http://%s:%s/", shown, settings.port)
        await stop.wait()
    finally:
        await runner.cleanup()
