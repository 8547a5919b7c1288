"""What is installed elsewhere is the whole of it, and gets into nobody's way."""

import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution, distributions, packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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
        "kaklet/*_template.toml",
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


AS_AN_AGENT = """
import sys
from importlib import import_module
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
for module in {modules!r}:
    import_module(module)
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""


def installed_with(requirements: Iterable[str], extras: frozenset[str] = frozenset()) -> set[str]:
    """Name the distributions that *requirements* bring, with all that these require themselves."""
    found: set[str] = set()
    for line in requirements:
        wanted = Requirement(line)
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras or {""}):
            continue
        name = canonicalize_name(wanted.name)
        with suppress(PackageNotFoundError):  # of another system or version
            found |= {name} | installed_with(distribution(name).requires or (), frozenset(wanted.extras))
    return found


def test_an_agent_needs_no_more_than_its_extra() -> None:
    """All that `kaklet agent` is made of can be imported where nothing is installed but what `.[fleet]` brings."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    there = installed_with([*project["dependencies"], *project["optional-dependencies"]["fleet"]])
    tops: dict[str, set[str]] = defaultdict(set)
    for name, owners in packages_distributions().items():
        tops[name] |= {canonicalize_name(owner) for owner in owners}
    absent = {name for name, owners in tops.items() if not owners & there} - OURS
    assert {"jinja2", "babel", "scipy", "numpy", "vl_convert", "argon2", "playwright"} <= absent
    modules = ["kaklet.command_line", "kaklet.fleet.agent", "kaklet.fleet.holding", "kaklet.fleet.ceiling"]
    script = AS_AN_AGENT.format(absent=absent, modules=modules)
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    # A database of facts is a collector's, and a form's engine is loaded with the first form: memory for nothing.
    assert not {"sqlite_utils", "aiohttp"} & set(done.stdout.split())
