"""013: the rules of grading, as they were registered."""

STATEMENTS = (
    """
    CREATE TABLE registrations (
        sha256 TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        rules TEXT NOT NULL,
        PRIMARY KEY (sha256, at_ms)
    ) STRICT
    """,
)
