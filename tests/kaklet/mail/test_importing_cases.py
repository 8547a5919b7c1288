"""Correspondence from elsewhere: `kaklet import cases`, and what `kaklet summary` makes of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kaklet.command_line import main

ROOT = Path(__file__).parents[3]
WINDOW = 14 * 86_400
MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
HOURS = 'country = "SE"\nhours = { ' + ", ".join(f'{day} = ["09:00-17:00"]' for day in ("mon", "tue", "wed")) + " }"


def at(hours: float) -> str:
    """Tell an instant so many hours after Monday morning."""
    return (MONDAY + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


def case(name: str, *messages: tuple[str, float, str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON
    """Make a line: *messages* are id, hours after the question, and verdict."""
    return {
        "id": name,
        "provider": "bjorkhost",
        "channel": "email",
        "opened_at": at(0),
        "delivered_at": at(0),
        "observed_until": at(24 * 30),
        "messages": [{"id": one, "at": at(hours), "verdict": verdict} for one, hours, verdict in messages],
        **more,
    }


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the demonstration's study with a window of two weeks, in a folder of its own."""
    text = (ROOT / "config.toml").read_text("utf-8")
    path = tmp_path / "config.toml"
    path.write_text(text.replace("answer_window_seconds = 14.0", f"answer_window_seconds = {WINDOW}"), "utf-8")
    return path


def imported(config: Path, *lines: dict[str, Any] | str) -> Result:
    """Import *lines* into the study *config*."""
    given = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    return CliRunner().invoke(main, ["import", "cases", "-", "--config", str(config)], input=given)


def summed(config: Path, provider: str = "bjorkhost") -> list[dict[str, Any]]:
    """Return the summary's entries about the mail of *provider*."""
    done = CliRunner().invoke(main, ["summary", str(config), "--json"])
    assert done.exit_code == 0, done.output
    (found,) = [one for one in json.loads(done.stdout)["providers"] if one["id"] == provider]
    return [entry for entry in found["support"] if entry["channel"] == "email"]


def test_the_example_of_the_format_is_taken(config: Path) -> None:
    """An acknowledgement and a useful answer: one answered case, acknowledged, solved by one letter."""
    line = case("c1", ("m1", 0.02, "auto_ack"), ("m2", 3, "human"))
    line["messages"][1]["useful"] = True
    done = imported(config, line)
    assert (done.exit_code, done.stdout) == (0, "Taken: 1. Not taken: 0.\n")
    (entry,) = summed(config)
    assert [entry[name] for name in ("n", "answered", "undetermined", "undeliverable")] == [1, 1, 0, 0]
    assert (entry["median_seconds"], entry["restricted_mean_seconds"]) == (3 * 3600, 3 * 3600)
    assert (entry["clock"], entry["window_seconds"]) == ("wall", WINDOW)
    assert (entry["acknowledged"], entry["useful"], entry["contacts_until_solved"]) == (1, 1, {"1": 1})
    assert {name: share["share"] for name, share in entry["answered_within"].items()} == {
        "1h": 0.0,
        "1bd": 1.0,
        "3bd": 1.0,
        "10bd": 1.0,
    }


def test_what_never_came_counts_as_the_whole_window(config: Path) -> None:
    """One answered after an hour, one never: a mean of half a window, and a share with Wilson's interval."""
    imported(config, case("c1", ("m1", 1, "human")), case("c2"))
    (entry,) = summed(config)
    assert entry["restricted_mean_seconds"] == pytest.approx((3600 + WINDOW) / 2)
    assert entry["restricted_mean_low_seconds"] < entry["restricted_mean_seconds"] < WINDOW
    day = entry["answered_within"]["1bd"]
    assert (day["share"], day["n"]) == (0.5, 2)
    assert (day["low"], day["high"]) == pytest.approx((0.0945, 0.9055), abs=1e-3)
    assert (entry["silent"], entry["median_seconds"]) == (1, 3600)


def test_delivered_at_null_is_undeliverable_and_never_silence(config: Path) -> None:
    """With or without a bounce; it is in no share."""
    bounced = case("c2", ("m", 0.1, "bounce"), delivered_at=None)
    imported(config, case("c1", delivered_at=None), bounced, case("c3", ("m", 0.1, "bounce")), case("c4"))
    (entry,) = summed(config)
    assert [entry[name] for name in ("n", "undeliverable", "silent")] == [1, 3, 1]


