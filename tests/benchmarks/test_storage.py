"""The benchmarks run and print what they should; how fast they are is no test's business."""

import json

import pytest

from benchmarks.storage import Sizes, main
from benchmarks.widths import VISITS
from probes import KINDS


def test_each_bar_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A small slice of each benchmark prints well-formed lines, and the proof on raw rows holds."""
    main(Sizes(wide=2_400, ingested=1_200, raw=12_000, days=2, histories=2))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 4 + len(VISITS)
    assert all(line.keys() >= {"name", "ours", "peer", "ratio", "bar", "met"} for line in lines)
    (proof,) = [line for line in lines if "raw rows" in line["name"]]
    assert proof["met"]
    assert proof["rows"] == 12_000


def test_every_kind_that_measures_has_its_width_told() -> None:
    """A kind that is added is held to the bar as well."""
    assert {kind.replace("https", "http") for kind in VISITS} == {k for k, one in KINDS.items() if one.channel is None}
