"""The table of acceptance tests names tests that there are."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_the_table_names_tests_that_there_are() -> None:
    """Each proof is a function of that name in that file."""
    named = NAMED.findall((ROOT / "tests/ACCEPTANCE.md").read_text(encoding="utf-8"))
    assert len(named) > 40
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        functions = {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert name in functions, f"{file} has no {name}"


def test_each_number_of_the_note_is_in_the_table() -> None:
    """All eighteen, those that are left for later included."""
    lines = (ROOT / "tests/ACCEPTANCE.md").read_text(encoding="utf-8").splitlines()
    numbers = {
        int(line.split("|")[1]) for line in lines if line.startswith("| ") and line.split("|")[1].strip().isdigit()
    }
    assert numbers == set(range(1, 19))
