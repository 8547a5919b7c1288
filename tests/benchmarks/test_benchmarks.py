"""A short slice of each benchmark: it runs, and prints well-formed lines. Nothing here is held to a time."""

import msgspec
import pytest

from benchmarks import bars, probing
from benchmarks.truthful_server import Sent


def test_the_probing_benchmark_prints_a_line_for_each_bar(capsys: pytest.CaptureFixture[str]) -> None:
    """Every line has the same fields, figures that can be, and a peer's where the peer is installed."""
    extent = probing.Extent(runs=1, seconds=0.5, http_rates=(20, 40), https_rates=(10, 20), rates=(200,), at_once=20)
    for line in probing.lines(extent):
        bars.say(line)
    out, err = capsys.readouterr()
    lines = [msgspec.json.decode(line, type=bars.Line) for line in out.splitlines()]
    assert [line.name for line in lines] == [
        "http_cpu_ms_per_probe_at_20_per_second",
        "http_cpu_ms_per_probe_at_40_per_second",
        "http_cpu_ms_per_probe",
        "https_cpu_ms_per_probe_at_10_per_second",
        "https_cpu_ms_per_probe_at_20_per_second",
        "https_cpu_ms_per_probe",
        "ttfb_error_p99_ms_at_200_per_second",
        "ttfb_error_p99_ms_at_200_per_second_of_peer",
        "ttfb_error_p99_ms_of_20_at_once",
    ]
    assert all(line.ours >= 0 for line in lines)
    assert all((line.peer is None) == ("no peer" in err) for line in lines)


def test_the_bar_of_cpu_is_held_at_the_worse_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ratio that is good at one rate and bad at another is a bad one."""
    costs = {20: ([1.0], [4.0]), 40: ([3.0], [4.0]), 10: ([1.0], [4.0])}
    monkeypatch.setattr(probing.Bench, "cpu", lambda _self, _scheme, rate, _extent: costs[rate])
    extent = probing.Extent(runs=0, http_rates=(20, 40), https_rates=(10,), rates=())
    told = {}
    for line in probing.lines(extent):
        told[line.name] = line.ratio, line.met
        if line.name == "https_cpu_ms_per_probe":
            break
    assert told["http_cpu_ms_per_probe_at_20_per_second"] == (0.25, True)
    assert told["http_cpu_ms_per_probe"] == (0.75, False)


def test_a_bar_is_held_against_the_medians() -> None:
    """The median of ours over the median of theirs is the ratio, and the bar itself is met."""
    line = bars.against_peer("cost", [1.0, 9.0, 2.0], [4.0, 4.0, 0.1], bar=0.5)
    assert (line.ours, line.peer, line.ratio, line.met) == (2.0, 4.0, 0.5, True)
    assert bars.against_peer("cost", [2.1], [4.0], bar=0.5).met is False


def test_a_bar_in_a_unit_needs_no_peer() -> None:
    """A figure of our own is held against it; a ratio without a peer is neither met nor missed."""
    line = bars.by_itself("error", [0.4], [], bar=0.5)
    assert (line.peer, line.ratio, line.met) == (None, None, True)
    assert bars.against_peer("error", [0.4], [], bar=0.5).met is None


def test_an_error_is_what_the_server_knows_better() -> None:
    """Between just before and just after the sending nobody can be wrong; outside, by the distance."""
    sent = Sent(0.010, 0.011)
    assert sent.error(0.0105) == 0.0
    assert sent.error(0.012) == pytest.approx(0.001)
    assert sent.error(0.007) == pytest.approx(0.003)


def test_the_99th_percentile_is_by_nearest_rank() -> None:
    """Of a hundred errors the second largest."""
    told = {f"http://h/{number}": number / 1e3 for number in range(1, 101)}
    truth = {f"/{number}": Sent(0.0, 0.0) for number in range(1, 101)}
    assert probing.p99_error(told, truth) == pytest.approx(99.0)
