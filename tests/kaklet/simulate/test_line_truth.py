"""What the judge finds of made-up lines is what was made: each disconnection, its cause, its bounds, and the rest."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kaklet.config import load
from kaklet.reporting import compare_study
from kaklet.simulate.lines.packets import LASTS, SPACING
from kaklet.simulate.lines.study_file import PACKETS_SECONDS
from kaklet.simulate.plan import plan_of
from kaklet.simulate.study import simulate
from kaklet.simulate.truth import LineOutage, LineTruth, Truth
from results.judge.comparison import Comparison
from results.judge.line.disconnections import Cause, Disconnection, Sign
from results.judge.line.found import LineFound

CHANCE = 10
"""Packets in a row that are no chance: losses of one in a hundred do not meet so."""
BESIDE = timedelta(seconds=4 * SPACING)
"""By so much a chance loss beside an outage may lengthen it."""
SURELY = timedelta(seconds=PACKETS_SECONDS + LASTS)
"""Whatever lasts so long meets packets of a whole visit, or nearly."""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make twelve days up."""
    path = tmp_path_factory.mktemp("lines") / "study.toml"
    simulate(plan_of(providers=0, days=12, seed=3, every_seconds=3_600, lines=True), path)
    return path


@pytest.fixture(scope="module")
def truth(config: Path) -> Truth:
    """Read what was made."""
    return msgspec.json.decode(config.with_name("truth.json").read_bytes(), type=Truth)


@pytest.fixture(scope="module")
def comparison(config: Path) -> Comparison:
    """Judge it."""
    return compare_study(load(config))


def pairs(comparison: Comparison, truth: Truth) -> Iterator[tuple[LineFound, LineTruth]]:
    """Yield each line as it was judged and as it was made."""
    made = {one.agent: one for one in truth.lines}
    return ((one, made[one.line.agent]) for one in comparison.lines.lines)


def same(found: Disconnection, made: LineOutage) -> bool:
    """Tell whether *found* is of what was *made*, and lies in it."""
    what = (found.cause, found.sign, found.provider) == (made.cause, made.sign, made.server)
    return what and found.start < made.end + BESIDE and made.start - BESIDE < found.end


def test_whatever_is_found_was_made_and_lies_within_its_bounds(comparison: Comparison, truth: Truth) -> None:
    """It began after the last good packet and not after the first lost one, and so at its end."""
    held = 0
    for line, made in pairs(comparison, truth):
        for found in line.disconnections:
            if found.sign is not Sign.RESTARTED and found.failed < CHANCE:
                continue
            true = next((one for one in made.outages if same(found, one)), None)
            assert true is not None, (line.line.agent, found)
            assert true.start <= found.start + BESIDE
            assert found.last_good is None or found.last_good < true.start
            assert found.last_lost is None or found.last_lost < true.end + BESIDE
            assert found.first_good is None or true.end <= found.first_good
            held += 1
    assert held > len(truth.lines)


def test_whatever_lasted_long_enough_is_found(comparison: Comparison, truth: Truth) -> None:
    """Each that no other one hid, and for which the agent was there."""
    sought = set()
    for line, made in pairs(comparison, truth):
        since = line.line.since
        begun = truth.start if since is None else datetime(since.year, since.month, since.day, tzinfo=UTC)
        for one in made.outages:
            others = [*(each for each in made.outages if each is not one), *made.missing]
            hidden = any(each.start - SURELY < one.end and one.start < each.end + SURELY for each in others)
            if hidden or one.start < begun or one.end > truth.end or one.end - one.start < SURELY:
                continue
            assert any(same(found, one) for found in line.disconnections), (made.agent, one)
            sought.add((one.cause, one.sign))
    assert sought >= {
        (Cause.SERVER, Sign.SILENT),
        (Cause.SERVER, Sign.REFUSED),
        (Cause.LINE, Sign.SILENT),
        (Cause.UNKNOWN, Sign.SILENT),
        (Cause.HOUSE, Sign.RESTARTED),
    }


def test_a_link_that_was_gone_is_the_houses_and_known_to_the_packet(comparison: Comparison, truth: Truth) -> None:
    """The agent could send nothing, so that nothing of it counts as lost on the line."""
    ((line, true),) = (
        (line, one) for line, made in pairs(comparison, truth) for one in made.outages if one.sign is Sign.NOT_SENT
    )
    (found,) = (one for one in line.disconnections if one.sign is Sign.NOT_SENT)
    assert found.cause is Cause.HOUSE
    assert abs(found.start - true.start) < timedelta(seconds=PACKETS_SECONDS)
    assert line.loss.share is not None
    assert line.loss.share < 0.01


def test_responsiveness_is_told_of_every_line_in_both_directions(comparison: Comparison) -> None:
    """A full queue on an upload makes fewer round trips than one on a download, where the device allows them."""
    for plan in comparison.lines.plans:
        assert plan.responsiveness is not None
        down, up = (one.rpm for one in plan.responsiveness.directions)
        assert down is not None
        assert up is not None
        assert up.p50 < down.p50
