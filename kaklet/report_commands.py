"""What is told: `kaklet report`, and `kaklet demo`, which makes one of providers of its own."""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path

import click

from kaklet.config import Loaded, load
from kaklet.publishing.edition_options import NOTHING, Asked, edition_options
from kaklet.reporting import gathered
from kaklet.telling import CONFIG, Moment, give_up, install, telling
from probes.probe import utc_now


@click.command()
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
        give_up(f"Reports need the package {error.name}: {install('report')}.")
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
        give_up(f"PDF needs the package weasyprint: {install('pdf')}.")
    except OSError:
        give_up("PDF needs the library Pango: install it, on Debian as libpango-1.0-0 and libpangoft2-1.0-0.")


@click.command()
@CONFIG
@click.option("--seconds", type=click.IntRange(5, 3600), default=56, show_default=True, help="How long to measure.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for data and report.")
@telling
def demo(config: Path, seconds: int, out: Path | None) -> None:
    """Measure five fictional providers on this machine and make the report of them."""
    try:
        from kaklet.demo.tour import tour  # noqa: PLC0415 -- an agent is installed without it
    except ModuleNotFoundError as error:
        give_up(f"The demonstration needs the package {error.name}: {install('demo')}.")
    folder = out or Path("data") / f"demo-{utc_now():%Y%m%dT%H%M%SZ}"
    tour(config, folder, seconds=seconds, render=render_report, give_up=give_up)
