"""`kaklet verify` works the figures of a published report out again; `kaklet editions` lists what was published."""

import sys
from pathlib import Path

import click

from kaklet.config import load
from kaklet.publishing.editions import Registry, edition_lines
from kaklet.telling import CONFIG, give_up, telling

SHOWN = 40


@click.command()
@CONFIG
@telling
def editions(config: Path) -> None:
    """List the editions of the study CONFIG that were published, with their periods and hashes."""
    for line in edition_lines(Registry(Path(load(config).study.study.data)).all):
        click.echo(line)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@telling
def verify(folder: Path) -> None:
    """
    Work out again every figure of the report in FOLDER, from the data beside it.

    Ends with exit code 1 if anything does not agree.
    """
    from kaklet.publishing.verify import VerifyError, verified  # noqa: PLC0415 -- an agent is installed without

    try:
        found = verified(folder)
    except VerifyError as error:
        give_up(str(error))
    for sentence in found.differences[:SHOWN]:
        click.echo(f"differs: {sentence}")
    if len(found.differences) > SHOWN:
        click.echo(f"... and {len(found.differences) - SHOWN} more")
    agree = "All agree." if not found.differences else f"{len(found.differences)} do not agree."
    click.echo(f"Worked out again: {found.figures} figures; held against their sums: {found.files} files. {agree}")
    sys.exit(1 if found.differences else 0)
