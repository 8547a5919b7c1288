"""002: roll-ups. Every hour that has samples is open: none has been rolled up yet."""

from results.keep.packing import HOUR_MS, SERIES_BITS

_ROLLUP = """
        id INTEGER PRIMARY KEY,
        up INTEGER NOT NULL,
        failures TEXT NOT NULL,
        latency BLOB NOT NULL
"""

STATEMENTS = (
    f"CREATE TABLE rollups_hourly ({_ROLLUP}) STRICT",
    f"CREATE TABLE rollups_daily ({_ROLLUP}) STRICT",
    "CREATE TABLE open_hours (hour_ms INTEGER PRIMARY KEY) STRICT",
    f"INSERT INTO open_hours SELECT DISTINCT (id >> {SERIES_BITS}) / {HOUR_MS} * {HOUR_MS} FROM samples",  # noqa: S608 -- numbers
)
