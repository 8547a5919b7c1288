"""Charts: their data are the comparison's figures, and what is not known is not drawn."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from datetime import date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import msgspec
import pytest

from report_templates import LANGUAGES
from report_templates.charts import Chart, charts_of
from report_templates.charts.drawing import drawn, picture
from report_templates.charts.files import csv_of, vega_lite_of
from report_templates.charts.svg import for_the_page
from report_templates.charts.theme import COLOURS, PAPER, fitted, width_of
from report_templates.language import Language
from report_templates.press import TEMPLATES
from results.judge.check import Week
from results.judge.comparison import Check, Comparison
from results.judge.outages import Outage
from results.judge.reached import reached
from results.judge.summary import summarise
from results.judge.waiting import Wait
from results.judge.week import start_of
from results.records import Failure

FIRST = start_of(2940)
"""A Monday of 2026."""
SVG = "{http://www.w3.org/2000/svg}"


def chart(comparison: Comparison, name: str, code: str = "en") -> Chart:
    """Make one chart."""
    return next(one for one in charts_of(Language(code, comparison), comparison) if one.id == name)


def through_months(comparison: Comparison) -> Comparison:
    """Stretch the period over twenty weeks: of provider 1 four are unknown, and in one of provider 2 most failed."""
    replace = msgspec.structs.replace

    def of_weeks(number: int, check: Check) -> Check:
        weeks = [Week(start=FIRST + timedelta(days=7 * at), n=900, p50=0.1 + 0.01 * at) for at in range(20)]
        if number == 1:
            del weeks[5:9]
        if number == 2:
            weeks[3] = replace(weeks[3], p50=None)
        start = FIRST + timedelta(days=40)
        outage = Outage(
            start=start,
            end=start + timedelta(hours=1),
            start_earliest=None,
            end_latest=None,
            cause=Failure.TIMEOUT,
            samples=12,
            downtime_seconds=3600.0,
        )
        return replace(
            check,
            weeks=tuple(weeks),
            availability=replace(check.availability, outages=(outage,) if number == 0 else ()),
        )

    return replace(
        comparison,
        start=FIRST,
        end=FIRST + timedelta(days=140),
        as_of=FIRST + timedelta(days=140),
        providers=tuple(
            replace(provider, checks=tuple(of_weeks(number, check) for check in provider.checks))
            for number, provider in enumerate(comparison.providers)
        ),
    )


def test_uptimes_and_intervals_are_those_of_the_summary(comparison: Comparison) -> None:
    """The chart computes nothing anew: `kaklet summary` prints the same figures."""
    told = [one.checks[0] for one in summarise(comparison).providers]
    rows = chart(comparison, "uptime-website").rows
    assert [(row["uptime"], row["low"], row["high"]) for row in rows[:4]] == [
        (one.uptime, one.uptime_low, one.uptime_high) for one in told[:4]
    ]
    assert (rows[4]["uptime"], rows[4]["low"]) == (None, None)


def test_quantiles_are_those_of_the_comparison(comparison: Comparison) -> None:
    """A quantile beyond the timeout is none, and too little data gives none at all."""
    rows = chart(comparison, "speed-website").rows
    latencies = [provider.checks[0].latency for provider in comparison.providers]
    assert [(row["p50"], row["p99"]) for row in rows[:4]] == [(one.p50, one.p99) for one in latencies[:4]]
    assert rows[1]["p99"] is None
    assert rows[4]["p50"] is None
    assert chart(comparison, "speed-website").twin.rows[1][1:4] == ("177\xa0ms", "over 5\xa0s", "over 5\xa0s")


def test_places_are_those_of_the_ranking(comparison: Comparison) -> None:
    """Each provider's bar is its interval; who is not ranked has none."""
    column = comparison.ranking.column("total")
    assert column is not None
    told = {row["id"]: (row["best"], row["worst"]) for row in chart(comparison, "rank").rows}
    assert told == {one.provider: (one.best, one.worst) for one in column.standings}
    assert (None, None) in told.values()


