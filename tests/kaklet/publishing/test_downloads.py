"""What stands beside a report, and what must not."""

import hashlib
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from kaklet.command_line import main
from kaklet.config import load
from kaklet.daemon import database
from kaklet.report_commands import render_report
from results.keep import Store
from results.keep.publication import ALLOWED
from results.records import Case, Message


def test_nobodys_words_and_no_address_are_in_the_data(study_file: Path, report: Path) -> None:
    """Neither the reply addresses nor the personas nor the subjects nor the mailbox's names are in the file."""
    data = (report / "data.sqlite3").read_bytes()
    store = Store.read(database(study_file.parent / "data"))
    cases, messages = store.all(Case), store.all(Message)
    store.close()
    assert cases
    for case in cases:
        for secret in (case.address, case.persona, case.subject, case.message_id or ""):
            assert not secret or secret.encode() not in data
    assert not any(one.id.encode() in data for one in messages)


def test_only_what_is_allowed_has_contents(report: Path) -> None:
    """Each column that is not on the list is empty in every row that is copied from the store."""
    own = {"texts", "details", "open_hours", "_sqlite_migrations"}
    with closing(sqlite3.connect(report / "data.sqlite3")) as data:
        tables = [name for (name,) in data.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in ALLOWED:
            columns = [row[1] for row in data.execute(f"PRAGMA table_info({table})")]
            for column in set(columns) - set(ALLOWED[table]):
                found = {value for (value,) in data.execute(f'SELECT DISTINCT "{column}" FROM {table}')}  # noqa: S608 -- our names
                numbers = {value for value in found if column == "boot_id" and value.isdigit()}  # of starts
                assert found - numbers <= {None, "", "[]"} or column in {"beside", "detail"}, (table, column)
        assert not {"plans", "approvals", "delivery_attempts", "diallings"} & set(tables)
        assert own & set(tables)


def test_the_same_records_give_the_same_bytes(study_file: Path, original: Path, tmp_path: Path) -> None:
    """Two reports of one study are equal to the last byte, the data among them."""
    again = tmp_path / "report"
    render_report(load(study_file), again, ["en"], formats=["html", "txt"], downloads=True)
    assert (again / "SHA256SUMS").read_bytes() == (original / "SHA256SUMS").read_bytes()


def test_the_package_describes_each_file_as_it_is(report: Path) -> None:
    """Sizes and hashes are those of the files, and each table has a schema with its columns."""
    package = msgspec.json.decode((report / "datapackage.json").read_bytes())
    assert package["resources"]
    for resource in package["resources"]:
        content = (report / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    (figures,) = [one for one in package["resources"] if one["path"] == "figures.csv"]
    head = (report / "figures.csv").read_text("utf-8").splitlines()[0].split(",")
    assert [field["name"] for field in figures["schema"]["fields"]] == head


def test_the_licence_is_that_of_the_study(study_file: Path, tmp_path: Path) -> None:
    """Only a study that names a licence gives one."""
    file = study_file.with_name("licensed.toml")
    text = study_file.read_text("utf-8")
    file.write_text(text.replace("[study]", '[study]\ndata_licence = { name = "CC-BY-4.0" }', 1), encoding="utf-8")
    render_report(load(file), tmp_path / "report", ["en"], downloads=True)
    package = msgspec.json.decode((tmp_path / "report" / "datapackage.json").read_bytes())
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


def test_the_front_page_leads_to_the_downloads(report: Path) -> None:
    """Each link of the section leads to a file that is there."""
    page = (report / "en" / "index.html").read_text("utf-8")
    section = page.partition('id="downloads"')[2].partition("</section>")[0]
    links = [part.partition('"')[0] for part in section.split('href="../')[1:]]
    assert len(links) > 10
    assert all((report / link).is_file() for link in links)


def test_the_evidence_is_named_by_its_hash_alone(report: Path) -> None:
    """The manifest has a line for each judged mail, and nothing of what stands in it."""
    head, *rows = (report / "evidence.csv").read_text("utf-8").splitlines()
    assert head == "sha256,provider,case"
    assert rows
    assert all(len(row.split(",")[0]) == 64 for row in rows)


def test_without_what_prints_pdf_the_sentence_says_what_to_install(
    study_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is named at once, and nothing is written."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    wanted = ["report", str(study_file), "--format", "html,pdf", "--out", str(tmp_path / "report")]
    result = CliRunner().invoke(main, wanted)
    assert result.exit_code == 1
    assert "pip install '.[pdf]'" in result.output
    assert not (tmp_path / "report").exists()