def test_observed_until_censors(config: Path) -> None:
    """A case that was looked at for two hours waits; it is in the share within an hour and in no longer one."""
    imported(config, case("c1", observed_until=at(2)), case("c2", ("m", 1.5, "human"), observed_until=at(2)))
    (entry,) = summed(config)
    assert [entry[name] for name in ("n", "waiting", "silent", "closed")] == [2, 1, 0, 0]
    assert [share["n"] for share in entry["answered_within"].values()] == [2, 0, 0, 0]
    assert entry["restricted_mean_seconds"] is None
    assert entry["ranked"] is False


def test_undetermined_messages_are_counted_both_ways(config: Path) -> None:
    """The share has a bound, and so have median and mean."""
    imported(config, case("c1", ("m", 1, "undetermined")), case("c2", ("m", 1, "human")))
    (entry,) = summed(config)
    assert (entry["answered"], entry["undetermined"]) == (1, 1)
    assert entry["answered_within"]["1h"]["share_with_undetermined"] == 1.0
    assert entry["restricted_mean_seconds_with_undetermined"] == 3600


def test_published_hours_give_a_second_clock(config: Path) -> None:
    """The business clock has its own window and day, and its calendar is in the summary."""
    text = config.read_text("utf-8").replace("[[provider]]\n", f"[[provider]]\n{HOURS}\n", 1)
    config.write_text(text, "utf-8")
    imported(config, case("c1", ("m", 24, "human")))
    wall, own = summed(config)
    assert (wall["median_seconds"], wall["calendar"]) == (86_400, None)
    assert (own["clock"], own["median_seconds"], own["day_seconds"]) == ("business", 8 * 3600, 8 * 3600)
    assert own["calendar"]["package"].startswith("holidays ")
    assert {"day": "2026-05-14", "name": "Ascension Day"} in own["calendar"]["holidays"]


def test_a_second_import_changes_nothing(config: Path) -> None:
    """The same lines again are taken, and add nothing."""
    lines = [case("c1", ("m1", 1, "auto_ack"), ("m2", 5, "human")), case("c2", delivered_at=None)]
    imported(config, *lines)
    before = summed(config)
    assert imported(config, *lines).stdout == "Taken: 2. Not taken: 0.\n"
    assert summed(config) == before


def test_a_later_import_extends_the_case(config: Path) -> None:
    """More messages, a later end, a delivery that was not known, a grade that was given since."""
    imported(config, case("c1", ("m1", 1, "auto_ack"), observed_until=at(2)), case("c2", delivered_at=None))
    (entry,) = summed(config)
    assert (entry["waiting"], entry["undeliverable"]) == (1, 1)
    line = case("c1", ("m1", 1, "auto_ack"), ("m2", 50, "human"))
    line["messages"][1]["useful"] = False
    assert imported(config, line, case("c2", observed_until=at(24 * 31))).exit_code == 0
    (entry,) = summed(config)
    assert [entry[name] for name in ("n", "answered", "silent", "undeliverable", "not_useful")] == [2, 1, 1, 0, 1]


def test_an_older_file_takes_nothing_back(config: Path) -> None:
    """What is known stays known, whatever order the files come in."""
    imported(config, case("c1", ("m1", 50, "human")))
    before = summed(config)
    assert imported(config, case("c1", observed_until=at(2))).exit_code == 0
    assert summed(config) == before


def test_messages_of_two_cases_may_have_the_same_id(config: Path) -> None:
    """An id is unique within its case."""
    imported(config, case("c1", ("m1", 1, "human")), case("c2", ("m1", 2, "human")))
    (entry,) = summed(config)
    assert entry["answered"] == 2


