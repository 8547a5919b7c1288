"""One validation for all doors, and versions of what was entered."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kaklet.service import ServiceError, check, enter
from results.keep import Store
from results.records.service import JourneyGrade, Kind

AT = datetime(2026, 5, 3, 12, tzinfo=UTC)
GRADE = {"journey": "j1", "provider": "alpha", "phase": "use", "component": "service", "grade": "7", "reason": "Quick."}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give an empty store."""
    with closing(Store.create(tmp_path / "kaklet.sqlite3")) as made:
        yield made


def graded(grade: str) -> JourneyGrade:
    """Make a grade through the door."""
    content = check(Kind.JOURNEY, {**GRADE, "grade": grade}, providers=["alpha"]).content
    assert isinstance(content, JourneyGrade)
    return content


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        (Kind.JOURNEY, {**GRADE, "grade": "11"}, "grade must be from 1 to 10, not '11'"),
        (Kind.JOURNEY, {**GRADE, "grade": "0.5"}, "grade must be from 1 to 10, not '0.5'"),
        (Kind.JOURNEY, {**GRADE, "grade": "nan"}, "grade must be a number, not 'nan'"),
        (Kind.JOURNEY, {**GRADE, "provider": "omega"}, "provider 'omega' is not in the study: add it there"),
        (Kind.JOURNEY, {**GRADE, "phase": ""}, "phase is empty, which is for a stated mean"),
        (Kind.JOURNEY, {**GRADE, "stated_mean": "5.4"}, "stated_mean belongs into a row of its own"),
        (Kind.JOURNEY, {**GRADE, "reason": "a\0b"}, "reason has a control character in it"),
        (Kind.JOURNEY, {**GRADE, "reason": "x" * 4001}, "reason is longer than 4000 characters"),
        (Kind.JOURNEY, {**GRADE, "shade": "red"}, "shade is not a field of journey"),
        (
            Kind.LEDGER,
            {"case": "c", "provider": "alpha", "step": "1", "event": "claim", "who": "provider", "outcome": "kept"},
            "outcome of a claim can be: false, true, unknown; not kept",
        ),
        (
            Kind.PROMISE,
            {"provider": "alpha", "promise": "p", "quote": "Q.", "source": "page", "measure": "uptime"},
            "value is empty: say what is promised",
        ),
        (
            Kind.TERMS,
            {"provider": "alpha", "term": "control_panel", "value": "fine"},
            "value of control_panel must be one of: excellent, good, poor, none",
        ),
        (
            Kind.SURVEY,
            {"survey": "s", "provider": "alpha", "year": "2026", "respondent": "1", "question": "q", "answer": "11"},
            "answer must lie on its scale from 1 to 10, not 11",
        ),
        (
            Kind.CALL,
            {"call": "1", "provider": "alpha", "dialled_at": "2026-05-03T14:05", "ended_seconds": "9"},
            "dialled_at names no zone",
        ),
    ],
)
def test_what_cannot_be_is_told_by_its_field(kind: Kind, fields: dict[str, str], told: str) -> None:
    """Each complaint names the field and says what would be right, and there is no record."""
    checked = check(kind, fields, providers=["alpha"])
    assert checked.content is None
    assert any(told in str(one) for one in checked.complaints), checked.complaints


def test_all_that_is_wrong_is_told_at_once() -> None:
    """A person mends a form once, not once for each field."""
    checked = check(Kind.JOURNEY, {**GRADE, "grade": "11", "component": "price"}, providers=["alpha"])
    assert {one.field for one in checked.complaints} == {"grade", "component"}


@pytest.mark.parametrize("nothing", ["", " ", "n/a", "N/A", "-"])
def test_a_grade_can_be_not_applicable(nothing: str) -> None:
    """An empty grade is n/a, however it is written."""
    assert graded(nothing).grade is None


def test_a_correction_is_a_new_version_and_the_old_one_stays(store: Store) -> None:
    """Both can be seen, each with who and when."""
    enter(store, [graded("7")], by="Maja", at=AT, seen="the call")
    (corrected,) = enter(store, [graded("6")], by="Tom", at=AT)
    assert corrected is not None
    assert corrected.version == 2
    told = [(one.version, one.by, one.seen, one.content) for one in store.entries()]
    assert told == [(1, "Maja", "the call", graded("7")), (2, "Tom", "", graded("6"))]


def test_what_holds_already_is_not_entered_again(store: Store) -> None:
    """The same content twice is one version, whoever says it."""
    enter(store, [graded("7")], by="Maja", at=AT)
    assert enter(store, [graded("7")], by="Tom", at=AT) == [None]


def test_an_old_file_does_not_undo_a_correction(store: Store) -> None:
    """A file that is read again enters nothing that was said before; a person can go back to it."""
    enter(store, [graded("7")], by="Maja", at=AT)
    enter(store, [graded("6")], by="Maja", at=AT)
    assert enter(store, [graded("7")], by="import", at=AT, anew=False) == [None]
    (back,) = enter(store, [graded("7")], by="Maja", at=AT)
    assert back is not None
    assert back.version == 3


def test_new_evidence_is_a_new_version(store: Store) -> None:
    """The same words with a copy of the page say more than without."""
    enter(store, [graded("7")], by="Maja", at=AT)
    (better,) = enter(store, [graded("7")], by="Maja", at=AT, evidence="ab" * 32)
    assert better is not None
    assert (better.version, better.evidence) == (2, "ab" * 32)


@pytest.mark.parametrize("by", ["", "  ", "a\0b", "x" * 201])
def test_nothing_is_entered_by_nobody(store: Store, by: str) -> None:
    """Who notes something has a name."""
    with pytest.raises(ServiceError, match="--by"):
        enter(store, [graded("7")], by=by, at=AT)
