"""The doors of a fleet: `kaklet agent`, `kaklet collect`."""

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaklet.config import load
from kaklet.fleet.agent_file import first_study, read_agent_file
from kaklet.logs import log_to_stderr
from kaklet.running import ended_with_input, until_told
from kaklet.telling import CONFIG, give_up, telling

if TYPE_CHECKING:
    from kaklet.fleet.collector import Collector


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default=Path("agent.toml"))
@telling
def agent(file: Path) -> None:
    """Measure at a vantage of its own, as FILE says, and send what is found to the study's collector."""
    from kaklet.fleet.agent import Agent  # noqa: PLC0415 -- what it needs is an extra

    settings = read_agent_file(file)
    log_to_stderr()
    if settings.verify is None:
        asyncio.run(Agent(settings, first_study(settings, file)).run())
        return
    from kaklet.fleet.study_documents import StudyBook  # noqa: PLC0415 -- as above

    first = Path(settings.study_file) if settings.study_file else None
    key = Path(settings.verify.key)
    book = StudyBook(Path(settings.data), key=key, study=settings.study, agent=settings.agent, first=first)
    if book.trouble:
        logging.getLogger(__name__).warning("%s It comes again when the broker is reached.", book.trouble)
    if book.current() is None:
        logging.getLogger(__name__).info("No study is known yet: it comes when the broker is reached.")
    asyncio.run(Agent(settings, book.current(), book=book).run())


@click.command()
@CONFIG
@click.option("--until-eof", is_flag=True, hidden=True)
@telling
def collect(config: Path, *, until_eof: bool) -> None:
    """Collect what agents measure for the study CONFIG. `kaklet run` does it by itself."""
    loaded = load(config)
    broker = loaded.study.broker
    if broker is None:
        give_up(f"{config} names no broker: write a [broker] table into it, with its url.")
    from kaklet.fleet.collector import Collector  # noqa: PLC0415 -- as above

    if until_eof:
        logging.basicConfig(level=logging.INFO, format="%(message)s")  # passed on by the one who reads it
    else:
        log_to_stderr()
    asyncio.run(_collecting(Collector(loaded, broker), until_eof=until_eof))


async def _collecting(collector: "Collector", *, until_eof: bool) -> None:
    stop = until_told()
    if until_eof:
        ended_with_input(stop)
    await collector.run(stop)
