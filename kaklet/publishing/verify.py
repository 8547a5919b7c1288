"""Are the published figures those that the published data give? Works everything out again and tells what differs."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from kaklet import __version__
from kaklet.publishing.data import compared_again
from kaklet.publishing.differing import differences, leaves
from report_templates import FORMATS, LANGUAGES, printed_files
from report_templates.language import Language
from results.judge.comparison import Comparison
from results.judge.editions.compared import edition
from results.judge.summary import Summary, summarise

DATA, SUMS = "data.sqlite3", "SHA256SUMS"
PREVIOUS = "previous-edition.json"
"""The comparison that was published as the edition before."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What one folder's verification found."""

    figures: int
    """Figures of the comparison that were worked out again."""
    files: int
    """Files that were held against their sum, or made again."""
    differences: tuple[str, ...]
    """A sentence for each thing that does not agree."""


class VerifyError(Exception):
    """A folder that nothing can be verified in: one sentence."""


def verified(folder: Path) -> Checked:
    """
    Verify the report in *folder*: its files by their sums, its figures by its data, its pages by its figures.

    Raises `VerifyError` where it has no data beside it, `StoreError` where these cannot be read.
    """
    comparison = _published(folder)
    sums = list(_sums(folder))
    published, again = _plain(comparison), _plain(_edition(folder, comparison, compared_again(folder / DATA)))
    figures = sum(1 for _ in leaves(published))
    found = [*sums, *differences("", published, again), *_pages(folder, comparison)]
    files = len((folder / SUMS).read_text(encoding="utf-8").splitlines())
    return Checked(figures=figures, files=files, differences=tuple(found))


def _published(folder: Path) -> Comparison:
    for name in ("comparison.json", DATA, SUMS):
        if not (folder / name).is_file():
            raise VerifyError(
                f"{folder} has no {name}: name the folder of a report that was made with --downloads, as a whole."
            )
    try:
        comparison = msgspec.json.decode((folder / "comparison.json").read_bytes(), type=Comparison)
    except msgspec.DecodeError as error:
        raise VerifyError(f"{folder / 'comparison.json'} is no comparison of this version ({error}).") from error
    if comparison.software != __version__:
        raise VerifyError(f"The report was made by Kaklet {comparison.software}: verify it with that version.")
    if comparison.edition is not None and comparison.edition.since is not None and not (folder / PREVIOUS).is_file():
        raise VerifyError(f"{folder} has no {PREVIOUS}: name the folder of a report as a whole.")
    return comparison


def _edition(folder: Path, published: Comparison, again: Comparison) -> Comparison:
    """Hold *again* against the edition before anew, as *published* says that it was."""
    own = published.edition
    if own is None:
        return again
    content = (folder / PREVIOUS).read_bytes() if own.since is not None else None
    try:
        before = None if content is None else msgspec.json.decode(content, type=Comparison)
    except msgspec.DecodeError as error:
        raise VerifyError(f"{folder / PREVIOUS} is no comparison of this version ({error}).") from error
    return edition(
        again,
        before,
        sha256=hashlib.sha256(content or b"").hexdigest(),
        number=own.number,
        revision=own.revision,
        draft=own.draft,
        made_at=own.made_at,
    )


def _sums(folder: Path) -> Iterator[str]:
    """Yield what is not as its sum says, and what has none."""
    named = set()
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        expected, _, name = line.partition("  ")
        named.add(name)
        path = folder / name
        if not path.is_file():
            yield f"{name}: is missing."
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            yield f"{name}: is not the file that {SUMS} names."
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != SUMS and name not in named:
            yield f"{name}: is not named in {SUMS}."


def _plain(comparison: Comparison) -> Any:  # noqa: ANN401 -- JSON
    told: Summary = summarise(comparison)
    return {"summary": msgspec.to_builtins(told), "comparison": msgspec.to_builtins(comparison)}


def _pages(folder: Path, comparison: Comparison) -> Iterator[str]:
    """Yield each file that is not what its own comparison makes of it; a PDF is held against its sum alone."""
    codes = [code for code in _order(folder) if (folder / code).is_dir()]
    there = {"html": (folder / "index.html"), "json": folder / "summary.json", "csv": folder / "figures.csv"}
    formats = [name for name in FORMATS if name in there and there[name].is_file()]
    formats += ["txt"] if any((folder / code / "report.txt").is_file() for code in codes) else []
    speakers = [Language(code, comparison) for code in codes]
    for name, content in printed_files(comparison, speakers, formats, downloadable=True):
        path = folder / name
        if not path.is_file():
            yield f"{name}: is missing."
        elif (line := _first_difference(path.read_bytes(), content)) is not None:
            yield f"{name}, line {line}: is not what comparison.json gives."


def _order(folder: Path) -> list[str]:
    """Tell the languages, that to which the folder's own page leads first."""
    page = folder / "index.html"
    text = page.read_text(encoding="utf-8", errors="replace") if page.is_file() else ""
    return sorted(LANGUAGES, key=lambda code: text.find(f'href="{code}/') if f'href="{code}/' in text else len(text))


def _first_difference(there: bytes, made: bytes) -> int | None:
    if there == made:
        return None
    ours, theirs = made.splitlines(), there.splitlines()
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if one != other:
            return number
    return min(len(ours), len(theirs)) + 1