def test_shares_have_the_intervals_of_the_waits(comparison: Comparison) -> None:
    """What is undetermined widens the interval, as in the table of waits."""
    rows = {row["id"]: row for row in chart(comparison, "within-mail_support").rows}
    share = comparison.providers[2].support[0].waits[0].answered_in_window
    assert (rows["cirrus"]["share"], rows["cirrus"]["low"]) == (share.share, share.low)
    assert rows["cirrus"]["high_with_undetermined"] == share.high_with_undetermined


def test_a_share_by_a_time_is_that_of_the_curve(comparison: Comparison) -> None:
    """Where few were followed for long, the plain share may fall with time; the curve's cannot."""
    replace = msgspec.structs.replace
    provider = comparison.providers[2]
    support = provider.support[0]
    wall = support.waits[0]
    few = replace(wall.answered_in_window, n=2, answered=1, share=0.5)
    curve = reached([Wait(60.0, answered=True)], [Wait(60.0, answered=True)], 3600.0, n=1, answered=1)
    waits = replace(
        wall,
        answered_within=dict.fromkeys(wall.answered_within, few),
        answered_by=dict.fromkeys(wall.answered_by, curve),
    )
    one = replace(provider, support=(replace(support, waits=(waits, *support.waits[1:])), *provider.support[1:]))
    found = replace(comparison, providers=(*comparison.providers[:2], one, *comparison.providers[3:]))
    rows = [row for row in chart(found, "within-mail_support").rows if row["id"] == "cirrus"]
    assert [(row["within"], row["share"]) for row in rows] == [(name, 1.0) for name in wall.answered_by]


def test_curves_are_those_of_the_waits(comparison: Comparison) -> None:
    """From 1 at once, each step as it was estimated, to where following ended."""
    waits = comparison.providers[1].support[0].waits[0]
    rows = [row for row in chart(comparison, "curves-mail_support").rows if row["id"] == "bergsund"]
    assert (rows[0]["seconds"], rows[0]["still"]) == (0.0, 1.0)
    assert [(row["seconds"], row["still"], row["low"], row["high"]) for row in rows[1:-1]] == list(waits.curve)
    assert rows[-1]["seconds"] == min(waits.followed_seconds, waits.window_seconds)


def test_a_gap_is_drawn_as_a_gap(comparison: Comparison) -> None:
    """Weeks without a measurement break the line and are shaded; a week that mostly failed has an arrow instead."""
    made = chart(through_months(comparison), "weeks-website")
    rows = [row for row in made.rows if row["id"] == "bergsund"]
    assert [number for number, row in enumerate(rows) if row["gap"]] == [5, 6, 7, 8]
    failed = [row for row in made.rows if row["id"] == "cirrus"][3]
    assert (failed["gap"], failed["p50"]) == (False, None)
    tree = ET.fromstring(for_the_page(drawn(made.wide), key="k", title="t", message="m"))  # noqa: S314 -- our own
    lines = [
        (group.find(f"{SVG}path").get("d") or "").count("M")  # type: ignore[union-attr]  # each of them has one
        for group in tree.iter(f"{SVG}g")
        if group.get("class") == "s-accent"
    ]
    assert sorted(lines) == [1, 1, 1, 2, 2]


def test_an_outage_counts_in_its_month(comparison: Comparison) -> None:
    """It is told in the month in which it began, and a month without one is 0 where it was measured."""
    rows = [row for row in chart(through_months(comparison), "months-website").rows if row["id"] == "alkarr"]
    assert [row["downtime_seconds"] for row in rows if row["downtime_seconds"]] == [3600.0]
    month = Language("en", comparison).local_day(FIRST + timedelta(days=40))
    assert next(row["month"] for row in rows if row["downtime_seconds"]) == f"{month:%Y-%m}"
    assert not any(row["gap"] for row in rows)


