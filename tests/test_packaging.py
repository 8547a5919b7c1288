"""What is installed elsewhere is the whole of it, and gets into nobody's way."""

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"kaklet", "probes", "results", "report_templates", "scheduler"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel by its own backend and return the names of the files in it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (file,) = folder.glob("kaklet-*.whl")
    with ZipFile(file) as packed:
        return set(packed.namelist())


def shipped(*patterns: str) -> set[str]:
    """Name the files of the checkout that fit *patterns*."""
    found = {path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern)}
    assert found, patterns
    return found


@pytest.mark.parametrize(
    "pattern",
    [
        "scheduler.py",
        "kaklet/study_template.toml",
        "*/py.typed",
        "report_templates/templates/*",
        "report_templates/**/*.po",
        "kaklet/**/*.py",
        "probes/**/*.py",
        "results/**/*.py",
        "report_templates/**/*.py",
    ],
)
def test_the_wheel_is_complete(wheel: set[str], pattern: str) -> None:
    """Every file of this sort is in it."""
    assert shipped(pattern) - wheel == set()


def test_the_wheel_holds_our_five_names_and_nothing_else(wheel: set[str]) -> None:
    """No tests, no data and no pictures are installed."""
    tops = {name.split("/")[0].removesuffix(".py") for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == OURS


def test_the_wheel_has_the_command_and_the_licence(wheel: set[str]) -> None:
    """Who installs it can start it, and knows what is permitted."""
    assert {name.partition(".dist-info/")[2] for name in wheel} >= {"entry_points.txt", "licenses/LICENSE"}


def test_no_other_package_uses_our_names() -> None:
    """Top-level names such as "results" are common: none of those installed beside us has one."""
    for other in distributions():
        if other.name != "kaklet":
            tops = {Path(file).parts[0].removesuffix(".py") for file in other.files or ()}
            assert not tops & OURS, other.name
