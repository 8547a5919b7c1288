"""Charts of Internet lines: their data are the comparison's figures, and where nothing is known nothing is drawn."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from msgspec.structs import replace

from report_templates import LANGUAGES
from report_templates.charts import Chart, Section, charts_of
from report_templates.charts.drawing import drawn
from report_templates.charts.line_outages import MOST_LINES
from report_templates.charts.svg import for_the_page
from report_templates.charts.theme import width_of
from report_templates.language import Language
from results.judge.comparison import Comparison
from results.judge.line.found import Lines
from results.judge.line.plan import Direction, Speeds


def charts(comparison: Comparison, code: str = "en") -> dict[str, Chart]:
    """Make the charts of lines by their ids."""
    made = charts_of(Language(code, comparison), comparison)
    return {one.id: one for one in made if one.section is Section.LINES}


def test_a_study_without_lines_has_no_chart_of_them(comparison: Comparison) -> None:
    """Nothing is made where there is nothing to tell."""
    assert charts(comparison) == {}


def test_there_is_a_chart_for_each_thing(of_lines: Comparison) -> None:
    """Speeds and bands in both directions, the hours of downloads, delays, responsiveness and disconnections."""
    assert set(charts(of_lines)) == {
        "line-speeds-download",
        "line-speeds-upload",
        "line-hours-download",
        "line-bands-download",
        "line-bands-upload",
        "line-latency",
        "line-responsiveness",
        "line-disconnections",
    }


def test_speeds_are_those_of_the_comparison(of_lines: Comparison) -> None:
    """Quantiles and what was sold, in Mbit/s; drawn they are shares of the advertised speed."""
    rows = {row["id"]: row for row in charts(of_lines)["line-speeds-download"].rows}
    for plan in of_lines.lines.plans:
        down, sold = plan.directions[0], plan.plan.download
        for hours, found in (("peak", down.peak_quantiles), ("off_peak", down.off_peak_quantiles)):
            row = rows[f"{plan.plan.id}/{hours}"]
            assert found is not None
            assert sold.advertised is not None
            assert (row["p5"], row["p50"], row["minimum"]) == (found.p5, found.p50, sold.minimum)
            assert row["x_p50"] == pytest.approx(found.p50 / sold.advertised)


def test_a_plan_that_names_no_speed_is_not_drawn_against_one(of_lines: Comparison) -> None:
    """Neither is there any maximum to hold it against."""
    first, *others = of_lines.lines.plans
    silent = replace(first, plan=replace(first.plan, download=Speeds()))
    told = replace(of_lines, lines=replace(of_lines.lines, plans=(silent, *others)))
    ids = {row["plan_id"] for row in charts(told)["line-speeds-download"].rows}
    assert ids == {one.plan.id for one in others}


def test_bands_add_up_to_all_tests(of_lines: Comparison) -> None:
    """Three shares of one whole, with the number of tests beside them."""
    for row in charts(of_lines)["line-bands-upload"].rows:
        shares = [row["above_95"], row["between"], row["below_80"]]
        assert sum(one for one in shares if isinstance(one, float)) == pytest.approx(1)


def test_hours_are_those_of_the_lines_clock(of_lines: Comparison) -> None:
    """Each of 24 hours with its number of tests; an hour without any has no median."""
    plans = {one.plan.id: one.directions[0] for one in of_lines.lines.plans}
    rows = charts(of_lines)["line-hours-download"].rows
    assert len(rows) == 24 * len(plans)
    for row in rows:
        hours = {each.hour: each for each in plans[str(row["plan_id"])].hours}
        found = hours.get(row["hour"])  # type: ignore[call-overload]  # an int among a row's values
        assert (row["n"], row["p50"]) == ((found.n, found.p50) if found else (0, None))


def test_bands_go_from_light_to_dark(of_lines: Comparison) -> None:
    """In grey too: each is at least an eighth of the whole scale darker than the one before."""
    chart = charts(of_lines)["line-bands-download"]
    colours = [layer["mark"]["color"] for layer in chart.wide["layer"] if layer["mark"].get("type") == "bar"]
    grey = [
        sum(weight * int(one[at : at + 2], 16) for weight, at in ((0.2126, 1), (0.7152, 3), (0.0722, 5)))
        for one in colours
    ]
    words = "".join(ET.fromstring(drawn(chart.narrow)).itertext())  # noqa: S314 -- our own
    assert all(band in words for band in ("> 95%", "80\N{EN DASH}95%", "< 80%"))
    assert all(lighter - darker >= 32 for lighter, darker in pairwise(grey))


def test_round_trips_a_minute_are_those_of_the_comparison(of_lines: Comparison) -> None:
    """A row for each plan and direction; who was measured by no such test has none."""
    rows = charts(of_lines)["line-responsiveness"].rows
    told = [
        (plan.plan.id, way.direction.value, way.rpm.p20, way.rpm.p50)
        for plan in of_lines.lines.plans
        if plan.responsiveness is not None
        for way in plan.responsiveness.directions
        if way.rpm is not None
    ]
    assert [(row["plan_id"], row["direction"], row["p20"], row["p50"]) for row in rows] == told
    assert len(told) > len(of_lines.lines.plans)
    silent = tuple(replace(one, responsiveness=None) for one in of_lines.lines.plans)
    assert "line-responsiveness" not in charts(replace(of_lines, lines=replace(of_lines.lines, plans=silent)))


@pytest.mark.parametrize(("plans", "holes"), [(4, 0), (5, 0), (7, 1)])
def test_hours_leave_no_axis_without_a_panel(of_lines: Comparison, plans: int, holes: int) -> None:
    """As many panels beside each other as fill the rows; where that cannot be, each panel has an axis of its own."""
    found = of_lines.lines.plans
    many = tuple(
        replace(found[number % len(found)], plan=replace(found[number % len(found)].plan, id=f"plan-{number}"))
        for number in range(plans)
    )
    spec = charts(replace(of_lines, lines=replace(of_lines.lines, plans=many)))["line-hours-download"].wide
    assert -plans % spec["columns"] == holes
    assert (spec.get("resolve") == {"axis": {"x": "independent"}}) is bool(holes)


def test_every_disconnection_is_drawn_with_its_cause(of_lines: Comparison) -> None:
    """One row for each; a line without any has a row all the same."""
    rows = [row for row in charts(of_lines)["line-disconnections"].rows if row["start"]]
    told = [each for one in of_lines.lines.lines for each in one.disconnections]
    assert sorted(str(row["sign"]) for row in rows) == sorted(one.sign.value for one in told)
    assert sum(row["last_good"] is not None for row in rows) == sum(one.last_good is not None for one in told)
    assert sorted(str(row["cause"]) for row in rows) == sorted(one.cause.value for one in told)
    assert {row["agent"] for row in charts(of_lines)["line-disconnections"].rows} == {
        one.line.agent for one in of_lines.lines.lines
    }


def test_very_many_lines_have_no_row_each(of_lines: Comparison) -> None:
    """Such a drawing is longer than any screen."""
    lines = of_lines.lines.lines
    many = (lines * (MOST_LINES // len(lines) + 1))[: MOST_LINES + 1]
    assert "line-disconnections" not in charts(replace(of_lines, lines=replace(of_lines.lines, lines=many)))


@pytest.mark.parametrize("code", LANGUAGES)
def test_drawings_have_words_and_room_for_them(of_lines: Comparison, code: str) -> None:
    """Title and message for screen readers; and what stands at the end of a row fits its column."""
    for chart in charts(of_lines, code).values():
        for spec in (chart.wide, chart.narrow):
            svg = drawn(spec)
            # Vega counts clips through the whole process: with one, the same report would have other bytes.
            assert "clip-path" not in svg
            tree = ET.fromstring(for_the_page(svg, key="k", title=chart.title, message=chart.message))  # noqa: S314 -- our own
            assert [tree[0].text, tree[1].text] == [chart.title, chart.message]
        assert len({len(row) for row in chart.twin.rows} | {len(chart.twin.heads)}) == 1
    told = [str(row["said"]) for row in charts(of_lines, code)["line-disconnections"].rows]
    assert all(width_of(line) <= 170 for said in told for line in said.split("\n"))


def test_uploads_stand_in_for_downloads_that_nobody_measured(of_lines: Comparison) -> None:
    """The hours are told of what there is."""
    plans = tuple(
        replace(one, directions=tuple(way for way in one.directions if way.direction is Direction.UP))
        for one in of_lines.lines.plans
    )
    told = replace(of_lines, lines=replace(of_lines.lines, plans=plans))
    assert "line-hours-upload" in charts(told)


def test_no_line_no_section(of_lines: Comparison) -> None:
    """Without plans there is nothing, whatever else the comparison holds."""
    assert charts(replace(of_lines, lines=Lines())) == {}
