"""017: what a machine knew of its clock, for samples, runs and heartbeats; the view tells it."""

from results.keep.told_view import OBSERVATIONS_TOLD_WITH_BOOT

_OF_A_RUN = (
    "clock_synchronised INTEGER",
    "clock_error_seconds REAL",
    "booted_ms INTEGER",
    "redated_by_seconds REAL",
)
# The newest heartbeat stands in the row of its run.
_OF_ITS_HEARTBEAT = tuple(f"heartbeat_{column}" for column in _OF_A_RUN)

STATEMENTS = (
    "DROP VIEW observations_told",
    "ALTER TABLE contexts ADD COLUMN clock_error_ms INTEGER",
    "ALTER TABLE contexts ADD COLUMN booted_ms INTEGER",
    "ALTER TABLE contexts ADD COLUMN redated_by_ms INTEGER",
    *(f"ALTER TABLE sessions ADD COLUMN {column}" for column in (*_OF_A_RUN, *_OF_ITS_HEARTBEAT)),
    OBSERVATIONS_TOLD_WITH_BOOT,
)