GOOD = case("c1", ("m1", 1, "human"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("garbage", "is not a case"),
        ({**GOOD, "delivered_at": 3}, "is not a case"),
        ({name: value for name, value in GOOD.items() if name != "delivered_at"}, "missing required field"),
        (case("x", ("m", 1, "robot")), "Invalid enum value 'robot'"),
        ({**GOOD, "id": "x", "channel": "pigeon"}, "Invalid enum value 'pigeon'"),
        ({**GOOD, "id": "x", "provider": "nobody"}, "is about provider 'nobody', which the study does not have"),
        ({**GOOD, "id": "x", "opened_at": "2026-05-04T08:00:00"}, "has a time without a zone (opened_at)"),
        ({**GOOD, "id": "x", "opened_at": "1914-05-04T08:00:00Z"}, "outside of the years 1970 to 2999 (opened_at)"),
        (case("x", ("m", -1, "human")), "has message 'm' from before the question was opened"),
        (case("x", ("m", 24 * 40, "human")), "has message 'm' from after observed_until"),
        (case("x", ("m", 1, "human"), ("m", 2, "human")), "has two messages 'm': give each its own id"),
        (case("x", delivered_at=at(-1)), "was delivered before it was opened"),
        (case("x", observed_until=at(-1)), "has an observed_until before the question was there"),
        (case("x", task="ask-by-form"), "went by email, but the study has no task 'ask-by-form'"),
        (case(""), "has the id ''"),
        ({**GOOD, "provider": "fjordnett"}, "has the id 'c1', which another provider, task or opening has"),
        ({**GOOD, "delivered_at": at(0.5)}, "tells another delivered_at of 'c1' than before"),
        (case("c1", ("m1", 2, "human")), "tells another time of a message than before"),
        (case("c1", ("m1", 1, "auto_ack")), "judges a message otherwise than before"),
    ],
)
def test_a_bad_line_is_named_and_costs_no_other(config: Path, line: dict[str, Any] | str, words: str) -> None:
    """The good lines before and after it are taken, in one sentence it says why, and the exit code tells of it."""
    done = imported(config, GOOD, line, case("c9"))
    assert (done.exit_code, done.stdout) == (1, "Taken: 2. Not taken: 1.\n")
    assert done.stderr.startswith("line 2 ")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_task_is_named_where_several_ask_that_way(config: Path) -> None:
    """Without the name it is refused, with it it is taken."""
    text = config.read_text("utf-8")
    start = text.index('[[task]]\nname = "ask-by-mail"')
    block = text[start : text.index("[[task]]", start + 1)]
    config.write_text(text.replace(block, block + block.replace("ask-by-mail", "ask-again")), "utf-8")
    refused = imported(config, GOOD)
    assert 'may belong to task ask-again or ask-by-mail: name it, as "task": "..."' in refused.stderr
    assert imported(config, {**GOOD, "task": "ask-again"}).exit_code == 0
    assert [entry["n"] for entry in summed(config) if entry["task"] == "ask-again"] == [1]


def test_the_table_for_people_fits_80_columns(config: Path) -> None:
    """Certain figures, those with the undetermined below them, and what became of the rest."""
    imported(config, case("c1", ("m", 1, "undetermined")), case("c2", ("m", 1, "human")), case("c3", delivered_at=None))
    done = CliRunner().invoke(main, ["summary", str(config)])
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("bjorkhost") and " wall " in line and "50%" in line for line in lines)
    assert any("with the undetermined" in line and "100%" in line for line in lines)
    assert any("1 undetermined, 1 undeliverable" in line for line in lines)


def test_the_report_is_made_of_imported_cases_alone(config: Path, tmp_path: Path) -> None:
    """Nothing was ever measured, and still the answers are told."""
    imported(config, *(case(f"c{n}", ("m", 1 + n, "human")) for n in range(4)))
    done = CliRunner().invoke(main, ["report", str(config), "--out", str(tmp_path / "report"), "--lang", "en,sv"])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "report" / "sv" / "provider-bjorkhost.html").read_text("utf-8")
    assert "Begränsad medelväntan" in page
    assert 'class="stairs"' in page


def test_cases_of_another_time_can_be_left_out(config: Path) -> None:
    """`--from` and `--to` choose by when the question was sent."""
    imported(config, GOOD, case("c2", opened_at=at(48), delivered_at=at(48)))
    done = CliRunner().invoke(main, ["summary", str(config), "--json", "--from", at(24)])
    (found,) = [one for one in json.loads(done.stdout)["providers"] if one["id"] == "bjorkhost"]
    assert [entry["n"] for entry in found["support"] if entry["channel"] == "email"] == [1]
    done = CliRunner().invoke(main, ["summary", str(config), "--from", at(24 * 300)])
    assert (done.exit_code, "No question was asked in that time" in done.stderr) == (1, True)


def test_the_format_has_a_schema() -> None:
    """What a line may hold is described."""
    done = CliRunner().invoke(main, ["schema", "case"])
    assert {"delivered_at", "observed_until", "messages"} <= set(
        json.loads(done.stdout)["$defs"]["CaseLine"]["properties"]
    )
