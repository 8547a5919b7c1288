"""The person's desk on the command line: what waits, one message, and the decisions about it."""

from datetime import datetime
from pathlib import Path

import click
import msgspec

from kaklet.config import load
from kaklet.mail.desk import Desk, DeskError
from kaklet.mail.retention import forget as remove_raw
from kaklet.mail.showing import moment, queue_lines, raw_text, shown_lines
from kaklet.telling import CONFIG, Moment, telling
from probes.probe import utc_now
from results.records import Verdict

MESSAGE = click.argument("message")
BY = click.option("--by", required=True, metavar="NAME", help="Who decides.")
WHY = click.option("--why", default="", metavar="TEXT", help="For what reason.")


@click.command()
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="As a JSON array.")
@telling
def queue(config: Path, *, as_json: bool) -> None:
    """List the messages that wait for a person, and why."""
    with Desk(load(config), utc_now()) as desk:
        items = desk.queue()
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(items)).decode())
        return
    for line in queue_lines(items):
        click.echo(line)


@click.command()
@MESSAGE
@CONFIG
@click.option("--raw", is_flag=True, help="The bytes as they came, with all that is personal in them.")
@telling
def show(message: str, config: Path, *, raw: bool) -> None:
    """Show MESSAGE, redacted: what the rules and people say of it, what was asked, what it says."""
    with Desk(load(config), utc_now()) as desk:
        found = desk.message(message)
        if raw:
            click.echo(raw_text(desk.raw(found)))
            return
        for line in shown_lines(desk.look(found)):
            click.echo(line)


@click.command()
@MESSAGE
@click.argument("case")
@CONFIG
@BY
@click.option("--why", required=True, metavar="TEXT", help="For what reason.")
@telling
def assign(message: str, case: str, config: Path, *, by: str, why: str) -> None:
    """Say that MESSAGE belongs to CASE, or to none: then it is out of the queue."""
    with Desk(load(config), utc_now()) as desk:
        found = desk.message(message)
        place = None if case.strip().lower() == "none" else desk.case(case)
        desk.assign(found, place, by=by, why=why)
    where = f"case {place.id} ({place.provider})" if place else "no case"
    click.echo(f"Noted: the message belongs to {where}.")


@click.command()
@MESSAGE
@CONFIG
@click.option("--verdict", type=click.Choice([one.value for one in Verdict]), help="What it is.")
@click.option("--useful", type=click.Choice(["yes", "no"]), help="Whether it answers what was asked.")
@click.option("--promised-until", type=Moment(), metavar="T", help="Until when it promises a call-back or an answer.")
@BY
@WHY
@telling
def review(
    message: str,
    config: Path,
    *,
    verdict: str | None,
    useful: str | None,
    promised_until: datetime | None,
    by: str,
    why: str,
) -> None:
    """Say what MESSAGE is. It stands beside the rules' verdict; people who disagree need a third."""
    with Desk(load(config), utc_now()) as desk:
        found = desk.message(message)
        desk.review(
            found,
            by=by,
            why=why,
            verdict=Verdict(verdict) if verdict else None,
            useful=None if useful is None else useful == "yes",
            promised_until=promised_until,
        )
    with Desk(load(config), utc_now()) as desk:
        looked = desk.look(desk.message(found.id))
    told = looked.heard.verdict if looked.heard else "of no case yet"
    click.echo(f"Noted. What holds now: {told}.")


@click.command()
@MESSAGE
@CONFIG
@click.option("--at", type=Moment(), metavar="T", help="When the promise was kept.")
@click.option("--broken", is_flag=True, help="It was not kept.")
@BY
@WHY
@telling
def kept(message: str, config: Path, *, at: datetime | None, broken: bool, by: str, why: str) -> None:
    """Say whether what MESSAGE promised was kept."""
    if broken == (at is not None):
        raise DeskError("Say one of two things: --at T when it was kept, or --broken.")
    with Desk(load(config), utc_now()) as desk:
        desk.kept(desk.message(message), at=at, by=by, why=why)
    click.echo(f"Noted: kept at {moment(at)}." if at else "Noted: not kept.")


@click.command()
@CONFIG
@telling
def forget(config: Path) -> None:
    """Remove the raw bytes of mail whose date is past; hashes, times and verdicts stay."""
    done = remove_raw(load(config), utc_now())
    if done.until is None:
        click.echo("Nothing was removed: this study has no mail whose date could have come.")
    elif not done.removed and done.kept:
        click.echo(f"Nothing was removed: {done.kept} raw messages are kept until {moment(done.until)}.")
    else:
        click.echo(
            f"Removed the raw bytes of {done.removed} messages (kept until {moment(done.until)}). Their hashes, times "
            "and verdicts stay. The mailbox itself was not touched: empty it where it is."
        )
