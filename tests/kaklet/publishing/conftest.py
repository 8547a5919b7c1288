"""A synthetic study and its report with downloads."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kaklet.config import load
from kaklet.report_commands import render_report
from kaklet.simulate.plan import plan_of
from kaklet.simulate.study import simulate


@pytest.fixture(scope="session")
def study_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a made-up study of a week, with mail."""
    file = tmp_path_factory.mktemp("study") / "study.toml"
    simulate(plan_of(providers=3, days=7, seed=5, every_seconds=1800), file)
    return file


@pytest.fixture(scope="session")
def original(study_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of its report, which no test may alter."""
    folder = tmp_path_factory.mktemp("report") / "report"
    render_report(load(study_file), folder, ["en"], formats=["html", "txt"], downloads=True)
    return folder


@pytest.fixture
def report(original: Path, tmp_path: Path) -> Path:
    """Return a copy of the report's folder, to be altered."""
    return Path(shutil.copytree(original, tmp_path / "report"))


@pytest.fixture
def resealed() -> Callable[[Path], None]:
    """Return what writes the sums of a report's files anew, as somebody would who wants to hide an alteration."""

    def seal(folder: Path) -> None:
        from hashlib import sha256  # noqa: PLC0415 -- of this alone

        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
        lines = (f"{sha256(one.read_bytes()).hexdigest()}  {one.relative_to(folder).as_posix()}\n" for one in files)
        (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")

    return seal
