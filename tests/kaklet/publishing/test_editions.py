"""Editions: numbers, periods and hashes on record, and what has changed between them."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from kaklet.command_line import main
from kaklet.publishing.verify import VerifyError, verified
from kaklet.simulate.plan import plan_of
from kaklet.simulate.study import simulate

Told = Callable[..., Result]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return the file of a made-up study of two weeks, with few rules to stop a grade."""
    file = tmp_path / "study.toml"
    simulate(plan_of(providers=2, days=14, seed=5, every_seconds=3600), file)
    text = re.sub(r"minimum_samples = \d+", "minimum_samples = 50", file.read_text("utf-8"))
    file.write_text(re.sub(r"minimum_questions = \d+", "minimum_questions = 2", text), encoding="utf-8")
    return file


@pytest.fixture
def told(study: Path, tmp_path: Path) -> Told:
    """Return what makes a report of the study, as JSON, with further arguments."""

    def run(name: str, *arguments: str, command: str = "report") -> Result:
        out = ("--out", str(tmp_path / name), "--format", "json") if command == "report" else ()
        return CliRunner().invoke(main, [command, str(study), *out, *arguments])

    return run


def edition(folder: Path) -> dict[str, object]:
    """Read the edition in a folder's summary."""
    found = msgspec.json.decode((folder / "summary.json").read_bytes())["edition"]
    assert isinstance(found, dict)
    return found


def test_the_next_edition_begins_where_the_last_one_ended(told: Told, tmp_path: Path) -> None:
    """And names it by its number, its period and the hash of what was published."""
    assert told("one", "--edition", "1", "--to", "2026-01-12").exit_code == 0
    second = told("two", "--edition", "2")
    assert second.exit_code == 0, second.output
    own = edition(tmp_path / "two")
    published = hashlib.sha256((tmp_path / "one" / "comparison.json").read_bytes()).hexdigest()
    since = own["since"]
    assert isinstance(since, dict)
    assert (since["number"], since["sha256"], since["end"]) == (1, published, "2026-01-12T00:00:00Z")
    summary = msgspec.json.decode((tmp_path / "two" / "summary.json").read_bytes())
    assert summary["period"]["start"] == "2026-01-12T00:00:00Z"
    assert own["changes"]
    listed = told("", command="editions").output
    assert published[:16] in listed
    assert len(listed.splitlines()) == 3


def test_an_edition_made_again_is_the_same_to_the_last_byte(told: Told, tmp_path: Path) -> None:
    """It keeps its period and its day, and is put on record once."""
    told("one", "--edition", "1", "--to", "2026-01-12")
    assert told("again", "--edition", "1").exit_code == 0
    assert (tmp_path / "one/comparison.json").read_bytes() == (tmp_path / "again/comparison.json").read_bytes()
    assert len(told("", command="editions").output.splitlines()) == 2


def test_other_figures_under_the_same_number_need_a_correction(told: Told, study: Path, tmp_path: Path) -> None:
    """They are told, refused without --correct, refused without a line for the reader, and then a revision."""
    told("one", "--edition", "1", "--to", "2026-01-12")
    other = ("--edition", "1", "--to", "2026-01-10")
    refused = told("other", *other)
    assert refused.exit_code == 1
    assert "Edition 1 was published on" in refused.output
    assert "by the data" in refused.output
    assert "write a [[correction]]" in told("other", *other, "--correct").output
    line = '\n[[correction]]\non = 2026-02-01\ntext = { en = "Two days too many were counted." }\nby = "Us"\n'
    study.write_text(study.read_text("utf-8") + line, encoding="utf-8")
    assert told("other", *other, "--correct").exit_code == 0
    assert edition(tmp_path / "other")["revision"] == 2
    assert "1.2" in told("", command="editions").output


def test_a_period_that_overlaps_is_refused_unless_that_is_said(told: Told, tmp_path: Path) -> None:
    """The sentence tells both times."""
    told("one", "--edition", "1", "--to", "2026-01-12")
    refused = told("two", "--edition", "2", "--from", "2026-01-10")
    assert refused.exit_code == 1
    assert "2026-01-10" in refused.output
    assert "2026-01-12" in refused.output
    assert told("two", "--edition", "2", "--from", "2026-01-10", "--overlap").exit_code == 0
    assert edition(tmp_path / "two")["changes"]


