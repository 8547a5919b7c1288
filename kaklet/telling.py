"""What all commands share: how they tell of what is a person's to mend, and the shapes of their arguments."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import NoReturn, ParamSpec

import click

EXTRAS = {"argon2": "desk", "aiomqtt": "fleet", "cryptography": "fleet", "h2": "line", "paho": "fleet"}
"""Which extra brings a package; all others come with `report`."""

Arguments = ParamSpec("Arguments")
CONFIG = click.argument("config", type=click.Path(path_type=Path, dir_okay=False), default=Path("config.toml"))


def study_option(sentence: str) -> Callable[[Callable[Arguments, None]], Callable[Arguments, None]]:
    """Return the option that names the study where the argument is something else; *sentence* is its help."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        default=Path("config.toml"),
        show_default=True,
        help=sentence,
    )


def install(extra: str) -> str:
    """Say how *extra* comes in: from our own folder, for the name in a registry of packages may be a stranger's."""
    return f"in the folder with Kaklet's pyproject.toml, pip install '.[{extra}]'"


def telling(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """End *command* with one sentence and exit code 1 where something is a person's to mend."""

    @wraps(command)
    def wrapped(*arguments: Arguments.args, **options: Arguments.kwargs) -> None:
        try:
            command(*arguments, **options)
        except ModuleNotFoundError as error:
            extra = EXTRAS.get((error.name or "").split(".")[0], "report")
            give_up(f"This needs the package {error.name}, which is not installed: {install(extra)}.")
        except BrokenPipeError:
            raise  # the reader of our output has seen enough: click ends quietly
        except OSError as error:
            if isinstance(error, FileNotFoundError) and error.filename:
                give_up(f"{error.filename} does not exist: name a file that is there.")
            where = f"{error.filename}: " if error.filename else ""
            give_up(f"{where}{error.strerror or error}.")
        except Exception as error:
            if isinstance(error, _told()):
                give_up(str(error))
            raise

    return wrapped


def _told() -> tuple[type[Exception], ...]:
    """
    List what is a person's to mend: told in its own sentence, never as a traceback.

    Looked up when something went wrong: these modules are most of the program.
    """
    from kaklet.config import ConfigError  # noqa: PLC0415
    from kaklet.fleet.errors import FleetError  # noqa: PLC0415
    from kaklet.holiday_calendar import UnknownCountryError  # noqa: PLC0415
    from kaklet.mail.desk import DeskError  # noqa: PLC0415
    from kaklet.publishing.editions import EditionError  # noqa: PLC0415
    from kaklet.reporting import NothingToTellError  # noqa: PLC0415
    from kaklet.running import AlreadyRunningError  # noqa: PLC0415
    from kaklet.service import ServiceError  # noqa: PLC0415
    from probes.mailbox import MailboxError  # noqa: PLC0415
    from results.keep import StoreError  # noqa: PLC0415

    return (
        AlreadyRunningError,
        ConfigError,
        DeskError,
        EditionError,
        FleetError,
        MailboxError,
        NothingToTellError,
        ServiceError,
        StoreError,
        UnknownCountryError,
    )


def give_up(sentence: str) -> NoReturn:
    """Say *sentence* on standard error and end with exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)


class Moment(click.ParamType[datetime]):
    """An instant, as an ISO 8601 date or date and time; UTC where it names no zone."""

    name = "time"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read *value*."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time: write it as 2026-05-03 or 2026-05-03T14:00Z.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
