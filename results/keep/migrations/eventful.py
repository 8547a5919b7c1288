"""004: roll-ups tell each slot in runs, its extremes and its phases; until when series were imported is noted."""

from results.keep.packing import HOUR_MS, SERIES_BITS, SERIES_MASK

_EVENTFUL_ROLLUP = """
        id INTEGER PRIMARY KEY,
        slots TEXT NOT NULL,
        slowest_us INTEGER NOT NULL,
        lag_us INTEGER NOT NULL,
        latency BLOB NOT NULL
"""

_EVERY_HOUR = f"SELECT DISTINCT (id >> {SERIES_BITS}) / {HOUR_MS} * {HOUR_MS} FROM samples"  # noqa: S608 -- numbers

_IMPORTED = f"""
    SELECT id & {SERIES_MASK}, max(id >> {SERIES_BITS}) FROM (
        SELECT id, context FROM samples UNION ALL SELECT id, context FROM confirmations
    ) WHERE context IN (SELECT id FROM contexts WHERE session IS NULL) GROUP BY id & {SERIES_MASK}
"""  # noqa: S608 -- numbers

STATEMENTS = (
    "DROP TABLE rollups_hourly",
    "DROP TABLE rollups_daily",
    f"CREATE TABLE rollups_hourly ({_EVENTFUL_ROLLUP}) STRICT",
    f"CREATE TABLE rollups_daily ({_EVENTFUL_ROLLUP}) STRICT",
    "CREATE TABLE phases_hourly (id INTEGER PRIMARY KEY, phases BLOB NOT NULL) STRICT",
    "CREATE TABLE phases_daily (id INTEGER PRIMARY KEY, phases BLOB NOT NULL) STRICT",
    "ALTER TABLE open_hours ADD COLUMN touched INTEGER NOT NULL DEFAULT 0",
    f"INSERT OR IGNORE INTO open_hours (hour_ms) {_EVERY_HOUR}",
    "CREATE TABLE open_days (day_ms INTEGER PRIMARY KEY, touched INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE TABLE imports (series INTEGER PRIMARY KEY, until_ms INTEGER NOT NULL) STRICT",
    f"INSERT INTO imports {_IMPORTED}",
)
