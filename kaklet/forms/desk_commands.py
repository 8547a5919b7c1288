"""`kaklet form queue`, `start` and `done`: what a person sends from their own browser, since machines are kept out."""

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from kaklet.config import load
from kaklet.forms.desk import FormDesk
from kaklet.forms.shapes import FormQueue, FormSheet, left_open
from kaklet.mail.desk import DeskError
from kaklet.mail.showing import harmless, moment, one_line
from kaklet.telling import CONFIG, telling
from probes.forms.door import VALUES
from probes.probe import utc_now

CASE = click.argument("case")
BY = click.option("--by", required=True, metavar="NAME", help="Who does it.")


@click.command()
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="As JSON, whose shape `kaklet schema form-queue` prints.")
@telling
def queue(config: Path, *, as_json: bool) -> None:
    """List the questions that wait for a person, because their forms are guarded by a CAPTCHA."""
    with FormDesk(load(config), utc_now()) as desk:
        found = desk.queue()
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
        return
    for line in queue_lines(found):
        click.echo(line)


@click.command()
@CASE
@CONFIG
@BY
@click.option("--json", "as_json", is_flag=True, help="As JSON, whose shape `kaklet schema form-sheet` prints.")
@telling
def start(case: str, config: Path, *, by: str, as_json: bool) -> None:
    """
    Begin to send the question of CASE: tells the form's address and what to paste into each field.

    From now on it counts as a contact with the provider. Open the form in a browser of your own, fill it in, answer
    the CAPTCHA as a person, send it once, and say so with `kaklet form done`.
    """
    with FormDesk(load(config), utc_now()) as desk:
        sheet = desk.start(case, by=by)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(sheet)).decode())
        return
    for line in sheet_lines(sheet):
        click.echo(line)


@click.command()
@CASE
@CONFIG
@BY
@click.option("--sent", is_flag=True, help="The form was sent just now.")
@click.option("--not-sent", metavar="REASON", help="It was not sent, and why.")
@telling
def done(case: str, config: Path, *, by: str, sent: bool, not_sent: str | None) -> None:
    """End what was begun for CASE: the moment of --sent is when the question was asked."""
    if sent == (not_sent is not None):
        raise DeskError("Say one of two things: --sent, or --not-sent REASON.")
    with FormDesk(load(config), utc_now()) as desk:
        end = desk.done(case, by=by, sent=sent, why=not_sent or "")
    said = f"sent at {moment(end.at)}. Answers to it are found in the mailbox." if sent else "not sent."
    click.echo(f"Noted: the question of case {end.case} was {said}")


def queue_lines(found: FormQueue) -> Iterator[str]:
    """Yield the lines that list what waits."""
    if not found.tasks:
        yield "No form waits for a person."
        return
    yield f"{'case':<20} {'was due':<17} {'provider':<14} state"
    for task in found.tasks:
        state = f"begun by {task.started_by}" if task.started_by else "waits"
        yield harmless(f"{task.case:<20} {moment(task.due)} {task.provider[:14]:<14} {one_line(state)}")
        yield f"    {one_line(task.subject)}"[:80]


def sheet_lines(sheet: FormSheet) -> Iterator[str]:
    """Yield the lines that tell a person what to do."""
    yield f"Open in your own browser: {one_line(sheet.task.url)}"
    yield "Put in what follows, answer the CAPTCHA yourself, and send it once."
    for entry in sheet.entries:
        if entry.role == "captcha":
            continue
        yield ""
        demanded = " (demanded)" if entry.required else " (only if demanded)" if entry.role in VALUES else ""
        yield one_line(f"{entry.field or entry.role} [{entry.role}]{demanded}:")
        if entry.text:
            yield from (f"    {harmless(line)}" for line in entry.text.splitlines())
        else:
            yield f"    {left_open(entry, consent=sheet.consent)}"
    yield ""
    yield f"Then: kaklet form done {sheet.task.case} --by NAME --sent"
    yield "Or, if it could not be sent: --not-sent REASON"
