"""Tables as people and spreadsheets write them, hostile ones included."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from kaklet.service.headers import FILES, HEADERS

Run = Callable[..., Result]
Grades = Callable[[], list[Any]]
HEAD = "journey,provider,phase,component,grade,reason,stated_mean\n"
GOOD = "j1,alpha,use,service,7,Quick.,\n"


@pytest.fixture
def grades(kaklet: Run) -> Grades:
    """Tell the grades that the record holds, every version of them."""

    def read() -> list[Any]:
        done = kaklet("entries", "--json", "--config", "CONFIG")
        return [one["content"].get("grade") for one in json.loads(done.stdout)]

    return read


@pytest.mark.parametrize("name", FILES)
def test_a_template_can_be_imported_as_it_is(name: str, kaklet: Run, take: Run) -> None:
    """Header and example are right: the example row is taken once its provider is the study's."""
    template = kaklet("import", name, "--template").stdout
    done = take(name, template.replace("bjorkhost", "alpha"))
    assert done.stdout == "Taken: 1 (new: 1). Not taken: 0.\n", done.stderr
    assert done.exit_code == 0


def test_the_header_of_journeys_is_the_agreed_one(kaklet: Run) -> None:
    """Other programs write such files."""
    assert kaklet("import", "journeys", "--template").stdout.startswith(HEAD)


def test_a_template_is_written_to_a_file_and_over_none(kaklet: Run, tmp_path: Path) -> None:
    """The second time it is refused."""
    path = tmp_path / "journeys.csv"
    assert kaklet("import", "journeys", str(path), "--template").exit_code == 0
    assert path.read_text(encoding="utf-8").startswith(HEAD)
    assert "exists already" in kaklet("import", "journeys", str(path), "--template").stderr


def test_each_documented_header_is_in_the_method() -> None:
    """The documentation shows each file's header as the program demands it."""
    told = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")
    for kind in FILES.values():
        assert f"`{','.join(HEADERS[kind].columns)}`" in told, kind


def test_a_bad_row_is_named_and_costs_no_other(take: Run, grades: Grades) -> None:
    """Row and column stand before the sentence, and the rows around it are taken."""
    done = take("journeys", HEAD + GOOD + "j1,alpha,after-sales,service,11,Slow.,\n" + "j1,alpha,use,quality,3,Bad.,\n")
    assert done.stderr == "row 3, column grade: must be from 1 to 10, not '11'\n"
    assert (done.exit_code, done.stdout) == (1, "Taken: 2 (new: 2). Not taken: 1.\n")
    assert grades() == [7, 3]


def test_importing_twice_changes_nothing(take: Run, grades: Grades) -> None:
    """Nothing new is found, also after a correction by a person."""
    take("journeys", HEAD + GOOD)
    assert take("journeys", HEAD + GOOD).stdout == "Taken: 1 (new: 0). Not taken: 0.\n"
    assert grades() == [7]


@pytest.mark.parametrize(
    "table",
    [
        (HEAD + GOOD).encode("utf-8-sig"),
        (HEAD + GOOD).encode("utf-16"),
        (HEAD + GOOD).replace(",", ";").encode(),
        (HEAD + GOOD).replace(",", "\t").encode(),
        (HEAD + GOOD).replace("\n", "\r\n").encode(),
        (HEAD + GOOD).replace("\n", "\r").encode(),
        b"sep=;\r\n" + (HEAD + GOOD).replace(",", ";").encode(),
        (HEAD.upper() + GOOD).encode(),
        (HEAD + GOOD + ",,,,,,\n\n").encode(),
        b"grade,provider,journey,component,phase,stated_mean,reason\n7,alpha,j1,service,use,,Quick.\n",
    ],
    ids=["bom", "utf-16", "semicolons", "tabs", "crlf", "cr", "sep", "capitals", "empty rows", "other order"],
)
def test_a_table_is_read_as_spreadsheets_write_it(take: Run, grades: Grades, table: bytes) -> None:
    """Marks, delimiters, line ends and the order of columns make no difference."""
    assert take("journeys", table).stdout == "Taken: 1 (new: 1). Not taken: 0.\n"
    assert grades() == [7]


@pytest.mark.parametrize(
    ("row", "grade"),
    [("j1;alpha;use;service;7,5;Quick.;\n", 7.5), ("j1;alpha;use;service;7.5;Quick.;\n", 7.5)],
)
def test_a_decimal_comma_is_understood(take: Run, grades: Grades, row: str, grade: float) -> None:
    """As Excel writes it in Sweden."""
    take("journeys", HEAD.replace(",", ";") + row)
    assert grades() == [grade]


