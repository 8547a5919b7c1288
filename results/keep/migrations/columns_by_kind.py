"""003a: each kind uses the columns of figures for metrics of its own, and the details of successes are shared."""

from results.keep.told_view import OBSERVATIONS_TOLD_BY_KIND

# The rows from before have layout 0, by which the columns are read as their names say.
STATEMENTS = (
    """
    CREATE TABLE layouts (
        id INTEGER PRIMARY KEY,
        places TEXT NOT NULL UNIQUE,
        displaced TEXT NOT NULL
    ) STRICT
    """,
    "ALTER TABLE answers ADD COLUMN detail INTEGER REFERENCES texts (id)",
    "ALTER TABLE answers ADD COLUMN layout INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX answers_by_contents",
    "CREATE INDEX answers_by_contents ON answers (counts, address, url, clock, failure, beside, detail, layout)",
    "DROP VIEW observations_told",
    OBSERVATIONS_TOLD_BY_KIND,
)
