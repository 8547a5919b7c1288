"""A study from its file on: `kaklet init`, `check`, `run` and `status`."""

import asyncio
import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import click

from kaklet.config import load
from kaklet.daemon import Daemon
from kaklet.fleet.standing import overasked, untold
from kaklet.logs import log_to_stderr
from kaklet.status import status_lines
from kaklet.telling import CONFIG, give_up, telling
from probes.probe import utc_now

NOTICE = timedelta(days=14)
"""The campaign of a new study begins no sooner: its plan has to be read first."""


@click.command()
@click.argument("config", type=click.Path(path_type=Path, dir_okay=False), default=Path("study.toml"))
@click.option("--lines", is_flag=True, help="For Internet lines alone: a shorter file.")
@telling
def init(config: Path, *, lines: bool) -> None:
    """Write a commented study file for a study of your own to CONFIG."""
    if config.exists():
        give_up(f"{config} exists already: name another file, or remove it first.")
    name = "lines_template.toml" if lines else "study_template.toml"
    template = files("kaklet").joinpath(name).read_text(encoding="utf-8")
    start = next_monday(utc_now().date() + NOTICE)
    template = re.sub(r"(?m)^start = \S+", f"start = {start}", template)
    config.write_text(template, encoding="utf-8")
    yours = "lines, their plans and your servers" if lines else "providers"
    click.echo(f"Wrote {config}. Put your {yours} into it, then: kaklet check {config}")


@click.command()
@CONFIG
@telling
def check(config: Path) -> None:
    """Tell whether the study file CONFIG is right, without running anything."""
    loaded = load(config)
    study = loaded.study
    click.echo(
        f"{config} is right. Providers: {len(study.provider)}, tasks: {len(study.task)}, "
        f"series: {len(study.series())}, questions: {len(study.question)}."
    )
    for warning in (*untold(study), *overasked(study)):
        click.echo(f"Mind: {warning}", err=True)


@click.command()
@CONFIG
@telling
def run(config: Path) -> None:
    """Run the study CONFIG until it is told to stop (SIGTERM, or Ctrl-C)."""
    loaded = load(config)
    if loaded.study.study.synthetic:
        give_up(f"{config} is a synthetic study: there is nothing to measure. Name a study of real providers.")
    log_to_stderr()
    asyncio.run(Daemon(loaded).run())


@click.command()
@CONFIG
@telling
def status(config: Path) -> None:
    """Tell what is due, what runs and what came in."""
    for line in status_lines(load(config), utc_now()):
        click.echo(line)


def next_monday(day: date) -> date:
    """Tell the first Monday from *day* on."""
    return day + timedelta(days=-day.weekday() % 7)
