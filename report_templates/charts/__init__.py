"""The charts of a report: figures of the comparison, drawn by Vega-Lite without a browser."""

from report_templates.charts.chart import Chart, Section
from report_templates.charts.curves import curve_charts
from report_templates.charts.line_bands import line_band_charts
from report_templates.charts.line_hours import line_hour_charts
from report_templates.charts.line_latency import line_latency_charts
from report_templates.charts.line_outages import line_outage_charts
from report_templates.charts.line_rpm import line_rpm_charts
from report_templates.charts.line_speeds import line_speed_charts
from report_templates.charts.months import month_charts
from report_templates.charts.phases import phase_charts
from report_templates.charts.quantiles import quantile_charts
from report_templates.charts.ranks import rank_charts
from report_templates.charts.uptime import uptime_charts
from report_templates.charts.weeks import week_charts
from report_templates.charts.within import within_charts
from report_templates.language import Language
from results.judge.comparison import Comparison

__all__ = ["Chart", "Section", "charts_of"]

_KINDS = (
    rank_charts,
    uptime_charts,
    month_charts,
    quantile_charts,
    phase_charts,
    week_charts,
    within_charts,
    curve_charts,
    line_speed_charts,
    line_hour_charts,
    line_band_charts,
    line_latency_charts,
    line_rpm_charts,
    line_outage_charts,
)


def charts_of(language: Language, comparison: Comparison) -> tuple[Chart, ...]:
    """Make all charts of *comparison* in *language*, in the order in which the front page shows them."""
    return tuple(chart for kind in _KINDS for chart in kind(language, comparison))
