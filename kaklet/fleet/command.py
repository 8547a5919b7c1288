"""The doors of a fleet: `kaklet agent`, `kaklet collect`, `kaklet gather`."""

import asyncio
import logging
import re
import signal
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from kaklet.config import load
from kaklet.fleet.agent_file import first_study, read_agent_file
from kaklet.fleet.brokers import BROKER_URL, broker_at
from kaklet.logs import log_to_stderr
from kaklet.running import ended_with_input, until_told
from kaklet.telling import CONFIG, give_up, telling

if TYPE_CHECKING:
    from kaklet.fleet.collector import Collector
    from kaklet.fleet.gathering import Gatherer

FOLLOW_SECONDS = 5.0
"""So often it is looked whether there is something to gather."""


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
@click.option(
    "--spool",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep it in this folder as it came, for `kaklet gather`: one of several collectors.",
)
@click.option("--share", help="With --spool: the group of collectors that share the agents of one broker.")
@BROKER_URL
@click.option("--until-eof", is_flag=True, hidden=True)
@telling
def collect(config: Path, spool: Path | None, share: str | None, url: str | None, *, until_eof: bool) -> None:
    """Collect what agents measure for the study CONFIG. `kaklet run` does it by itself."""
    if share is not None and spool is None:
        give_up("--share needs --spool: two databases that each hold a part would call the rest lost.")
    if share is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", share):
        give_up(f"--share {share!r} is no name of a group: use letters, digits, hyphens and underscores.")
    loaded = load(config)
    if loaded.study.broker is None:
        give_up(f"{config} names no broker: write a [broker] table into it, with its url.")
    broker = broker_at(loaded, url)
    from kaklet.fleet.collector import Collector, SpoolAsked  # noqa: PLC0415 -- as above

    asked = SpoolAsked(spool, share or "") if spool else None
    if until_eof:
        logging.basicConfig(level=logging.INFO, format="%(message)s")  # passed on by the one who reads it
    else:
        log_to_stderr()
    asyncio.run(_collecting(Collector(loaded, broker, asked), until_eof=until_eof))


@click.command()
@click.argument("config", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("folders", type=click.Path(path_type=Path, file_okay=False), nargs=-1, required=True)
@click.option("--follow", is_flag=True, help="Look again every few seconds, until SIGTERM or Ctrl-C.")
@click.option("--keep", is_flag=True, help="Move what was gathered into FOLDER/gathered instead of removing it.")
@telling
def gather(config: Path, folders: tuple[Path, ...], *, follow: bool, keep: bool) -> None:
    """Take what the spools in FOLDERS hold into the database of the study CONFIG."""
    loaded = load(config)
    broker = broker_at(loaded)
    if missing := [one for one in folders if not one.is_dir() and not follow]:
        give_up(f"{missing[0]} does not exist: name the folder of a spool.")
    from kaklet.fleet.gathering import Gatherer, gathered_words  # noqa: PLC0415 -- as above
    from probes.machine_clock import MachineClock  # noqa: PLC0415 -- as above

    log_to_stderr()
    with Gatherer(loaded, broker, folders, keep=keep, clock=MachineClock()) as gatherer:
        if follow:
            _follow(gatherer)
            return
        told = gatherer.round()
    click.echo(gathered_words(told))
    if told.troubled:
        sys.exit(1)


def _follow(gatherer: "Gatherer") -> None:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    gatherer.say_begun()
    while not stop.is_set():
        gatherer.round(stop.is_set)
        stop.wait(FOLLOW_SECONDS)


async def _collecting(collector: "Collector", *, until_eof: bool) -> None:
    stop = until_told()
    if until_eof:
        ended_with_input(stop)
    await collector.run(stop)
