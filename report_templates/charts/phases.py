"""The network and the server apart: the median of one round trip beside that of the wait for the first byte."""

from collections.abc import Sequence

from report_templates.charts.axes import durations, seconds_between
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin, known
from report_templates.charts.found import Found, file_part, tasks_measured
from report_templates.charts.rows import Frame, frames, full, hollow, rows_spec, y_of
from report_templates.charts.theme import ACCENT, INK
from report_templates.figures import DASH, span
from report_templates.language import Language
from report_templates.page import provider_name
from report_templates.words import check_title, phase
from results.judge.comparison import Comparison
from results.judge.rules import Rules
from results.records.rollup import PHASES

_NETWORK, _SERVER = "connect_seconds", "ttfb_seconds"


def phase_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for each task whose exchanges have both a connection and a first byte."""
    return [
        _chart(language, comparison.rules, task, found)
        for task, found in tasks_measured(comparison)
        if any({_NETWORK, _SERVER} <= one.check.phases.keys() for one in found)
    ]


def _chart(language: Language, rules: Rules, task: str, found: list[Found]) -> Chart:
    rows = tuple(_row(language, rules, one) for one in found)
    named = [name for name in PHASES if any(row.get(name) is not None for row in rows)]
    wide, narrow = (rows_spec(language, frame, rows, _layers(language, frame, rows)) for frame in frames(figures=160))
    return Chart(
        id=f"phases-{file_part(task)}",
        section=Section.RESPONSE,
        task=task,
        title=language.say("The network and the server: %(check)s", check=check_title(language, found[0].check)),
        message=_message(language, rows),
        reading=language.say(
            "Medians. The diamond is the connection: one round trip through the network. The disc is the wait from the"
            " request to the first byte: a round trip and the server's own work. What lies between them is the server."
        ),
        columns=("provider", "id", *named),
        rows=rows,
        wide=wide,
        narrow=narrow,
        twin=Twin(
            heads=(language.say("Provider"), *(phase(language, name) for name in named)),
            rows=tuple((str(row["provider"]), *(_told(language, row.get(name)) for name in named)) for row in rows),
        ),
    )


def _row(language: Language, rules: Rules, one: Found) -> Row:
    enough = one.check.latency.n >= max(1, rules.minimum_samples)
    medians: Row = {name: one.check.phases.get(name) if enough else None for name in PHASES}
    network, server = (_told(language, medians[name]) for name in (_NETWORK, _SERVER))
    return {
        "provider": provider_name(one.provider),
        "id": one.provider.id,
        **medians,
        "said": DASH
        if DASH in {network, server}
        else "\n".join(
            (
                language.say("network: %(time)s", time=network),
                language.say("first byte: %(time)s", time=server),
            )
        ),
    }


def _told(language: Language, seconds: object) -> str:
    return language.duration(seconds) if isinstance(seconds, float) else DASH


def _message(language: Language, rows: Sequence[Row]) -> str:
    network, server = known(rows, _NETWORK), known(rows, _SERVER)
    if not network or not server:
        return language.say("Too little data.")
    return language.say(
        "By provider, the median of a round trip is %(network)s and that of the wait for the first byte %(server)s.",
        network=span(language, *(language.duration(end(network)) for end in (min, max))),
        server=span(language, *(language.duration(end(server)) for end in (min, max))),
    )


def _layers(language: Language, frame: Frame, rows: Sequence[Row]) -> list[Spec]:
    told = [value for value in known(rows, _NETWORK, _SERVER) if value > 0]
    marks, domain = seconds_between(min(told, default=0.01), max(told, default=1.0), most=8 if frame.figures else 5)
    x = {
        "field": _NETWORK,
        "type": "quantitative",
        "scale": {"type": "log", "domain": domain, "nice": False, "zero": False, "range": [8, frame.plot - 8]},
        "axis": {"orient": "top", **durations(language, marks)},
    }
    shared = {"y": y_of(rows, frame.marks), "x": x}
    both = [{"filter": f"datum.{_NETWORK} > 0 && datum.{_SERVER} > 0"}]
    return [
        {
            "transform": both,
            "mark": {"type": "rule", "strokeWidth": 2, "color": ACCENT},
            "encoding": {**shared, "x2": {"field": _SERVER}},
        },
        {
            "transform": both,
            "mark": full("circle", ACCENT),
            "encoding": {**shared, "x": {**x, "field": _SERVER}},
        },
        {"transform": both, "mark": hollow("diamond", size=110) | {"stroke": INK}, "encoding": shared},
    ]
