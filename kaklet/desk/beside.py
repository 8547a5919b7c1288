"""The desk beside a daemon: a process of its own, so that no page takes anything from the probing loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kaklet.beside import Companion, beside
from kaklet.config import Loaded


@asynccontextmanager
async def desk_beside(loaded: Loaded) -> AsyncIterator[None]:
    """Serve the desk meanwhile, if the study *loaded* has one. Trouble with it is told and stops nothing."""
    if loaded.study.desk is None:
        yield
        return
    arguments = ("desk", "serve", "--until-eof", str(loaded.file))
    async with beside(Companion(arguments, announces="The desk:", absent="The desk is not served")):
        yield
