"""What is put beside a report: the data, what describes them, and the sum of every file."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from kaklet.publishing.data import write_data
from kaklet.publishing.verify import DATA, PREVIOUS, SUMS
from kaklet.reporting import Gathered
from kaklet.study import Study
from results.judge.comparison import Comparison
from results.judge.tidy import Table, tables

DOWNLOADED = ("csv", "json")
"""The formats that a report with downloads always has."""
PACKAGE, MANIFEST, HOW_TO = "datapackage.json", "evidence.csv", "VERIFY.txt"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEDIA = {".csv": "text/csv", ".json": "application/json", ".sqlite3": "application/vnd.sqlite3"}
_HOW_TO = """\
How to verify this report

1. That no file was altered since:   sha256sum --check SHA256SUMS
2. That the figures are those of the data, worked out again from the single samples
   (Python 3.11 or newer; Kaklet {version} is free software):

       pip install "kaklet[report]=={version}"
       kaklet verify .

   It tells every figure that does not agree, and ends with exit code 1 if there is any.

data.sqlite3 holds every sample of the period, every question with its times, and what was judged of each
answer. It holds no mail, no names and no addresses. evidence.csv has the SHA-256 of each mail that came:
who has the mail can show that it is the one that was judged. datapackage.json describes every file.
"""


def downloads_of(
    study: Study, found: Gathered, comparison: Comparison, before: bytes | None = None
) -> Callable[[Path], None]:
    """
    Return what puts the downloads of *comparison*, made of *found*, into a report's folder.

    *before* is the comparison that was published as the edition before.
    """

    def put(folder: Path) -> None:
        write_data(found, folder / DATA)
        if before is not None:
            (folder / PREVIOUS).write_bytes(before)
        (folder / MANIFEST).write_text(_manifest(comparison), encoding="utf-8")
        (folder / HOW_TO).write_text(_HOW_TO.format(version=comparison.software), encoding="utf-8")
        package = _package(study, comparison, folder)
        (folder / PACKAGE).write_bytes(msgspec.json.format(msgspec.json.encode(package)))
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        lines = (f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
        (folder / SUMS).write_text("".join(lines), encoding="utf-8")

    return put


def _manifest(comparison: Comparison) -> str:
    """List the evidence of every judged message, by what names it and tells nothing of it."""
    rows = [
        f"{one.evidence},{provider.id},{story.case}"
        for provider in comparison.providers
        for support in provider.support
        for story in support.stories
        for one in story.messages
        if one.evidence
    ]
    return "\n".join(["sha256,provider,case", *sorted(rows)]) + "\n"


def _package(study: Study, comparison: Comparison, folder: Path) -> dict[str, Any]:
    """Describe the data as Data Package v2 asks, with what it asks of each resource."""
    head = study.study
    made: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": _name(head.id),
        "title": head.title.get("en", head.id),
        "version": comparison.method,
        "created": comparison.as_of.isoformat(),
        "resources": [*_resources(comparison, folder)],
    }
    if head.data_licence is not None:
        made["licenses"] = [msgspec.to_builtins(head.data_licence)]
    return made


def _name(text: str) -> str:
    return "".join(one if one.isalnum() or one in "-._" else "-" for one in text.lower())


def _resources(comparison: Comparison, folder: Path) -> Iterator[dict[str, Any]]:
    described = {f"{table.name}.csv": table for table in tables(comparison)}
    for path in sorted(one for one in folder.iterdir() if one.suffix in _MEDIA):
        resource: dict[str, Any] = {
            "name": _name(path.stem if path.suffix == ".csv" else path.name.replace(".", "-")),
            "path": path.name,
            "format": path.suffix.removeprefix("."),
            "mediatype": _MEDIA[path.suffix],
            "bytes": path.stat().st_size,
            "hash": f"sha256:{_sha256(path)}",
        }
        if path.suffix == ".csv":
            resource["encoding"] = "utf-8"
        if path.name in described:
            resource |= {"type": "table", "title": described[path.name].title, "schema": _schema(described[path.name])}
        yield resource


def _schema(table: Table) -> dict[str, Any]:
    fields = [{"name": one.name, "type": one.type, "description": one.description} for one in table.fields]
    return {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields, "missingValues": [""]}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
