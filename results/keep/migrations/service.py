"""010: the service record, one row for each version of each entry."""

STATEMENTS = (
    """
    CREATE TABLE service_entries (
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        provider TEXT NOT NULL,
        content TEXT NOT NULL,
        by TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        seen TEXT NOT NULL,
        evidence TEXT,
        withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
        PRIMARY KEY (kind, subject, version)
    ) STRICT
    """,
)
