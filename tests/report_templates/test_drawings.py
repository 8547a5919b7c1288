"""Strips, lanes and scales: positions that the drawings are made of."""

import re
from datetime import timedelta

import msgspec
import pytest

from report_templates.lanes import lane
from report_templates.language import Language
from report_templates.scale import even_top, place, time_ticks
from report_templates.strips import STRIP_WIDTH, strip
from results.judge.check import Stretch
from results.judge.comparison import Comparison
from results.judge.support import State

BOX = re.compile(r"M([\d.]+) (\d+)h([\d.]+)v(\d+)h-[\d.]+z")


def boxes(path: str) -> list[tuple[float, int, float, int]]:
    """Read path data back into boxes: left, top, width, height."""
    return [(float(x), int(y), float(w), int(h)) for x, y, w, h in BOX.findall(path)]


def test_the_three_states_differ_in_height_and_place(comparison: Comparison) -> None:
    """Without any colour, up, down and unknown are three different shapes."""
    provider = comparison.providers[1]
    drawn = strip(Language("en", comparison), comparison.rules, provider, provider.checks[0])
    shapes = [{(top, height) for _, top, _, height in boxes(path)} for path in (drawn.up, drawn.down, drawn.unknown)]
    assert all(len(shape) == 1 for shape in shapes)
    assert len(set.union(*shapes)) == len(shapes)


def stretches(
    *told: str | None, slots: tuple[int, ...] = (1, 1, 1), lengths: tuple[int, ...] = (60, 60, 60)
) -> tuple[Stretch, ...]:
    """Make stretches of so many slots of so many seconds each, which are *told* so."""
    return tuple(
        Stretch(slots=many, seconds=float(seconds), told=one)
        for one, many, seconds in zip(told, slots, lengths, strict=False)
    )


def test_every_slot_has_its_place_on_the_strip(comparison: Comparison) -> None:
    """The gap of the daemon and the outages lie where their slots lie."""
    provider = comparison.providers[1]
    check = provider.checks[0]
    drawn = strip(Language("en", comparison), comparison.rules, provider, check)
    per_slot = STRIP_WIDTH / len(check.slots)
    assert [(round(x / per_slot), round(w / per_slot)) for x, _, w, _ in boxes(drawn.down)] == [
        (30, 7),
        (72, 2),
        (176, 4),
    ]
    assert [(round(x / per_slot), round(w / per_slot)) for x, _, w, _ in boxes(drawn.unknown)] == [(120, 10)]
    assert sum(w for path in (drawn.up, drawn.down, drawn.unknown) for _, _, w, _ in boxes(path)) == pytest.approx(
        STRIP_WIDTH, abs=0.1
    )


def test_one_failure_among_many_slots_is_still_seen(comparison: Comparison) -> None:
    """In months of slots a single failed one keeps a width that the eye can find, within the strip."""
    provider = comparison.providers[0]
    long = msgspec.structs.replace(provider.checks[0], stretches=stretches("", "timeout", slots=(99_999, 1)))
    ((left, _, width, _),) = boxes(strip(Language("en", comparison), comparison.rules, provider, long).down)
    assert width >= 2
    assert left + width <= STRIP_WIDTH


def test_a_probers_own_fault_is_unknown(comparison: Comparison) -> None:
    """A slot that failed on our side is neither up nor down."""
    provider = comparison.providers[0]
    faulty = msgspec.structs.replace(provider.checks[0], stretches=stretches("probe_fault", "needs_person", None))
    drawn = strip(Language("en", comparison), comparison.rules, provider, faulty)
    assert (drawn.up, drawn.down) == ("", "")
    assert drawn.unknown


@pytest.mark.parametrize(
    ("provider", "question", "end", "until"),
    [
        (0, 0, "m-person", "9.00%"),
        (2, 7, "m-waiting", "65.00%"),
        (3, 0, "m-nothing", "100.00%"),
        (4, 3, "m-bounce", "10.00%"),
        (1, 6, "m-bounce", "0.00%"),
    ],
)
def test_a_lane_ends_at_what_ended_it(
    comparison: Comparison, provider: int, question: int, end: str, until: str
) -> None:
    """An answer, the window's end, a bounce or a refusal, each with a drawing of its own."""
    support = comparison.providers[provider].support[0]
    drawn = lane(Language("en", comparison), support.stories[question], support.window_seconds, question)
    assert drawn.until == until
    assert drawn.marks[-1].mark == end
    assert drawn.marks[-1].at == until


def test_an_undetermined_message_stands_on_its_lane(comparison: Comparison) -> None:
    """It is neither an answer nor nothing, and its words are in the title."""
    support = comparison.providers[2].support[0]
    story = support.stories[0]
    drawn = lane(Language("en", comparison), story, support.window_seconds, 0)
    assert story.state is State.UNDETERMINED
    assert [mark.mark for mark in drawn.marks] == ["m-acknowledged", "m-undetermined"]
    assert "undetermined after 9" in drawn.title


@pytest.mark.parametrize("top", [0.004, 0.35, 7, 20, 90, 4000, 7 * 86_400, 400 * 86_400])
def test_an_axis_has_few_even_ticks(comparison: Comparison, top: float) -> None:
    """From milliseconds to months, two to seven marks from 0, and no two of them say the same."""
    ticks = time_ticks(Language("sv", comparison), top)
    assert 2 <= len(ticks) <= 7
    assert ticks[0].at == "0.00%"
    assert len({tick.text for tick in ticks}) == len(ticks)


@pytest.mark.parametrize(("seconds", "end"), [(0.079, 0.08), (2.6, 3.0), (61, 75), (0.5, 0.5)])
def test_a_scale_ends_at_an_even_value(seconds: float, end: float) -> None:
    """The largest figure lies on the scale, and the scale ends soon after."""
    assert even_top(seconds, 5) == pytest.approx(end)


def test_a_place_is_within_the_drawing() -> None:
    """What lies outside is drawn at the edge."""
    assert (place(-1), place(0.333), place(7)) == ("0.00%", "33.30%", "100.00%")


def test_a_slot_is_drawn_as_wide_as_it_is_long(comparison: Comparison) -> None:
    """After a change of the interval a slot of five minutes takes five times the room of one."""
    provider = comparison.providers[0]
    mixed = msgspec.structs.replace(provider.checks[0], stretches=stretches("", "timeout", "", lengths=(300, 60, 240)))
    ((left, _, width, _),) = boxes(strip(Language("en", comparison), comparison.rules, provider, mixed).down)
    assert (left, width) == (500.0, 100.0)


def test_a_long_period_is_drawn_by_days(comparison: Comparison) -> None:
    """A day that was down stands up by how long, days alike are one box, and a day mostly unknown is a low line."""
    month = msgspec.structs.replace(comparison, end=comparison.start + timedelta(days=30), timezone="UTC")
    provider = comparison.providers[0]
    hours = stretches(
        *("", "timeout", "", "timeout", "", None, ""), slots=(24, 1, 47, 5, 24, 48, 571), lengths=(3600,) * 7
    )
    check = msgspec.structs.replace(provider.checks[0], stretches=hours)
    drawn = strip(Language("en", month), month.rules, provider, check)
    assert drawn.width == str(4 * 31)
    assert [(x, 26 - top) for x, top, _, _ in boxes(drawn.down)] == [(4.0, 21), (12.0, 26)]
    assert boxes(drawn.unknown) == [(20.0, 28, 8.0, 4)]
    assert boxes(drawn.up) == [(0.0, 14, 20.0, 12), (28.0, 14, 96.0, 12)]
