"""`kaklet desk`: the web page for the people who run the study, and its accounts."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import click
import msgspec

from kaklet.config import load
from kaklet.mail.desk import DeskError
from kaklet.telling import CONFIG, give_up, study_option, telling
from probes.probe import utc_now

ROLES = ("editor", "grader", "reader")
STUDY = study_option("The study whose desk it is.")


class _WithDefault(click.Group):
    """A group whose own name serves the desk: `kaklet desk study.toml` is `kaklet desk serve study.toml`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["serve", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_WithDefault)
def desk() -> None:
    """
    Serve the web page for the people who run the study, and keep its accounts.

    `kaklet desk STUDY` is short for `kaklet desk serve STUDY`.
    """


@desk.command()
@CONFIG
@click.option("--host", help="The address to listen on; 127.0.0.1, or what the study says.")
@click.option("--port", type=click.IntRange(1, 65535), help="8484, or what the study says.")
@click.option("--until-eof", is_flag=True, hidden=True)
@telling
def serve(config: Path, host: str | None, port: int | None, *, until_eof: bool) -> None:
    """Serve the desk of the study CONFIG until it is told to stop."""
    from kaklet.desk.serving import serve as serving  # noqa: PLC0415 -- agents are installed without its packages
    from kaklet.desk.settings import DeskSettings  # noqa: PLC0415 -- beside it

    loaded = load(config)
    given: dict[str, Any] = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    settings = msgspec.structs.replace(loaded.study.desk or DeskSettings(), **given)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    asyncio.run(serving(loaded, settings, until_eof=until_eof))


@desk.group()
def account() -> None:
    """Add, list and remove the accounts of the desk."""


@account.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What NAME may do.")
@STUDY
@telling
def add(name: str, role: str, config: Path) -> None:
    """Add an account; its password is asked for and not shown."""
    from kaklet.desk.accounts import AccountError, Role  # noqa: PLC0415 -- as above
    from kaklet.desk.office import accounts_of  # noqa: PLC0415 -- as above

    accounts = accounts_of(load(config))
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    try:
        added = accounts.add(name, Role(role), password, utc_now())
    except AccountError as error:
        give_up(str(error))
    click.echo(f"{added.name} is a{'n' if role == 'editor' else ''} {role} now.")


@account.command(name="list")
@STUDY
@telling
def list_(config: Path) -> None:
    """List the accounts."""
    from kaklet.desk.office import accounts_of  # noqa: PLC0415 -- as above

    found = accounts_of(load(config)).all()
    for one in found:
        click.echo(f"{one.name:<24} {one.role:<8} since {one.added_at:%Y-%m-%d}")
    if not found:
        click.echo("There are no accounts: on this machine, anybody is an editor.")


@account.command()
@click.argument("name")
@STUDY
@telling
def remove(name: str, config: Path) -> None:
    """Remove an account and end its sessions."""
    from kaklet.desk.accounts import AccountError  # noqa: PLC0415 -- as above
    from kaklet.desk.office import accounts_of  # noqa: PLC0415 -- as above

    try:
        accounts_of(load(config)).remove(name)
    except AccountError as error:
        raise DeskError(str(error)) from None
    click.echo(f"{name} has no account any more.")
