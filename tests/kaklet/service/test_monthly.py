"""Promises about response times, month by month, from the store."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from click.testing import Result

Run = Callable[..., Result]
START = datetime(2026, 4, 11, tzinfo=UTC)


def test_a_median_that_is_kept_by_swings_is_unstable(kaklet: Run) -> None:
    """Twenty days fast, then fifteen slow: the whole is fast, and May tells of the swing, from roll-ups as from raw."""
    rows = []
    for hour in range(24 * 35):
        slot = START + timedelta(hours=hour)
        seconds = 0.28 if slot.month == 5 else 0.2
        rows.append(
            {
                "agent": "se", "provider": "alpha", "target": "site", "task": "page", "kind": "http",
                "slot": slot.isoformat(), "started_at": slot.isoformat(), "duration_seconds": seconds,
                "attempt": 0, "failure": None, "detail": "", "metrics": {"total_seconds": seconds},
            }
        )  # fmt: skip
    lines = "\n".join(map(json.dumps, rows))
    assert kaklet("import", "observations", "-", "--config", "CONFIG", given=lines).exit_code == 0
    promise = (
        "promise",
        "provider=alpha",
        "promise=fast",
        "quote=Fast.",
        "source=page",
        "measure=response",
        "value=0.25",
    )
    assert kaklet("record", *promise, "--by", "Maja", "--config", "CONFIG").exit_code == 0
    found = [held(kaklet)]
    assert kaklet("rollup", "CONFIG").exit_code == 0
    found.append(held(kaklet))
    for one in found:
        assert (one["held"], one["stable"]) == ("kept", False)
        told = [(month["month"], month["kept"]) for month in one["months"]]
        assert told == [("2026-04", True), ("2026-05", False)]
    assert found[0] == found[1]


def held(kaklet: Run) -> dict[str, Any]:
    """Tell what became of the one promise."""
    done = kaklet("summary", "CONFIG", "--json")
    assert done.exit_code == 0, done.stderr
    (one,) = json.loads(done.stdout)["promises"]
    assert isinstance(one, dict)
    return one
