"""020: the editions that were published."""

STATEMENTS = (
    """
    CREATE TABLE editions (
        number INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        made_ms INTEGER NOT NULL,
        start_ms INTEGER NOT NULL,
        end_ms INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (number, at_ms)
    ) STRICT
    """,
)
