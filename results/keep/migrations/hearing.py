"""007: where a message was seen again, and what is left of one that was removed."""

STATEMENTS = (
    """
    CREATE TABLE sightings (
        id TEXT PRIMARY KEY,
        message TEXT NOT NULL REFERENCES messages (id),
        folder TEXT NOT NULL,
        received_ms INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE forgotten (
        message TEXT PRIMARY KEY REFERENCES messages (id),
        at_ms INTEGER NOT NULL,
        verdict TEXT,
        rules TEXT NOT NULL,
        reasons TEXT NOT NULL,
        template TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX messages_by_evidence ON messages (evidence)",
)
