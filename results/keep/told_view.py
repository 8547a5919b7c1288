"""The narrow rows spelled out in SQL, for people who look in with other tools."""

from results.keep.layouts import COLUMNS, LAYOUTS, SECOND
from results.keep.packing import SERIES_BITS, SERIES_MASK

TOTAL_US = (
    "(total_over_us + coalesce(resolve_us, 0) + coalesce(connect_us, 0) + coalesce(tls_us, 0)"
    " + coalesce(ttfb_us, 0) + coalesce(transfer_us, 0))"
)
RTT_US = "(rtt_over_us + coalesce(connect_us, 0))"
SERVER_US = f"(server_over_us + coalesce(ttfb_us, 0) - coalesce({RTT_US}, 0))"
DURATION_US = (
    "(duration_over_us + coalesce(total_over_us, 0) + coalesce(resolve_us, 0) + coalesce(connect_us, 0)"
    " + coalesce(tls_us, 0) + coalesce(ttfb_us, 0) + coalesce(transfer_us, 0))"
)
_USUAL_US = {
    "resolve_seconds": "resolve_us",
    "connect_seconds": "connect_us",
    "tls_seconds": "tls_us",
    "ttfb_seconds": "ttfb_us",
    "transfer_seconds": "transfer_us",
    "total_seconds": TOTAL_US,
    "rtt_seconds": RTT_US,
    "server_seconds": SERVER_US,
}
_COLUMN = " ".join(f"WHEN '{column}' THEN {column}" for column in COLUMNS)


def _by_layout(metric: str) -> str:
    """Tell the column that the row's own layout gives to *metric*, which may be any, or NULL."""
    return (
        f"(SELECT CASE json_extract(layouts.places, '$.{metric}[0]') {_COLUMN} END"  # noqa: S608 -- our own names
        " FROM answers JOIN layouts ON layouts.id = answers.layout WHERE answers.id = answer)"
    )


IN_MICROSECONDS = _USUAL_US | {
    figure.metric: _by_layout(figure.metric)
    for layout in LAYOUTS.values()
    for figure in layout.instead.values()
    if figure.per_unit == SECOND
}
"""The durations that have a column, each as an expression over a narrow row."""

_FROM_COLUMNS = ", ".join(
    [f"'{name}', {column} / 1e6" for name, column in _USUAL_US.items()]
    + ["'body_bytes', body_bytes", "'wire_bytes', wire_over_bytes + coalesce(body_bytes, 0)"]
)
_NAMES = (
    "id, context, started_after_ms, duration_over_us, answer, loop_lag_us, resolve_us, connect_us, tls_us,"
    " ttfb_us, transfer_us, total_over_us, rtt_over_us, server_over_us, body_bytes, wire_over_bytes"
)

_DETAIL = "(SELECT detail FROM details WHERE sample = one.id AND details.attempt = one.attempt)"
_USUALLY = f"json_patch('{{}}', json_object({_FROM_COLUMNS}))"
_OF_LAYOUT = (
    f"(SELECT json_group_object(place.key, CASE json_extract(place.value, '$[0]') {_COLUMN} END"  # noqa: S608
    " * 1.0 / json_extract(place.value, '$[1]')) FROM json_each(layouts.places) AS place)"
)


def _view(*, detail: str, metrics: str, more: str, joins: str) -> str:
    # A JSON merge patch (RFC 7396) leaves out what is NULL.
    return f"""
    CREATE VIEW observations_told AS
    SELECT series.agent, provider, target, task, kind, attempt,
           strftime('%Y-%m-%dT%H:%M:%fZ', (one.id >> {SERIES_BITS}) / 1000.0, 'unixepoch') AS slot,
           strftime('%Y-%m-%dT%H:%M:%fZ', ((one.id >> {SERIES_BITS}) + started_after_ms) / 1000.0, 'unixepoch')
               AS started_at,
           {DURATION_US} / 1e6 AS duration_seconds,
           failures.name AS failure,
           coalesce({detail}, '') AS detail,
           texts.text AS address,
           json_patch(
               json_patch({metrics}, counts),
               coalesce(
                   (SELECT figures FROM figures WHERE sample = one.id AND figures.attempt = one.attempt), '{{}}'
               )
           ) AS metrics,
           loop_lag_us / 1e6 AS loop_lag_seconds, contexts.clock_synchronised, session{more}
    FROM (
        SELECT {_NAMES}, 0 AS attempt FROM samples UNION ALL SELECT {_NAMES}, attempt FROM confirmations
    ) AS one
    JOIN series ON series.id = one.id & {SERIES_MASK}
    JOIN contexts ON contexts.id = one.context
    JOIN answers ON answers.id = one.answer
    LEFT JOIN failures ON failures.id = answers.failure
    LEFT JOIN texts ON texts.id = answers.address{joins}
"""  # noqa: S608 -- put together from our own column names


OBSERVATIONS_TOLD = _view(detail=_DETAIL, metrics=_USUALLY, more="", joins="")
"""As step 001 makes it."""

_DETAIL_BY_KIND = f"{_DETAIL}, shared_detail.text"
_METRICS_BY_KIND = f"json_patch(json_patch({_USUALLY}, coalesce(layouts.displaced, '{{}}')), {_OF_LAYOUT})"
_JOINS_BY_KIND = """
    LEFT JOIN texts AS shared_detail ON shared_detail.id = answers.detail
    LEFT JOIN layouts ON layouts.id = answers.layout
    LEFT JOIN sessions ON sessions.id = contexts.session"""

OBSERVATIONS_TOLD_BY_KIND = _view(
    detail=_DETAIL_BY_KIND, metrics=_METRICS_BY_KIND, more=", sessions.method", joins=_JOINS_BY_KIND
)
"""With what a kind keeps in the columns under its own names, and the method of measuring."""

OBSERVATIONS_TOLD_WITH_CLOCK = _view(
    detail=_DETAIL_BY_KIND,
    metrics=_METRICS_BY_KIND,
    more=", sessions.method, clocks.text AS clock",
    joins=f"{_JOINS_BY_KIND}\n    LEFT JOIN texts AS clocks ON clocks.id = answers.clock",
)
"""And whose clock told when things came: of an exchange over HTTP, in its last hop."""

OBSERVATIONS_TOLD_WITH_BOOT = _view(
    detail=_DETAIL_BY_KIND,
    metrics=_METRICS_BY_KIND,
    more=(
        ", sessions.method, clocks.text AS clock, contexts.clock_error_ms / 1e3 AS clock_error_seconds,"
        " strftime('%Y-%m-%dT%H:%M:%fZ', contexts.booted_ms / 1000.0, 'unixepoch') AS booted_at,"
        " ((one.id >> SERIES_BITS) + started_after_ms - contexts.booted_ms) / 1e3 AS started_monotonic_seconds,"
        " sessions.boot_id, contexts.redated_by_ms / 1e3 AS redated_by_seconds"
    ).replace("SERIES_BITS", str(SERIES_BITS)),
    joins=f"{_JOINS_BY_KIND}\n    LEFT JOIN texts AS clocks ON clocks.id = answers.clock",
)
"""And what the machine knew of its clock."""
