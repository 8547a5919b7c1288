"""The service record on the command line: `kaklet record`, `kaklet entries`, and `kaklet import` of tables."""

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from kaklet.config import load
from kaklet.daemon import database, evidence
from kaklet.service.entry import ServiceError, check, enter, fields_of
from kaklet.service.headers import FILES, HEADERS, Header
from kaklet.service.importing import Taken, import_table
from kaklet.service.table import MAX_BYTES
from kaklet.telling import study_option, telling
from probes.probe import utc_now
from results.keep import EvidenceFolder, Store
from results.records.service import Entry, Kind

MAX_EVIDENCE_BYTES = 50 * 2**20
BAD_ROWS_SHOWN = 20
STUDY = study_option("The study that it belongs to.")
KIND = click.Choice([kind.value for kind in Kind])


@click.command()
@click.argument("kind", type=KIND)
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option("--by", required=True, metavar="NAME", help="Who notes it.")
@click.option("--seen", default="", metavar="WHERE", help="Where it was seen: an address, a page of the contract.")
@click.option("--evidence", "proof", type=click.File("rb"), metavar="FILE", help="A copy to keep, by its hash.")
@click.option("--withdraw", is_flag=True, help="Take it back: it never was so. What was noted stays to be seen.")
@STUDY
@telling
def record(
    kind: str, fields: Sequence[str], by: str, seen: str, proof: BinaryIO | None, config: Path, *, withdraw: bool
) -> None:
    """Note one thing that people saw, were promised or graded. Noted again, it is corrected."""
    loaded = load(config)
    study, which = loaded.study, Kind(kind)
    checked = check(which, _split(which, fields), providers=[provider.id for provider in study.provider])
    if checked.content is None:
        raise ServiceError("; ".join(map(str, checked.complaints)) + ".")
    data = Path(study.study.data)
    sha256 = None if proof is None else EvidenceFolder(evidence(data)).put(_bounded(proof, MAX_EVIDENCE_BYTES))
    store = Store.create(database(data))
    try:
        (entry,) = enter(store, [checked.content], by=by, at=utc_now(), seen=seen, evidence=sha256, withdrawn=withdraw)
    finally:
        store.close()
    if entry is None:
        click.echo("Nothing new: the record says so already.")
    else:
        copy = f", evidence {sha256}" if sha256 else ""
        what = " ".join(filter(None, map(str, entry.content.key)))
        done = "Withdrawn" if withdraw else "Noted"
        click.echo(f"{done}: {entry.kind} {what}, version {entry.version}{copy}.")


def _split(kind: Kind, fields: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in fields:
        name, sign, value = one.partition("=")
        if not sign:
            raise ServiceError(f"{one[:40]!r} is no FIELD=VALUE: the fields are {', '.join(fields_of(kind))}.")
        if name in found:
            raise ServiceError(f"{name} is given twice: leave one.")
        found[name] = value
    return found


def _bounded(file: BinaryIO, most: int) -> bytes:
    content = file.read(most + 1)
    if len(content) > most:
        raise ServiceError(f"{file.name} is larger than {most // 2**20} MiB: give a smaller copy.")
    return content


@click.command()
@click.argument("kind", type=KIND, required=False)
@click.option("--json", "as_json", is_flag=True, help="As a JSON array of what `kaklet schema entry` prints.")
@STUDY
@telling
def entries(kind: str | None, config: Path, *, as_json: bool) -> None:
    """List what was noted, every version of it, in the order in which it came in."""
    store = Store.read(database(Path(load(config).study.study.data)))
    try:
        found = [one for one in store.entries() if kind is None or one.kind == kind]
    finally:
        store.close()
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo("Nothing has been noted yet: `kaklet record` and `kaklet import` do that.")


def _line(one: Entry) -> str:
    told = [
        f"{name}={value}"
        for name, value in msgspec.to_builtins(one.content).items()
        if name != "type" and value not in ("", None)
    ]
    place = f" ({one.seen})" if one.seen else ""
    state = " WITHDRAWN" if one.withdrawn else ""
    return " ".join(
        f"{one.at:%Y-%m-%d %H:%M}Z {one.by}{place}: {one.kind} v{one.version}{state} {' '.join(told)}".split()
    )


def _importer(name: str, kind: Kind) -> click.Command:
    """Make the command that imports the tables of *kind*."""
    header = HEADERS[kind]

    @click.command(name=name, help=f"Take in FILE (- for standard input), a CSV table: a row is {header.sentence}.")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), required=False)
    @click.option("--by", default="import", show_default=True, metavar="NAME", help="Who noted it.")
    @click.option("--template", is_flag=True, help="Write a table with header and example: to FILE, or here.")
    @STUDY
    @telling
    def take(file: Path | None, by: str, config: Path, *, template: bool) -> None:
        if template:
            _write_template(header, file)
            return
        if file is None:
            raise ServiceError(f"Name the FILE to take in; `kaklet import {name} --template` writes one to start from.")
        loaded = load(config)
        with click.open_file(str(file), "rb") as opened:
            content: bytes = opened.read(MAX_BYTES + 1)
        seen = "standard input" if str(file) == "-" else " ".join(file.name.split())
        store = Store.create(database(Path(loaded.study.study.data)))
        try:
            taken = import_table(kind, content, loaded.study, store, by=by, at=utc_now(), seen=seen)
        finally:
            store.close()
        _tell(taken)

    made: Any = take
    return made  # type: ignore[no-any-return]  # click's decorators lose the type


IMPORTERS = [_importer(name, kind) for name, kind in FILES.items()]


def _write_template(header: Header, file: Path | None) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows([header.columns, header.example])
    if file is None or str(file) == "-":
        click.echo(written.getvalue(), nl=False)
        return
    if file.exists():
        raise ServiceError(f"{file} exists already: name another file, or remove it first.")
    file.write_text(written.getvalue(), encoding="utf-8")
    click.echo(f"Wrote {file}: fill it in below the header, and take the example out.")


def _tell(taken: Taken) -> None:
    """Say how it went, and end with exit code 1 if a row was not taken."""
    for bad in taken.bad[:BAD_ROWS_SHOWN]:
        click.echo(str(bad), err=True)
    if len(taken.bad) > BAD_ROWS_SHOWN:
        click.echo(f"... and {len(taken.bad) - BAD_ROWS_SHOWN} more complaints", err=True)
    lost = len({bad.number for bad in taken.bad})
    click.echo(f"Taken: {taken.rows} (new: {taken.new}). Not taken: {lost}.")
    sys.exit(1 if taken.bad else 0)
