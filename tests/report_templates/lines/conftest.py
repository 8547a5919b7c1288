"""A made-up study of Internet lines, from its records through the store to the comparison, once for all who look."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from kaklet.config import Loaded, load
from kaklet.reporting import compare_study
from kaklet.simulate.plan import plan_of
from kaklet.simulate.study import simulate
from results.judge.comparison import Comparison

DAYS = 12


@pytest.fixture(scope="session")
def lines_study(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Make up twelve days of fourteen lines, and nothing else."""
    config = tmp_path_factory.mktemp("lines") / "study.toml"
    return simulate(plan_of(providers=0, days=DAYS, seed=3, every_seconds=3_600, lines=True), config)


@pytest.fixture(scope="session")
def of_lines(lines_study: Loaded) -> Comparison:
    """Judge it."""
    return compare_study(load(Path(lines_study.study.study.data).parent / "study.toml"))


@pytest.fixture(scope="session")
def of_both(of_lines: Comparison, comparison: Comparison) -> Comparison:
    """Put these lines beside the hosts of another study, in whose minutes their disconnections do not lie."""
    lines = tuple(replace(one, disconnections=()) for one in of_lines.lines.lines)
    return replace(comparison, lines=replace(of_lines.lines, lines=lines))
