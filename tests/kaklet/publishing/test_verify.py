"""Whether a report can be verified from the data beside it, and what is found where it was altered."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaklet.command_line import main
from kaklet.publishing.verify import VerifyError, verified

Sealing = Callable[[Path], None]


def test_a_report_as_it_was_made_agrees(report: Path) -> None:
    """Every figure is worked out again from the samples, and none differs."""
    found = verified(report)
    assert not found.differences
    assert found.figures > 1_000
    assert found.files > 10


def test_an_altered_page_is_found_by_its_sum(report: Path) -> None:
    """A file that is not what the sums say is named."""
    page = report / "en" / "index.html"
    page.write_text(page.read_text("utf-8").replace("Almhost", "Best host", 1), encoding="utf-8")
    assert any("en/index.html" in one and "SHA256SUMS" in one for one in verified(report).differences)


def test_an_altered_figure_is_found_also_under_new_sums(report: Path, resealed: Sealing) -> None:
    """A figure of the published comparison that the data do not give is told with both values."""
    file = report / "comparison.json"
    text = file.read_text("utf-8")
    altered = re.sub(r'"down":\d+', '"down":987', text, count=1)
    assert altered != text
    file.write_text(altered, encoding="utf-8")
    resealed(report)
    assert any("987 published" in one for one in verified(report).differences)


def test_an_altered_cell_of_a_table_is_found_also_under_new_sums(report: Path, resealed: Sealing) -> None:
    """A table that the figures do not give is named with its line."""
    file = report / "figures.csv"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    lines[3] = lines[3].replace(",0", ",1", 1) if ",0" in lines[3] else lines[3].replace("1", "2", 1)
    file.write_text("".join(lines), encoding="utf-8", newline="")
    resealed(report)
    assert any(one.startswith("figures.csv, line 4") for one in verified(report).differences)


def test_an_altered_row_of_the_data_is_found_also_under_new_sums(report: Path, resealed: Sealing) -> None:
    """One sample less, and the figures that stand on it no longer agree."""
    with closing(sqlite3.connect(report / "data.sqlite3")) as data:
        data.execute("DELETE FROM samples WHERE id = (SELECT id FROM samples ORDER BY id LIMIT 1 OFFSET 100)")
        data.commit()
    resealed(report)
    assert any("measured" in one for one in verified(report).differences)


def test_an_altered_verdict_is_found_also_under_new_sums(report: Path, resealed: Sealing) -> None:
    """A person's answer that is called a machine's changes the answers, and that is told."""
    with closing(sqlite3.connect(report / "data.sqlite3")) as data:
        changed = data.execute("UPDATE received SET verdict = 'auto_ack' WHERE verdict = 'human'")
        assert changed.rowcount
        data.commit()
    resealed(report)
    assert any("answered" in one for one in verified(report).differences)


def test_a_file_that_nobody_named_is_found(report: Path) -> None:
    """What was put into the folder afterwards is no part of the report."""
    (report / "more.csv").write_text("1\n", encoding="utf-8")
    assert verified(report).differences == ("more.csv: is not named in SHA256SUMS.",)


def test_a_report_without_data_cannot_be_verified(report: Path) -> None:
    """The sentence says how such a report is made."""
    (report / "data.sqlite3").unlink()
    with pytest.raises(VerifyError, match="--downloads"):
        verified(report)


def test_the_command_ends_with_1_where_anything_differs(report: Path) -> None:
    """The exit code tells programs; each difference has a line."""
    assert CliRunner().invoke(main, ["verify", str(report)]).exit_code == 0
    (report / "figures.csv").write_text("provider\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["verify", str(report)])
    assert result.exit_code == 1
    assert "differs: figures.csv" in result.output
