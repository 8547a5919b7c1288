"""The alerts beside a daemon: a process of its own, so that neither judging nor telling delays the probing loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kaklet.beside import Companion, beside
from kaklet.config import Loaded


@asynccontextmanager
async def alerts_beside(loaded: Loaded) -> AsyncIterator[None]:
    """Watch meanwhile, if the study *loaded* has ``[alerts]``. Trouble with it is told and stops nothing."""
    if loaded.study.alerts is None:
        yield
        return
    arguments = ("alerts", "--watch", str(loaded.file))
    async with beside(Companion(arguments, announces="", absent="Nobody is told of alerts")):
        yield
