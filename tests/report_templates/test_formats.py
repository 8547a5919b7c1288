"""The report in its other formats: PDF, plain text, JSON and CSV."""

import csv
import re
import zlib
from contextlib import suppress
from io import StringIO
from pathlib import Path

import msgspec
import pytest

from report_templates import FORMATS, LANGUAGES, render
from report_templates.language import Language
from report_templates.plain_text import COLUMNS, plain_text
from report_templates.tidy_csv import dictionary_csv, table_csv
from report_templates.whole import drawing_style, whole
from results.judge.comparison import Comparison
from results.judge.summary import Summary, summarise
from results.judge.tidy import tables


@pytest.fixture
def synthetic(comparison: Comparison) -> Comparison:
    """Return the comparison as one of a study that nobody measured."""
    return msgspec.structs.replace(comparison, synthetic=True)


@pytest.mark.parametrize("code", LANGUAGES)
def test_plain_text_fits_a_terminal(comparison: Comparison, code: str) -> None:
    """No line is longer than 80 columns, and no space is one that a terminal shows oddly."""
    text = plain_text(Language(code, comparison), comparison)
    assert max(map(len, text.splitlines())) <= COLUMNS
    assert "\N{NO-BREAK SPACE}" not in text


def test_plain_text_has_what_must_not_be_left_out(comparison: Comparison) -> None:
    """The table with places, what can and cannot be said, and who paid are all there."""
    text = plain_text(Language("en", comparison), comparison)
    assert all(
        heading in text
        for heading in ("THE TABLE", "WHAT WE CAN SAY", "WHAT WE CAN\N{RIGHT SINGLE QUOTATION MARK}T", "WHO PAID")
    )
    assert all(provider.name.split()[0] in text for provider in comparison.providers)
    assert re.search(r"\d \(\d\W\d\)", text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_plain_text_says_that_nothing_was_measured(synthetic: Comparison, code: str) -> None:
    """A synthetic study is called so in the first line and in the last."""
    lines = plain_text(Language(code, synthetic), synthetic).rstrip().splitlines()
    assert lines[0].startswith("*** SYNT")
    assert lines.count(lines[0]) == 2
    assert lines[0] in lines[-4:]


def test_a_table_without_criteria_is_still_a_page(unbegun: Comparison) -> None:
    """Where nothing has begun, the text is short, not an error."""
    text = plain_text(Language("en", unbegun), msgspec.structs.replace(unbegun, providers=()))
    assert "THE TABLE" in text


def test_the_summary_is_the_one_that_the_command_prints(comparison: Comparison, tmp_path: Path) -> None:
    """What is written as JSON is the summary's own data."""
    file = render(comparison, tmp_path / "report", ["en"], ["json"])
    assert file.name == "summary.json"
    assert msgspec.json.decode(file.read_bytes(), type=Summary) == summarise(comparison)


def test_every_row_of_a_table_has_every_column(comparison: Comparison) -> None:
    """Read as CSV, each row is as long as the head, and numbers are read back as they were."""
    for table in tables(comparison):
        head, *rows = csv.reader(StringIO(table_csv(table).decode(), newline=""))
        assert head == [field.name for field in table.fields]
        assert len(rows) == len(table.rows)
        for row, source in zip(rows, table.rows, strict=True):
            assert len(row) == len(head)
            assert all(float(cell) == value for cell, value in zip(row, source, strict=True) if type(value) is float)


def test_uptime_stands_in_the_figures_with_its_interval(comparison: Comparison) -> None:
    """One row for each provider and figure has value, bounds, base and unit."""
    (figures,) = [table for table in tables(comparison) if table.name == "figures"]
    told = summarise(comparison).providers[0]
    (row,) = [row for row in figures.rows if row[:3] == (told.id, told.checks[0].task, "uptime")]
    check = told.checks[0]
    assert row[3:] == (check.uptime, check.uptime_low, check.uptime_high, check.measured, "share")


def test_the_dictionary_tells_every_column(comparison: Comparison) -> None:
    """No column of any table is without a description."""
    made = tables(comparison)
    rows = list(csv.DictReader(StringIO(dictionary_csv(made).decode(), newline="")))
    assert [(row["file"], row["column"]) for row in rows] == [
        (f"{table.name}.csv", field.name) for table in made for field in table.fields
    ]
    assert all(row["description"] for row in rows)


def test_a_format_that_there_is_not_is_refused(comparison: Comparison, tmp_path: Path) -> None:
    """The sentence names those that there are."""
    with pytest.raises(ValueError, match="html, pdf, txt, json, csv"):
        render(comparison, tmp_path / "report", ["en"], ["docx"])


def test_all_formats_stand_side_by_side(synthetic: Comparison, tmp_path: Path) -> None:
    """Every format is written; the PDF is tagged, of several pages, and says that nothing was measured."""
    front = render(synthetic, tmp_path / "report", ["sv"], FORMATS)
    assert front == tmp_path / "report" / "index.html"
    made = (tmp_path / "report" / "sv" / "report.pdf").read_bytes()
    assert made.startswith(b"%PDF-1.7")
    inside = unpacked(made)
    assert b"pdfuaid:part" in inside
    assert b"/StructTreeRoot" in inside
    assert b"/Lang (sv)" in inside
    assert {"summary.json", "figures.csv", "data-dictionary.csv"} <= {one.name for one in front.parent.iterdir()}


def unpacked(document: bytes) -> bytes:
    """Return all streams of a PDF as they are before they are packed."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    opened = []
    for one in found:
        with suppress(zlib.error):
            opened.append(zlib.decompress(one))
    return b"\n".join([*found, *opened])


def test_pages_are_joined_without_an_identifier_twice(comparison: Comparison, tmp_path: Path) -> None:
    """In the one document that is printed each identifier is met once outside of drawings, and links lead into it."""
    folder = render(comparison, tmp_path / "report", ["en"]).parent / "en"
    provider = f"provider-{comparison.providers[0].id}.html"
    pages = {name: (folder / name).read_text("utf-8") for name in ("index.html", provider, "method.html")}
    joined = whole(pages, (folder.parent / "style.css").read_text("utf-8"))
    outside = re.sub(r"<defs>.*?</defs>", "", joined, flags=re.DOTALL)
    ids = re.findall(r'\bid="([^"]+)"', outside)
    assert len(ids) == len(set(ids))
    assert f'href="{provider}"' not in joined
    assert 'href="#page-1"' in joined
    assert all(f'id="{name}"' in joined for name in re.findall(r'<use href="#([^"]+)"', joined))


def test_drawings_carry_their_own_colours() -> None:
    """A rule of the page that colours a drawing is carried over with the colours of print."""
    style = ".full { fill: var(--accent); }\n.x { margin: 0; }\n@media print {\n  :root { --accent: #00566b; }\n}"
    assert ".full { fill: #00566b }" in drawing_style(style)
    assert "margin" not in drawing_style(style)
