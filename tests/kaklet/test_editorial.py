"""`kaklet report` names the lines of the study file that claim more than the figures bear."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kaklet.command_line import main

ROUND = ["--providers", "3", "--days", "2", "--seed", "4", "--every", "900"]
WORDS = '''introduction.en = """
Three hosts were asked the same for two days.
Not one of them is down always, and the first is the best."""
'''


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Make a study up whose editor boasts."""
    file = tmp_path / "study.toml"
    assert CliRunner().invoke(main, ["simulate", *ROUND, "--out", str(file)]).exit_code == 0
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[study]\n", f"[study]\n{WORDS}", 1), encoding="utf-8")
    return file


def test_a_boast_is_named_with_its_line_and_the_report_is_made(study: Path, tmp_path: Path) -> None:
    """Whether to print it is the editor's decision."""
    result = CliRunner().invoke(main, ["report", str(study), "--out", str(tmp_path / "report"), "--lang", "en"])
    assert result.exit_code == 0, result.output
    line = 1 + study.read_text(encoding="utf-8").splitlines().index(WORDS.splitlines()[2].removesuffix('"""') + '"""')
    told = [one for one in result.stderr.splitlines() if one.startswith("Check this before you publish: ")]
    assert [one.split(": ")[1:3] for one in told] == [
        [f"study.toml, line {line}", "“always”"],
        [f"study.toml, line {line}", "“best”"],
    ]
    assert "the first is the best." in (tmp_path / "report" / "en" / "index.html").read_text(encoding="utf-8")