def test_a_comma_that_may_part_thousands_is_not_guessed_at(take: Run) -> None:
    """1,234 is told, never taken for one of the two."""
    head = ";".join(HEADERS[FILES["promises"]].columns)
    done = take("promises", f"{head}\nalpha;p;Q.;page;;uptime;;1,234;;;;;\n")
    assert "row 2, column value: may be thousands or decimals, '1,234'" in done.stderr


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (b"j1,alpha,use,service,6,L\xe5ngsamt.,\n", "row 2, column reason: is not UTF-8: save the file as CSV UTF-8"),
        (b"j1,alpha,use,service,6,a\x00b,\n", "row 2, column reason: has a control character in it: remove it"),
        (b"j1,alpha,use,service,6," + b"x" * 300_000 + b",\n", "row 2, column reason: is longer than 4000 characters"),
        (b'j1,alpha,use,service,6,"never closed,\n', "row 2 is no row of CSV"),
        (b'j1,alpha,use,service,6,"a"b,\n', "row 2 is no row of CSV"),
        (b"j1,alpha,use,service\n", "row 2 has 4 cells, but the header has 7"),
        (b"j1,alpha,use,service,6,a,,b\n", "row 2 has 8 cells, but the header has 7"),
        (b"j1,omega,use,service,6,a,\n", "row 2, column provider: 'omega' is not in the study"),
        (b"j1,alpha,,service,,a,\n", "row 2, column phase: is empty, which is for a stated mean"),
    ],
    ids=["cp1252", "nul", "huge", "open quote", "bad quote", "short", "long", "stranger", "no phase"],
)
def test_a_hostile_row_costs_no_other(take: Run, grades: Grades, row: bytes, told: str) -> None:
    """It is named, and the good row after it is taken."""
    done = take("journeys", HEAD.encode() + row + GOOD.encode())
    assert told in done.stderr
    assert done.exit_code == 1
    assert grades() == [7]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"", "The file is empty"),
        (b"a,b\n1,2\n", "Row 1 has a column 'a' that is not known. The header is: journey,provider"),
        (b"journey,provider\nj,alpha\n", "Row 1 has no column 'phase'"),
        (HEAD.replace("reason", "grade").encode(), "Row 1 has no column 'reason'"),
        (b"\x00" * 100, "Row 1 has a column"),
        (b'"' * 5, "Row 1 is no row of CSV"),
        (b"\xff\xfe\x00", "Row 1 has a column"),
    ],
)
def test_a_header_that_is_not_right_is_told(take: Run, table: bytes, told: str) -> None:
    """One sentence says what the header must be, and nothing is taken."""
    done = take("journeys", table)
    assert told in done.stderr
    assert done.exit_code == 1


def test_rows_that_contradict_each_other_are_told(take: Run) -> None:
    """Two rows about the same thing cannot both hold."""
    head = ",".join(HEADERS[FILES["terms"]].columns)
    done = take("terms", f"{head}\nalpha,binding_months,12,,,\nalpha,binding_months,24,,,\n")
    assert done.stderr == "row 3 says something else about the same as row 2: leave one of the two\n"


def test_the_place_can_stand_beside_each_row(kaklet: Run, take: Run) -> None:
    """A column "seen" tells where each was seen; else it is the file."""
    table = StringIO()
    csv.writer(table).writerows([[*HEAD.strip().split(","), "seen"], [*GOOD.strip().split(","), "the call of 3 May"]])
    take("journeys", table.getvalue())
    (entry,) = json.loads(kaklet("entries", "--json", "--config", "CONFIG").stdout)
    assert (entry["seen"], entry["by"], entry["version"]) == ("the call of 3 May", "import", 1)


def test_nothing_is_said_twice_by_record(kaklet: Run, tmp_path: Path) -> None:
    """The command line notes, corrects, keeps evidence and takes back."""
    proof = tmp_path / "page.html"
    proof.write_bytes(b"<h1>99.9</h1>")
    words = ("record", "terms", "provider=alpha", "term=notice_days")
    by = ("--by", "Maja", "--config", "CONFIG")
    assert "version 1, evidence" in kaklet(*words, "value=30", *by, "--evidence", str(proof)).stdout
    assert "Nothing new" in kaklet(*words, "value=30", *by).stdout
    assert "version 2" in kaklet(*words, "value=60", *by).stdout
    assert kaklet(*words, "value=60", *by, "--withdraw").stdout.startswith("Withdrawn: terms")
    told = kaklet("entries", "--config", "CONFIG").stdout.splitlines()
    assert [line.split(": ")[1].split()[1] for line in told] == ["v1", "v2", "v3"]
    assert "value of notice_days must be a number" in kaklet(*words, "value=soon", *by).stderr
