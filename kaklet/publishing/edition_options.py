"""What the command line can ask of an edition, and what the study file says of it."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec

from kaklet.config import Loaded
from kaklet.publishing.editions import EditionError, Issue, Wanted

Command = Callable[..., None]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of an edition; a command that publishes nothing asks for a draft."""

    number: int | None = None
    since: Path | None = None
    correct: bool = False
    overlap: bool = False
    draft: bool = False

    def issue(self, loaded: Loaded) -> Issue | None:
        """Return the edition that is being made; None for a report without a number. Raises `EditionError`."""
        number = loaded.study.study.edition if self.number is None else self.number
        if number is None:
            if self.since is not None or self.correct or self.overlap:
                raise EditionError("Say which edition is meant: --edition 1, or edition = 1 below [study].")
            return None
        wanted = Wanted(number=number, since=self.since, correct=self.correct, overlap=self.overlap, draft=self.draft)
        return Issue.of(loaded, wanted)


NOTHING = Asked()

_NUMBER = click.option(
    "--edition",
    "number",
    type=click.IntRange(1),
    help="Make it edition so and so; otherwise the study's number, if any.",
)
_SINCE = click.option(
    "--since",
    type=click.Path(path_type=Path),
    help="The report before, its folder or its comparison.json; otherwise the edition before that is on record.",
)
_OVERLAP = click.option("--overlap", is_flag=True, help="Its period may overlap that of the edition before.")
_PUBLISHING = (
    click.option(
        "--correct", is_flag=True, help="Publish other figures under the same number; needs a [[correction]]."
    ),
    click.option("--draft", is_flag=True, help="Only look at the edition: put nothing on record."),
)


def edition_options(command: Command) -> Command:
    """Let *command*, which takes *asked*, publish an edition."""
    return _taking(command, (_NUMBER, _SINCE, _OVERLAP, *_PUBLISHING))


def draft_options(command: Command) -> Command:
    """Let *command*, which takes *asked*, look at an edition that it does not publish."""
    return _taking(command, (_NUMBER, _SINCE, _OVERLAP))


def _taking(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    fields = Asked.__struct_fields__

    @wraps(command)
    def wrapped(*arguments: Any, **values: Any) -> None:  # noqa: ANN401 -- click's
        own = {name: values.pop(name) for name in fields if name in values}
        command(*arguments, asked=Asked(**{"draft": "draft" not in own, **own}), **values)

    made: Command = wrapped
    for option in reversed(options):
        made = option(made)
    return made
