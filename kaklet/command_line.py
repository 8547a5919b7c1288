"""The command line: the doors that people and programs come in by."""

import asyncio
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import click

from kaklet import __version__
from kaklet.alerts.command import alerts
from kaklet.campaign.command import plan
from kaklet.config import Loaded, load
from kaklet.daemon import Daemon
from kaklet.data_commands import import_, register, rollup, schema, summary
from kaklet.desk.command import desk
from kaklet.fleet.command import agent, collect
from kaklet.fleet.commands import fleet
from kaklet.fleet.standing import overasked
from kaklet.form_commands import form
from kaklet.form_dry_run import dry_run
from kaklet.logs import log_to_stderr
from kaklet.mail_commands import mail
from kaklet.probe_command import probe
from kaklet.publishing.command import editions, verify
from kaklet.publishing.edition_options import NOTHING, Asked, edition_options
from kaklet.reporting import gathered
from kaklet.service.commands import IMPORTERS, entries, record
from kaklet.simulate.command import simulate
from kaklet.status import status_lines
from kaklet.telling import CONFIG, Moment, give_up, telling
from probes.probe import utc_now

NOTICE = timedelta(days=14)
"""The campaign of a new study begins no sooner: its plan has to be read first."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="kaklet")
def main() -> None:
    """Find out which web hosts and Internet providers keep what they promise."""


form.add_command(dry_run)
COMMANDS = (
    probe,
    plan,
    register,
    import_,
    rollup,
    summary,
    schema,
    mail,
    form,
    simulate,
    record,
    entries,
    desk,
    agent,
    collect,
    fleet,
    verify,
    alerts,
    editions,
)
for command in COMMANDS:
    main.add_command(command)
for importer in IMPORTERS:
    import_.add_command(importer)


@main.command()
@click.argument("config", type=click.Path(path_type=Path, dir_okay=False), default=Path("study.toml"))
@telling
def init(config: Path) -> None:
    """Write a commented study file for a study of your own to CONFIG."""
    if config.exists():
        give_up(f"{config} exists already: name another file, or remove it first.")
    template = files("kaklet").joinpath("study_template.toml").read_text(encoding="utf-8")
    start = next_monday(utc_now().date() + NOTICE)
    template = re.sub(r"(?m)^start = \S+", f"start = {start}", template)
    config.write_text(template, encoding="utf-8")
    click.echo(f"Wrote {config}. Put your providers into it, then: kaklet check {config}")


@main.command()
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
    for warning in overasked(study):
        click.echo(f"Mind: {warning}", err=True)


@main.command()
@CONFIG
@telling
def run(config: Path) -> None:
    """Run the study CONFIG until it is told to stop (SIGTERM, or Ctrl-C)."""
    loaded = load(config)
    if loaded.study.study.synthetic:
        give_up(f"{config} is a synthetic study: there is nothing to measure. Name a study of real providers.")
    log_to_stderr()
    asyncio.run(Daemon(loaded).run())


@main.command()
@CONFIG
@telling
def status(config: Path) -> None:
    """Tell what is due, what runs and what came in."""
    for line in status_lines(load(config), utc_now()):
        click.echo(line)


@main.command()
@CONFIG
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("report"), show_default=True)
@click.option("--lang", default="en", show_default=True, help="Languages, with commas between: en,sv,nb,nl")
@click.option("--from", "start", type=Moment(), help="Tell only of what was due from this time on.")
@click.option("--to", "end", type=Moment(), help="Tell only of what was due before this time.")
@click.option("--format", "formats", default="html", show_default=True, help="html,pdf,txt,json,csv, or some of them.")
@click.option("--downloads", is_flag=True, help="Put the data beside it, so that anyone can verify every figure.")
@edition_options
@telling
def report(
    config: Path,
    out: Path,
    lang: str,
    start: datetime | None,
    end: datetime | None,
    *,
    formats: str,
    asked: Asked,
    downloads: bool,
) -> None:
    """Make the report of the study CONFIG: a folder of HTML that needs no network, and other formats beside it."""
    front = render_report(
        load(config),
        out,
        lang.split(","),
        start=start,
        end=end,
        formats=formats.split(","),
        downloads=downloads,
        asked=asked,
    )
    click.echo(f"The report: {front}")


def render_report(
    loaded: Loaded,
    out: Path,
    languages: list[str],
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    formats: Sequence[str] = ("html",),
    downloads: bool = False,
    asked: Asked = NOTHING,
) -> Path:
    """Make the report and return the path at which it begins; an edition is put on record when it is made."""
    try:
        from report_templates import FORMATS, LANGUAGES, render  # noqa: PLC0415 -- an agent is installed without them
    except ModuleNotFoundError as error:
        give_up(f"Reports need the package {error.name}: install kaklet[report].")
    for known, named, option in ((LANGUAGES, languages, "--lang"), (FORMATS, formats, "--format")):
        if unknown := [one for one in named if one not in known]:
            raise click.BadParameter(f"{unknown[0]!r} is not one of: {', '.join(known)}", param_hint=option)
    from kaklet.editorial import doubtful_lines  # noqa: PLC0415 -- as above

    if "pdf" in formats:
        _can_print()
    issue = asked.issue(loaded)
    start, end = (start, end) if issue is None else issue.period(start, end)
    with gathered(loaded, start=start, end=end) as found:
        comparison = found.compared() if issue is None else issue.made(found.compared(), utc_now())
        for line in doubtful_lines(loaded, comparison):
            click.echo(f"Check this before you publish: {line}", err=True)
        if downloads:
            from kaklet.publishing.downloads import DOWNLOADED, downloads_of  # noqa: PLC0415 -- as above

            formats = [*formats, *(one for one in DOWNLOADED if one not in formats)]
            before = issue.before.content if issue is not None and issue.before is not None else None
            beside = downloads_of(loaded.study, found, comparison, before)
        front = render(comparison, out, languages, formats, beside=beside if downloads else None)
    if issue is not None:
        for line in issue.publish(comparison, utc_now()):
            click.echo(line)
    return front


def _can_print() -> None:
    """Give up at once, and not after a minute of work, where nothing can print a PDF."""
    try:
        import_module("weasyprint")
    except ModuleNotFoundError:
        give_up("PDF needs the package weasyprint: install kaklet[pdf].")
    except OSError:
        give_up("PDF needs the library Pango: install it, on Debian as libpango-1.0-0 and libpangoft2-1.0-0.")


@main.command()
@CONFIG
@click.option("--seconds", type=click.IntRange(5, 3600), default=56, show_default=True, help="How long to measure.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for data and report.")
@telling
def demo(config: Path, seconds: int, out: Path | None) -> None:
    """Measure five fictional providers on this machine and make the report of them."""
    try:
        from kaklet.demo.tour import tour  # noqa: PLC0415 -- an agent is installed without it
    except ModuleNotFoundError as error:
        give_up(f"The demonstration needs the package {error.name}: install kaklet[demo].")
    folder = out or Path("data") / f"demo-{utc_now():%Y%m%dT%H%M%SZ}"
    tour(config, folder, seconds=seconds, render=render_report, give_up=give_up)


def next_monday(day: date) -> date:
    """Tell the first Monday from *day* on."""
    return day + timedelta(days=-day.weekday() % 7)
