"""022: when a collector listened to agents last, so that nobody is called silent to whom nobody listened."""

STATEMENTS = (
    """
    CREATE TABLE listening (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        since_ms INTEGER NOT NULL,
        until_ms INTEGER NOT NULL
    ) STRICT
    """,
)
