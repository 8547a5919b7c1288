"""The collector beside a daemon: a process of its own, so that unpacking takes nothing from the probing loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kaklet.beside import Companion, beside
from kaklet.config import Loaded


@asynccontextmanager
async def collector_beside(loaded: Loaded) -> AsyncIterator[None]:
    """Collect meanwhile, if the study *loaded* names a broker to collect at. Trouble with it stops nothing."""
    if loaded.study.broker is None or not loaded.study.broker.collects:
        yield
        return
    arguments = ("collect", "--until-eof", str(loaded.file))
    async with beside(Companion(arguments, announces="", absent="Nothing is collected from agents")):
        yield