def test_a_month_that_begins_where_the_period_ends_is_not_told(comparison: Comparison) -> None:
    """Nothing was due in it: it is neither without downtime nor a gap."""
    stretched = through_months(comparison)
    first = Language("en", comparison).local_day(stretched.end).replace(day=1)
    end = datetime.combine(first, time(), ZoneInfo(comparison.timezone))
    rows = chart(msgspec.structs.replace(stretched, end=end), "months-website").rows
    assert max(str(row["month"]) for row in rows) == f"{first - timedelta(days=1):%Y-%m}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_drawing_has_its_words(comparison: Comparison, code: str) -> None:
    """Every drawing is an image with a title and with its message as description, and it is small."""
    for one in charts_of(Language(code, comparison), comparison):
        tree = ET.fromstring(for_the_page(drawn(one.narrow), key="k", title=one.title, message=one.message))  # noqa: S314 -- our own
        assert (tree.get("role"), tree.get("aria-labelledby")) == ("img", "k-t k-d")
        assert [tree[0].text, tree[1].text] == [one.title, one.message]
        assert not any(name.startswith("aria-") for each in tree.iter() for name in each.attrib if each is not tree)
        assert len(ET.tostring(tree)) < 12_000


def test_numbers_and_months_are_of_the_language(comparison: Comparison) -> None:
    """A Swedish chart has decimal commas and Swedish months."""
    made = chart(through_months(comparison), "weeks-website", "sv")
    assert Language("sv", comparison).month(date(2026, 7, 1)) in drawn(made.wide)
    assert "99,9" in drawn(chart(comparison, "uptime-website", "sv").wide)


def test_the_same_chart_gives_the_same_bytes(comparison: Comparison) -> None:
    """Drawing is deterministic, the picture included."""
    one, two = (drawn(chart(comparison, "speed-website").wide) for _ in range(2))
    assert one == two
    assert picture(one) == picture(two)
    assert picture(one).startswith(b"\x89PNG")


def test_what_others_wrote_is_escaped(comparison: Comparison) -> None:
    """A name is text in the drawing and never a formula in the table."""
    hostile = msgspec.structs.replace(comparison.providers[0], name="=1+1</text><script>alert(1)</script>")
    made = chart(msgspec.structs.replace(comparison, providers=(hostile, *comparison.providers[1:])), "speed-website")
    svg = for_the_page(drawn(made.narrow), key="k", title=made.title, message=made.message)
    assert "<script" not in svg
    assert "&lt;/text" in svg
    assert next(csv.DictReader(StringIO(csv_of(made))))["provider"].startswith("'=")


def test_the_specification_holds_the_figures(comparison: Comparison) -> None:
    """What a newsroom takes away is whole: schema, title, description and data, and it loads nothing."""
    made = chart(comparison, "speed-website")
    told = json.loads(vega_lite_of(made))
    assert told["$schema"].endswith("vega-lite/v6.json")
    assert (told["title"], told["description"]) == (made.title, made.message)
    assert [row["p50"] for row in told["data"]["values"]] == [row["p50"] for row in made.rows]
    assert '"url"' not in vega_lite_of(made)


def test_the_colours_are_those_of_the_style(comparison: Comparison) -> None:
    """By daylight a drawing alone looks as it does in the page, and marks and words have contrast enough."""
    style = (TEMPLATES / "style.css").read_text("utf-8")
    for colour, name in COLOURS.items():
        assert f"--{name}: {colour};" in style.partition("@media")[0]
        assert f".f-{name} {{ fill: var(--{name}); }}" in style
    for scheme in (style.partition("@media")[0], style.partition("@media")[2]):
        named = dict(re.findall(r"--(\w+): (#\w{6});", scheme.partition("}")[0]))
        for name, least in (("ink", 4.5), ("soft", 4.5), ("accent", 4.5), ("unknown", 3.0)):
            assert contrast(named[name], named["paper"]) >= least, name
    assert PAPER in drawn(chart(comparison, "rank").wide)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["w" * 300, "Ö", "Fjällräven Webbhotell och Internettjänster i Norra Norrland AB"])
def test_a_name_fits_its_column(name: str) -> None:
    """A name is broken at its spaces, and what is still too long ends in an ellipsis."""
    lines = fitted(name, 150, lines=2).split("\n")
    assert len(lines) <= 2
    assert all(width_of(line) <= 160 for line in lines)
