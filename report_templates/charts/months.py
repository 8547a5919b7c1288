"""Downtime by month: an outage belongs to the month in which it began."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from report_templates.charts.axes import seconds_upwards, worded
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin, known
from report_templates.charts.found import Found, file_part, tasks_measured
from report_templates.charts.panels import panels_spec
from report_templates.charts.theme import ACCENT, RULE, SOFT
from report_templates.figures import DASH, downtime
from report_templates.language import Language
from report_templates.page import provider_name
from report_templates.words import check_title
from results.judge.comparison import Check, Comparison
from results.judge.service.months import months_between

_WEEK_DAYS = 7
_FEWEST = 2
_MOST_NAMES = 4
_HOUR = 3600.0


def month_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for each task that measures, of a period that lies in two months at least."""
    spans = months_between(comparison.start, comparison.end, comparison.timezone)
    months = [date.fromisoformat(f"{month}-01") for month, _, _ in spans]
    if len(months) < _FEWEST:
        return []
    return [_chart(language, task, found, months) for task, found in tasks_measured(comparison)]


def _chart(language: Language, task: str, found: list[Found], months: Sequence[date]) -> Chart:
    rows = tuple(row for one in found for row in _rows(language, one, months))
    wide, narrow = (_spec(language, rows, months, wide=wide) for wide in (True, False))
    return Chart(
        id=f"months-{file_part(task)}",
        section=Section.AVAILABILITY,
        task=task,
        title=language.say("Downtime by month: %(check)s", check=check_title(language, found[0].check)),
        message=_message(language, rows),
        reading=language.say(
            "How long it was down in each month, on the same scale for all. An outage counts in the month in which it"
            " began. Grey: not measured."
        ),
        columns=("provider", "id", "month", "downtime_seconds", "outages"),
        rows=rows,
        wide=wide,
        narrow=narrow,
        twin=Twin(
            heads=(language.say("Month"), *(provider_name(one.provider) for one in found)),
            rows=tuple(
                (
                    f"{language.month(month)} {month.year}",
                    *(_told(language, row) for row in rows if row["month"] == f"{month:%Y-%m}"),
                )
                for month in months
            ),
        ),
    )


def _rows(language: Language, one: Found, months: Sequence[date]) -> Iterator[Row]:
    seconds: dict[str, float] = defaultdict(float)
    outages: dict[str, int] = defaultdict(int)
    for outage in one.check.availability.outages:
        month = f"{language.local_day(outage.start):%Y-%m}"
        seconds[month] += outage.downtime_seconds
        outages[month] += 1
    measured = _measured(one.check) | seconds.keys()
    for number, month in enumerate(f"{each:%Y-%m}" for each in months):
        known = month in measured
        yield {
            "provider": provider_name(one.provider),
            "id": one.provider.id,
            "month": month,
            "downtime_seconds": seconds[month] if known else None,
            "outages": outages[month] if known else None,
            "gap": not known,
            **({"first": True, "said": downtime(language, one.check) or DASH} if number == 0 else {}),
        }


def _measured(check: Check) -> set[str]:
    """Name the months with a day of a week in which anything was measured."""
    days = (date.fromordinal(week.start.toordinal() + day) for week in check.weeks for day in range(_WEEK_DAYS))
    return {f"{day:%Y-%m}" for day in days}


def _message(language: Language, rows: Sequence[Row]) -> str:
    seconds = known(rows, "downtime_seconds")
    if not seconds:
        return language.say("Too little data.")
    without = sum(not each for each in seconds)
    return language.count(
        "In %(without)s of %(n)s month of a provider no failure was seen; the longest downtime in one was %(most)s.",
        "In %(without)s of %(n)s months of a provider no failure was seen; the longest downtime in one was %(most)s.",
        len(seconds),
        without=language.number(without),
        most=language.duration(max(seconds)),
    )


def _told(language: Language, row: Row) -> str:
    seconds = row["downtime_seconds"]
    return language.duration(seconds) if isinstance(seconds, float) else DASH


def _spec(language: Language, rows: Sequence[Row], months: Sequence[date], *, wide: bool) -> Spec:
    step = -(-len(months) // _MOST_NAMES)
    x = {
        "field": "month",
        "type": "ordinal",
        "sort": [f"{month:%Y-%m}" for month in months],
        "scale": {
            "type": "band",
            "domain": [f"{month:%Y-%m}" for month in months],
            "paddingInner": 0.2,
            "paddingOuter": 0,
        },
        "axis": {
            "labelAngle": 0,
            "values": [f"{month:%Y-%m}" for month in months[::step]],
            "labelExpr": worded({f"{month:%Y-%m}": language.month(month) for month in months[::step]}),
        },
    }
    y = seconds_upwards(language, "downtime_seconds", max(known(rows, "downtime_seconds"), default=0.0) or _HOUR)
    return panels_spec(
        language,
        rows,
        [
            {
                "transform": [{"filter": "datum.gap"}],
                "mark": {"type": "rect", "color": RULE},
                "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": "height"}},
            },
            {
                "transform": [{"filter": "datum.downtime_seconds > 0"}],
                "mark": {"type": "bar", "color": ACCENT, "minBandSize": 2},
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "rule", "color": SOFT},
                "transform": [{"filter": "datum.first"}],
                "encoding": {"y": {"value": "height"}},
            },
        ],
        wide=wide,
    )
