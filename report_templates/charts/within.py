"""The share of the questions that a person answered in time, for each horizon, with its interval."""

from collections.abc import Iterator, Sequence

from report_templates.charts.axes import shares as shares_axis
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin
from report_templates.charts.found import Asked, file_part, tasks_asked
from report_templates.charts.rows import Frame, grouped_frames, rows_spec, text, upright, y_of
from report_templates.charts.theme import ACCENT, INK, PAPER, SOFT, TINT
from report_templates.figures import DASH
from report_templates.language import Language
from report_templates.page import provider_name
from report_templates.words import HORIZONS, door_title
from results.judge.comparison import Comparison
from results.judge.reached import Reached
from results.judge.shares import Share

Known = Reached | Share
_WINDOW = "window"
_LABEL = 112


def within_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for each task that asks; none where nobody was followed long enough for any share."""
    return [
        _chart(language, task, found)
        for task, found in tasks_asked(comparison)
        if any(_shares(one, [*HORIZONS, _WINDOW]) for one in found)
    ]


def _shares(one: Asked, horizons: Sequence[str]) -> dict[str, Known]:
    """Tell the known shares of one door by the wall clock, by the names of *horizons*; a later one is never lower."""
    waits = one.support.waits[0]
    found: dict[str, Known] = {
        name: waits.answered_in_window if name == _WINDOW else waits.answered_by[name] for name in horizons
    }
    return {name: share for name, share in found.items() if share.n}


def _chart(language: Language, task: str, found: list[Asked]) -> Chart:
    horizons = [name for name in HORIZONS if any(_shares(one, [name]) for one in found)] or [_WINDOW]
    rows = tuple(row for one in found for row in _rows(language, one, horizons))
    headed = tuple(
        row for one in found for row in ({**_named(one), "said": ""}, *_below(_rows(language, one, horizons)))
    )
    wide, narrow = grouped_frames(label=_LABEL, figures=(150, 62))
    return Chart(
        id=f"within-{file_part(task)}",
        section=Section.ANSWERS,
        task=task,
        title=language.say("Answered by a person in time: %(door)s", door=door_title(language, found[0].support)),
        message=_message(language, found, horizons),
        reading=language.say(
            "The bar is the share that a person answered, the line its 95 per cent interval. An outlined end of the bar"
            " may be answers too: they are undetermined, and the line then covers both."
        ),
        columns=(
            "provider",
            "id",
            "within",
            "n",
            "answered",
            "share",
            "low",
            "high",
            "share_with_undetermined",
            "high_with_undetermined",
        ),
        rows=tuple({**row, "id": str(row["provider_id"])} for row in rows),
        wide=rows_spec(language, wide, rows, _layers(language, wide, rows)),
        narrow=rows_spec(language, narrow, headed, _layers(language, narrow, headed)),
        twin=Twin(
            heads=(language.say("Provider"), *(_horizon(language, name) for name in horizons)),
            rows=tuple(
                (
                    provider_name(one.provider),
                    *(_told(language, _shares(one, [name]).get(name)) for name in horizons),
                )
                for one in found
            ),
        ),
    )


def _named(one: Asked) -> Row:
    return {"provider": provider_name(one.provider), "provider_id": one.provider.id, "id": one.provider.id}


def _rows(language: Language, one: Asked, horizons: Sequence[str]) -> Iterator[Row]:
    shares = _shares(one, horizons)
    for number, name in enumerate(horizons):
        share = shares.get(name)
        yield {
            **_named(one),
            "id": f"{one.provider.id}/{name}",
            "within": name,
            "horizon": _horizon(language, name),
            "n": share.n if share else 0,
            "answered": share.answered if share else 0,
            "share": share.share if share else None,
            "low": share.low if share else None,
            "high": share.high if share else None,
            "share_with_undetermined": share.share_with_undetermined if share else None,
            "high_with_undetermined": share.high_with_undetermined if share else None,
            "more": number > 0,
            "said": _percents(language, share) if share else DASH,
        }


def _below(rows: Iterator[Row]) -> Iterator[Row]:
    """Put all rows of a provider below its name."""
    return ({**row, "more": True} for row in rows)


def _horizon(language: Language, name: str) -> str:
    return language.say("in the window") if name == _WINDOW else language.say(HORIZONS[name])


def _percents(language: Language, share: Known) -> str:
    low, high = (language.percent(100 * (each or 0.0)) for each in (share.share, share.share_with_undetermined))
    return low if low == high else f"{low}\N{EN DASH}{high}"


def _told(language: Language, share: Known | None) -> str:
    if share is None:
        return DASH
    low, high = (language.percent(100 * (each or 0.0)) for each in (share.low, share.high_with_undetermined))
    return f"{_percents(language, share)} ({low}\N{EN DASH}{high})"


def _message(language: Language, found: Sequence[Asked], horizons: Sequence[str]) -> str:
    known = [_shares(one, horizons[-1:]).get(horizons[-1]) for one in found]
    shares = [one.share for one in known if one is not None and one.share is not None]
    if not shares:
        return language.say("Too little data.")
    return language.say(
        "Answered by a person %(time)s: %(low)s to %(high)s of the questions, by provider. Where two lines overlap,"
        " chance may be all that sets them apart.",
        low=language.percent(100 * min(shares)),
        high=language.percent(100 * max(shares)),
        time=_horizon(language, horizons[-1]),
    )


def _layers(language: Language, frame: Frame, rows: Sequence[Row]) -> list[Spec]:
    x = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {"orient": "top", **shares_axis(language)},
    }
    y = y_of(rows, frame.marks)
    known = [{"filter": "isValid(datum.share)"}]
    bar = {"type": "bar", "size": 11, "opacity": 1}
    return [
        {
            "transform": [*known, {"filter": "datum.share_with_undetermined > datum.share"}],
            "mark": bar | {"color": PAPER, "stroke": ACCENT, "strokeWidth": 1},
            "encoding": {"y": y, "x": x, "x2": {"field": "share_with_undetermined"}},
        },
        {"transform": known, "mark": bar | {"color": TINT}, "encoding": {"y": y, "x": x, "x2": {"datum": 0}}},
        {
            "transform": known,
            "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high_with_undetermined"}},
        },
        {
            "transform": known,
            "mark": upright(ACCENT, size=170),
            "encoding": {"y": y, "x": x},
        },
        text(frame, rows, "horizon", x=-_LABEL, style={"align": "left", "color": SOFT}),
    ]
