"""Months of records, imported and summed by the real commands: what each slot weighs, and over what it is divided."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from kaklet.command_line import main

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HOUR = timedelta(hours=1)
HALF_HOUR = timedelta(minutes=30)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def slow(study: Path) -> Path:
    """Return a study that asks two providers each half hour."""
    text = study.read_text(encoding="utf-8").replace("every_seconds = 0.5", "every_seconds = 1800")
    beta = '\n[[provider]]\nid = "beta"\nname = "Beta"\ntarget.site = { url = "http://127.0.0.1:9/" }\n'
    study.write_text(text + beta, encoding="utf-8")
    return study


def asked(
    start: datetime,
    end: datetime,
    *,
    every: timedelta = HALF_HOUR,
    down: tuple[datetime, datetime] | None = None,
    provider: str = "alpha",
) -> Iterator[str]:
    """Write the samples of all slots from *start* to *end* as JSON lines; those within *down* timed out."""
    slot = start
    while slot < end:
        failed = down is not None and down[0] <= slot < down[1]
        sample: dict[str, Any] = {"agent": "here", "provider": provider, "target": "site", "task": "page"}
        sample |= {"kind": "http", "slot": slot.isoformat(), "failure": "timeout" if failed else None}
        sample |= {"started_at": (slot + timedelta(seconds=1)).isoformat(), "duration_seconds": 0.2}
        yield json.dumps(sample)
        slot += every


def imported(study: Path, *lines: Iterable[str]) -> None:
    """Import *lines*."""
    file = study.with_name("lines.jsonl")
    file.write_text("".join(f"{line}\n" for some in lines for line in some), encoding="utf-8")
    done = CliRunner().invoke(main, ["import", "observations", str(file), "--config", str(study)])
    assert done.exit_code == 0, done.output


def summed(study: Path, start: datetime, end: datetime) -> dict[str, dict[str, Any]]:
    """Return the check of each provider from *start* to *end*."""
    period = ["--from", start.isoformat(), "--to", end.isoformat()]
    done = CliRunner().invoke(main, ["summary", str(study), "--json", *period])
    assert done.exit_code == 0, done.output
    return {one["id"]: one["checks"][0] for one in json.loads(done.stdout)["providers"]}


def test_an_interval_that_changed_in_mid_month_re_weights_nothing(slow: Path) -> None:
    """Note 11: 12 hours down at a quarter of an hour, 6 at half an hour: 18 hours of the month."""
    middle = APRIL + timedelta(days=15)
    first = (APRIL + timedelta(days=3), APRIL + timedelta(days=3, hours=12))
    second = (middle + timedelta(days=3), middle + timedelta(days=3, hours=6))
    imported(
        slow,
        asked(APRIL, middle, every=timedelta(minutes=15), down=first),
        asked(middle, APRIL + timedelta(days=30), down=second),
    )
    check = summed(slow, APRIL, APRIL + timedelta(days=30))["alpha"]
    assert (check["due"], check["measured"]) == (15 * 96 + 15 * 48, 15 * 96 + 15 * 48)
    assert check["downtime_seconds"] == 18 * 3_600
    assert check["uptime"] == pytest.approx(1 - 18 / 720)
    assert [outage["samples"] for outage in check["outages"]] == [48, 12]


@pytest.mark.parametrize(("month", "hours"), [(3, 31 * 24 - 1), (10, 31 * 24 + 1), (4, 30 * 24)])
def test_a_month_with_a_change_of_the_clocks_has_its_own_hours(slow: Path, month: int, hours: int) -> None:
    """Note 14: by the local month each half hour is due once, and an hour's outage over the change is an hour."""
    zone = ZoneInfo("Europe/Stockholm")
    start, end = datetime(2026, month, 1, tzinfo=zone), datetime(2026, month + 1, 1, tzinfo=zone)
    change = {3: datetime(2026, 3, 29, 1, tzinfo=UTC), 10: datetime(2026, 10, 25, 1, tzinfo=UTC)}.get(month, APRIL)
    down = (change - HALF_HOUR, change + HALF_HOUR)
    imported(slow, asked(start.astimezone(UTC) - HOUR, end.astimezone(UTC) + HOUR, down=down))
    check = summed(slow, start, end)["alpha"]
    assert (check["due"], check["measured"], check["coverage"]) == (2 * hours, 2 * hours, 1.0)
    assert check["downtime_seconds"] == 3_600
    assert check["uptime"] == pytest.approx(1 - 1 / hours)


def test_an_outage_over_midnight_of_the_first_is_shared_by_both_months(slow: Path) -> None:
    """What lies before the boundary is the one month's, what lies after it the other's: nothing is lost or doubled."""
    down = (APRIL - 2 * HOUR, APRIL + HOUR)
    imported(slow, asked(APRIL - timedelta(days=31), APRIL + timedelta(days=30), down=down))
    march = summed(slow, APRIL - timedelta(days=31), APRIL)["alpha"]
    april = summed(slow, APRIL, APRIL + timedelta(days=30))["alpha"]
    both = summed(slow, APRIL - timedelta(days=31), APRIL + timedelta(days=30))["alpha"]
    assert (march["downtime_seconds"], april["downtime_seconds"]) == (2 * 3_600, 3_600)
    assert (march["due"] + april["due"], both["downtime_seconds"]) == (both["due"], 3 * 3_600)
    assert (len(march["outages"]), len(april["outages"]), len(both["outages"])) == (1, 1, 1)


def test_a_host_that_was_added_in_mid_month_is_divided_by_its_own_time(slow: Path) -> None:
    """Note 14: an hour down in half a month is an hour of half a month, and the coverage tells of the other half."""
    middle, end = APRIL + timedelta(days=15), APRIL + timedelta(days=30)
    down = (middle + HOUR, middle + 2 * HOUR)
    imported(slow, asked(APRIL, end), asked(middle, end, down=down, provider="beta"))
    checks = summed(slow, APRIL, end)
    assert (checks["alpha"]["uptime"], checks["alpha"]["coverage"]) == (1.0, 1.0)
    assert checks["beta"]["uptime"] == pytest.approx(1 - 1 / 360)
    assert (checks["beta"]["measured"], checks["beta"]["coverage"]) == (720, 0.5)


def test_a_part_of_a_month_is_divided_by_that_part(slow: Path) -> None:
    """Note 14: ten days of records are 100 % of ten days if the period is those, and never 54.8 % of a month."""
    end = APRIL + timedelta(days=10)
    imported(slow, asked(APRIL, end, down=(APRIL, APRIL + 24 * HOUR)))
    check = summed(slow, APRIL, end)["alpha"]
    assert (check["uptime"], check["coverage"]) == (pytest.approx(0.9), 1.0)
    whole = summed(slow, APRIL, APRIL + timedelta(days=30))["alpha"]
    assert whole["uptime"] == pytest.approx(0.9)
