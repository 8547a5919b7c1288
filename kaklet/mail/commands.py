"""`kaklet mail`: what raw mail is, without any study; and the commands of the desk."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from kaklet.mail.desk_commands import assign, forget, kept, queue, review, show
from kaklet.telling import telling
from results.judge.mail.template import answers_another
from results.judge.mail.verdict import classify as judge
from results.judge.mail.verdict import fingerprint
from results.records.letter import Letter, NotMail, read_letter

MAX_BYTES = 64 << 20


class Classified(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the answer."""

    path: str
    verdict: str
    reasons: tuple[str, ...]
    vendor: str | None
    ticket: str | None
    language: str | None


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """The line of a file that is not mail, or cannot be read."""

    path: str
    error: str


@click.group()
def mail() -> None:
    """Work on mail: on raw files without a study, or on what waits in a study for a person."""


for _command in (queue, show, assign, review, kept, forget):
    mail.add_command(_command)


@mail.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As one line of JSON for each file.")
@telling
def classify(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """
    Tell of each FILE of raw mail whether a person wrote it, and why.

    The files may be answers to different questions: the same text in two of them is a template.
    """
    letters = {path: _read(path) for path in dict.fromkeys(paths)}
    found = list(_judged(letters))
    for line in found:
        click.echo(msgspec.json.encode(line) if as_json else _told(line))
    sys.exit(1 if any(isinstance(line, Unread) for line in found) else 0)


def _read(path: Path) -> Letter | str:
    """Read one file; a sentence if it is not mail."""
    try:
        with path.open("rb") as file:
            return read_letter(file.read(MAX_BYTES))
    except NotMail as error:
        return str(error)
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _judged(letters: dict[Path, Letter | str]) -> Sequence[Classified | Unread]:
    texts = {path: fingerprint(letter) for path, letter in letters.items() if isinstance(letter, Letter)}
    lines: list[Classified | Unread] = []
    for path, letter in letters.items():
        if isinstance(letter, str):
            lines.append(Unread(path=str(path), error=letter))
            continue
        others = [text for other, text in texts.items() if text == texts[path] and _another(letter, letters[other])]
        judgement = judge(letter, others=others)
        lines.append(
            Classified(
                path=str(path),
                verdict=judgement.verdict,
                reasons=judgement.reasons,
                vendor=judgement.vendor,
                ticket=judgement.ticket,
                language=judgement.language,
            )
        )
    return lines


def _another(one: Letter, other: Letter | str) -> bool:
    """Whether two files may answer different questions: copies of one mail prove nothing."""
    return isinstance(other, Letter) and one is not other and answers_another(one, other)


def _told(line: Classified | Unread) -> str:
    if isinstance(line, Unread):
        return f"{line.path}: {line.error}"
    return f"{line.path}: {line.verdict} ({', '.join(line.reasons)})"
