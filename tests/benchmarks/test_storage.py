"""The benchmarks of storing run and print what they should; how fast they are is no test's business."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks import a_year_reported, ingest, long_period, outgrowing, rolling_up, widths
from benchmarks.stored import Sizes
from benchmarks.widths import VISITS
from probes import KINDS

SMALL = Sizes(wide=2_400, ingested=1_200, raw=12_000, days=40, histories=2)


@pytest.mark.parametrize(
    ("main", "bars"),
    [
        (a_year_reported.main, 3),
        (ingest.main, 1),
        (long_period.main, 2),
        (outgrowing.main, 3),
        (rolling_up.main, 1),
        (widths.main, len(VISITS)),
    ],
)
def test_each_bar_is_a_line(capsys: pytest.CaptureFixture[str], main: Callable[[Sizes], None], bars: int) -> None:
    """A small slice of each benchmark prints well-formed lines, and the proof on raw rows holds."""
    main(SMALL)
    lines: list[dict[str, Any]] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == bars
    assert all(line.keys() >= {"name", "ours", "peer", "ratio", "bar", "met"} for line in lines)
    for proof in (line for line in lines if "raw rows" in line["name"]):
        assert (proof["met"], proof["rows"]) == (True, 12_000)


def test_every_kind_that_measures_has_its_width_told() -> None:
    """A kind that is added is held to the bar as well."""
    assert {kind.replace("https", "http") for kind in VISITS} == {k for k, one in KINDS.items() if one.channel is None}