def test_a_draft_is_called_one_and_leaves_no_trace(told: Told, tmp_path: Path) -> None:
    """It may be made as often as one likes."""
    assert "nothing was put on record" in told("draft", "--edition", "1", "--draft").output
    assert edition(tmp_path / "draft")["draft"] is True
    assert "No edition has been published yet" in told("", command="editions").output


def test_the_report_before_may_be_named(told: Told, tmp_path: Path) -> None:
    """As a folder or as its comparison, also where it had no number."""
    told("before", "--to", "2026-01-12")
    for name in ("before", "before/comparison.json"):
        made = told("two", "--edition", "2", "--since", str(tmp_path / name), "--draft")
        assert made.exit_code == 0, made.output
        since = edition(tmp_path / "two")["since"]
        assert isinstance(since, dict)
        assert since["number"] is None


def test_what_is_no_edition_before_is_refused(told: Told, study: Path, tmp_path: Path) -> None:
    """A file that is not there, a later number, another study, no comparison at all: a sentence each."""
    told("two", "--edition", "2", "--to", "2026-01-12")
    (tmp_path / "words.json").write_text("{}", encoding="utf-8")
    later = told("x", "--edition", "2", "--since", str(tmp_path / "two"), "--draft")
    assert "give this one a higher number" in later.output
    assert "does not exist" in told("x", "--edition", "3", "--since", str(tmp_path / "none")).output
    assert "no comparison" in told("x", "--edition", "3", "--since", str(tmp_path / "words.json")).output
    assert "Say which edition is meant" in told("x", "--correct").output
    study.write_text(re.sub(r'(?m)^id = "\S+"', 'id = "other"', study.read_text("utf-8"), count=1), encoding="utf-8")
    assert "is of the study" in told("x", "--edition", "3").output


def test_the_study_file_may_hold_the_number(told: Told, study: Path, tmp_path: Path) -> None:
    """Then report and summary are of that edition; nought is no number."""
    text = study.read_text("utf-8")
    study.write_text(text.replace("[study]", "[study]\nedition = 3", 1), encoding="utf-8")
    result = told("three")
    assert "No edition before it is on record" in result.output
    assert edition(tmp_path / "three")["number"] == 3
    shown = CliRunner().invoke(main, ["summary", str(study), "--json"])
    assert msgspec.json.decode(shown.output)["edition"]["number"] == 3
    assert "edition 3" in CliRunner().invoke(main, ["summary", str(study)]).output.lower()
    study.write_text(text.replace("[study]", "[study]\nedition = 0", 1), encoding="utf-8")
    assert "study.edition" in told("x").output


def test_an_edition_is_verified_with_the_one_before(
    told: Told, study: Path, tmp_path: Path, resealed: Callable[[Path], None]
) -> None:
    """The changes are worked out again; an altered change and an altered edition before are both found."""
    told("one", "--edition", "1", "--to", "2026-01-12")
    folder = tmp_path / "two"
    CliRunner().invoke(
        main, ["report", str(study), "--edition", "2", "--out", str(folder), "--format", "txt", "--downloads"]
    )
    assert verified(folder).differences == ()
    assert "previous-edition.json" in (folder / "SHA256SUMS").read_text("utf-8")
    file = folder / "comparison.json"
    original = file.read_text("utf-8")
    altered = re.sub(r'"course":"noise"', '"course":"better"', original, count=1)
    assert altered != original
    file.write_text(altered, encoding="utf-8")
    resealed(folder)
    assert any("edition.changes[0].course: 'better' published, 'noise'" in one for one in verified(folder).differences)
    file.write_text(original, encoding="utf-8")
    previous = folder / "previous-edition.json"
    previous.write_text(previous.read_text("utf-8").replace('"down":0', '"down":1', 1), encoding="utf-8")
    resealed(folder)
    assert any("edition.since.sha256" in one for one in verified(folder).differences)
    previous.unlink()
    with pytest.raises(VerifyError, match=r"previous-edition\.json"):
        verified(folder)
