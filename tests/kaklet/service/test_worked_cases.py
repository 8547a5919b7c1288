"""The worked cases that the method is held to, from file to summary."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
HEAD = "journey,provider,phase,component,grade,reason,stated_mean\n"
PHASES = ("ordering", "installation", "use", "after-sales", "repeated contacts", "repeated contacts")
GRADES = {
    "hospitality": (8, 6, "", 3, 6, 4),
    "service": (8, 5, 2, 1, 4, 4),
    "quality": (7, 8, 3, 1, 1, 1),
}
STATED = {"hospitality": "5.4", "service": "4", "quality": "3.3"}


@pytest.fixture
def summary(kaklet: Run) -> Callable[[], Any]:
    """Read what `kaklet summary --json` prints."""

    def read() -> Any:  # noqa: ANN401 -- JSON
        done = kaklet("summary", "CONFIG", "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    return read


def attention() -> str:
    """Write the journey that the attention model's author published, with his means."""
    rows = [
        f"tv,alpha,{phase},{component},{grade},Because.,"
        for component, grades in GRADES.items()
        for phase, grade in zip(PHASES, grades, strict=True)
    ]
    return HEAD + "\n".join([*rows, *(f"tv,alpha,,{one},,,{mean}" for one, mean in STATED.items())]) + "\n"


def test_the_means_of_the_attention_model_come_out(take: Run, summary: Callable[[], Any]) -> None:
    """They are 5.4, 4.0 and 3.5; the printed 3.3 is told not to agree, and n/a is left out."""
    assert take("journeys", attention()).exit_code == 0
    (journey,) = summary()["journeys"]
    assert (journey["journey"], journey["provider"]) == ("tv", "alpha")
    told = [
        (one["component"], one["n"], one["mean"], one["stated_mean"], one["agrees"]) for one in journey["components"]
    ]
    assert told == [
        ("hospitality", 5, 5.4, 5.4, True),
        ("service", 6, 4.0, 4.0, True),
        ("quality", 6, 3.5, 3.3, False),
    ]


def test_the_phases_of_the_attention_model_come_out(take: Run, summary: Callable[[], Any]) -> None:
    """Each phase has its own mean over the components; a repeated one holds the grades of both times."""
    take("journeys", attention())
    (journey,) = summary()["journeys"]
    assert [one["phase"] for one in journey["phases"]] == list(dict.fromkeys(PHASES))
    means = {one["phase"]: (one["n"], one["mean"]) for one in journey["phases"]}
    assert means["ordering"] == (3, pytest.approx(23 / 3))
    assert means["use"] == (2, 2.5)
    assert means["repeated contacts"] == (6, pytest.approx(20 / 6))


def test_importing_a_journey_twice_changes_no_mean(take: Run, summary: Callable[[], Any]) -> None:
    """The second import finds nothing new."""
    take("journeys", attention())
    before = summary()["journeys"]
    assert "(new: 0)" in take("journeys", attention()).stdout
    assert summary()["journeys"] == before


def test_the_month_in_the_queue_comes_out(take: Run, summary: Callable[[], Any]) -> None:
    """Promises 0 of 1, letters unanswered 2 of 4, a false claim repeated once, solved by a third party at contact 5."""
    table = (Path(__file__).parent / "month_in_the_queue.csv").read_bytes()
    assert take("ledgers", table).exit_code == 0
    found = summary()
    (case,) = found["ledgers"]
    assert case["promises"] == {"made": 1, "kept": 0, "broken": 1}
    assert (case["letters_unanswered"], case["letters"]) == (2, 4)
    assert (case["false_claims"], case["false_claims_repeated"]) == (1, 1)
    assert (case["closed_unsolved"], case["closed_by"]) == (True, "provider")
    assert (case["solved_by"], case["contacts_until_solved"], case["contacts"]) == ("third_party", 5, 5)
    assert case["solved_by_name"] == "the TV maker's support"
    assert case["first_contact_resolution"] is False
    assert (case["days_until_solved"], case["time_to_value_days"]) == (None, None)
    (totals,) = found["ledger_totals"]
    assert (totals["cases"], totals["promises_kept"]["count"], totals["promises_kept"]["n"]) == (1, 0, 1)
    assert totals["contacts_until_solved"] == {"5": 1}


def test_the_summary_of_a_study_holds_what_its_schema_says(kaklet: Run, take: Run, summary: Callable[[], Any]) -> None:
    """Every field of the record is a field of the schema."""
    take("journeys", attention())
    schema = json.loads(kaklet("schema", "summary").stdout)
    assert set(summary()) <= set(schema["$defs"]["Summary"]["properties"])
