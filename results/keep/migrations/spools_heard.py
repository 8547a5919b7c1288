"""023: since and until when a spool has listened to agents without a pause, as far as it has been gathered."""

STATEMENTS = (
    """
    CREATE TABLE spools_heard (
        spool TEXT PRIMARY KEY,
        since_ms INTEGER NOT NULL,
        until_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # What was gathered before tells of no pauses.
    "INSERT INTO spools_heard SELECT spool, max(until_ms), max(until_ms) FROM spools GROUP BY spool",
)
