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
    loaded = first_study(settings, file)
    log_to_stderr()
    asyncio.run(Agent(settings, loaded).run())


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
