"""Records in, figures out: `kaklet import`, `kaklet rollup`, `kaklet summary`, `kaklet schema`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click
import msgspec

from kaklet.alerts.listing import AlertsNow
from kaklet.campaign.command import PlanTold
from kaklet.config import load
from kaklet.daemon import database
from kaklet.fleet.listing import FleetList
from kaklet.forms.dry_run import DryRun
from kaklet.forms.shapes import FormQueue, FormSheet
from kaklet.importing import Imported, import_observations
from kaklet.mail.importing import CaseLine, import_cases
from kaklet.publishing.edition_options import Asked, draft_options
from kaklet.registering import due
from kaklet.reporting import compare_study
from kaklet.rolling import FOLDING, settled_before
from kaklet.service.commands import IMPORTERS
from kaklet.tables.summary import summary_lines
from kaklet.telling import CONFIG, Moment, give_up, study_option, telling
from probes.forms.form import Page
from results.judge.comparison import Comparison
from results.judge.summary import Summary, summarise
from results.keep import Store
from results.records import Observation
from results.records.alert import AlertEvent, AlertState, WaitingState
from results.records.fleet import AgentState
from results.records.service import CONTENTS, Entry

FORMATS: dict[str, Any] = {
    "agent-state": AgentState,
    "alert": AlertEvent,
    "alert-state": AlertState,
    "alert-waiting": WaitingState,
    "alerts": AlertsNow,
    "case": CaseLine,
    "comparison": Comparison,
    "dry-run": list[DryRun],
    "form-queue": FormQueue,
    "form-sheet": FormSheet,
    "entry": Entry,
    "fleet": FleetList,
    "forms": Page,
    "observation": Observation,
    "plan": PlanTold,
    "summary": Summary,
    **{kind.value: record for kind, record in CONTENTS.items()},
}
"""What is read or written in JSON, by name."""
BAD_LINES_SHOWN = 20


@click.command()
@CONFIG
@telling
def register(config: Path) -> None:
    """
    Put the rules of the study CONFIG on record, with the time.

    Do it before you measure: a report tells whether its rules were there first, and every later change of them. The
    daemon does it by itself when it starts.
    """
    loaded = load(config)
    place = database(Path(loaded.study.study.data))
    Store.create(place).close()
    made = due(place, loaded.study, datetime.now(UTC))
    if made is None:
        click.echo("These rules are on record already.")
        return
    store = Store.create(place)
    try:
        store.keep([made])
    finally:
        store.close()
    click.echo(f"On record since {made.at:%Y-%m-%d %H:%M:%S} UTC: rules {made.sha256[:12]}.")


@click.group(name="import")
def import_() -> None:
    """Take in records from elsewhere, to be judged by the same rules."""


for _importer in IMPORTERS:
    import_.add_command(_importer)

FILE = click.argument("file", type=click.File("rb"))
STUDY = study_option("The study that they belong to.")


@import_.command()
@FILE
@STUDY
@telling
def observations(file: BinaryIO, config: Path) -> None:
    """Take in observations from FILE (- for standard input): one JSON object a line."""
    loaded = load(config)
    store = Store.create(database(Path(loaded.study.study.data)))
    try:
        imported = import_observations(file, loaded.study, store)
    finally:
        store.close()
    _tell(imported)


@import_.command()
@FILE
@STUDY
@telling
def cases(file: BinaryIO, config: Path) -> None:
    """Take in judged correspondence from FILE (- for standard input): one JSON object a line, one line a case."""
    loaded = load(config)
    store = Store.create(database(Path(loaded.study.study.data)))
    try:
        imported = import_cases(file, loaded.study, store)
    finally:
        store.close()
    _tell(imported)


def _tell(imported: Imported) -> NoReturn:
    """Say how it went, and end with exit code 1 if a line was not taken."""
    for number, sentence in imported.bad[:BAD_LINES_SHOWN]:
        click.echo(f"line {number} {sentence}", err=True)
    if len(imported.bad) > BAD_LINES_SHOWN:
        click.echo(f"... and {len(imported.bad) - BAD_LINES_SHOWN} more bad lines", err=True)
    click.echo(f"Taken: {imported.taken}. Not taken: {len(imported.bad)}.")
    sys.exit(1 if imported.bad else 0)


@click.command()
@CONFIG
@click.option("--from", "start", type=Moment(), help="Tell only of what was due from this time on.")
@click.option("--to", "end", type=Moment(), help="Tell only of what was due before this time.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, whose shape `kaklet schema summary` prints.")
@draft_options
@telling
def summary(config: Path, start: datetime | None, end: datetime | None, asked: Asked, *, as_json: bool) -> None:
    """Tell the figures of each provider: uptime with its interval, outages, response times, answers."""
    loaded = load(config)
    issue = asked.issue(loaded)
    start, end = (start, end) if issue is None else issue.period(start, end)
    comparison = compare_study(loaded, start=start, end=end, phases=False)
    found = summarise(comparison if issue is None else issue.made(comparison, datetime.now(UTC)))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
        return
    for line in summary_lines(found):
        click.echo(line)


@click.command()
@CONFIG
@click.option("--rebuild", is_flag=True, help="Make all of them again, and say whether they came out as they were.")
@click.option("--settled", is_flag=True, help="Only hours and days that are over, as `kaklet run` does by itself.")
@telling
def rollup(config: Path, *, rebuild: bool, settled: bool) -> None:
    """Count the samples of each hour and day, so that long periods can be told quickly. Raw samples all stay."""
    path = database(Path(load(config).study.study.data))
    Store.read(path).close()  # where nothing was measured yet, no store is made
    store = Store.create(path)
    try:
        hours = store.roll_up(FOLDING, before=settled_before(datetime.now(UTC)) if settled else None)
        if not rebuild:
            click.echo(f"Rolled up: {hours} hours.")
            return
        before = store.rollups_sha256()
        store.drop_rollups()
        hours = store.roll_up(FOLDING)
        after = store.rollups_sha256()
    finally:
        store.close()
    if after == before:
        click.echo(f"Made again from raw: {hours} hours, byte for byte as they were (SHA-256 {after}).")
    else:
        give_up(
            f"Made again from raw: {hours} hours, which were not as they are now: "
            "the old ones had been altered, or made by another version."
        )


@click.command()
@click.argument("name", type=click.Choice(sorted(FORMATS)))
def schema(name: str) -> None:
    """Print the JSON Schema of a format that is read or written."""
    click.echo(msgspec.json.format(msgspec.json.encode(msgspec.json.schema(FORMATS[name]))).decode())
