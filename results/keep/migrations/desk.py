"""011: what people grade blind, and the phone calls that they time."""

STATEMENTS = (
    "ALTER TABLE reviews ADD COLUMN grade INTEGER",
    "ALTER TABLE reviews ADD COLUMN blind INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE diallings (
        id TEXT PRIMARY KEY,
        provider TEXT NOT NULL,
        number TEXT NOT NULL,
        question TEXT NOT NULL,
        "by" TEXT NOT NULL,
        in_hours INTEGER,
        opened_ms INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX diallings_by_provider ON diallings (provider, opened_ms)",
    """
    CREATE TABLE presses (
        id TEXT PRIMARY KEY,
        call TEXT NOT NULL REFERENCES diallings (id),
        step TEXT NOT NULL,
        after_ms INTEGER NOT NULL,
        clock TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        came_ms INTEGER NOT NULL
    ) STRICT
    """,
)
