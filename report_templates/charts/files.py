"""What newsrooms take: the figures as CSV, and the specification as Vega-Lite has it."""

import csv
import json
from io import StringIO

from report_templates.charts.chart import Chart, Value

_FORMULA = ("=", "+", "-", "@")


def csv_of(chart: Chart) -> str:
    """Return the figures of *chart*: a head, then a line each (RFC 4180). What is not known is empty."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(chart.columns)
    writer.writerows([_cell(row.get(name)) for name in chart.columns] for row in chart.rows)
    return written.getvalue()


def _cell(value: Value) -> Value:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def vega_lite_of(chart: Chart) -> str:
    """Return the specification of *chart*, its figures in it."""
    return json.dumps(
        {**chart.wide, "title": chart.title, "description": chart.message}, ensure_ascii=False, separators=(",", ":")
    )
