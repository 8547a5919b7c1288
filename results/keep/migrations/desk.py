"""011: what people grade blind, and the phone calls that they time."""

STATEMENTS = (
    "ALTER TABLE reviews ADD COLUMN grade INTEGER",
    "ALTER TABLE reviews ADD COLUMN blind INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE calls (
        id TEXT PRIMARY KEY,
        provider TEXT NOT NULL,
        number TEXT NOT NULL,
        question TEXT NOT NULL,
        "by" TEXT NOT NULL,
        opened_ms INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX calls_by_provider ON calls (provider, opened_ms)",
    """
    CREATE TABLE presses (
        id TEXT PRIMARY KEY,
        call TEXT NOT NULL REFERENCES calls (id),
        step TEXT NOT NULL,
        after_ms INTEGER NOT NULL,
        clock TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        came_ms INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE call_notes (
        call TEXT NOT NULL REFERENCES calls (id),
        "by" TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        solved INTEGER,
        friendliness INTEGER,
        words TEXT NOT NULL,
        PRIMARY KEY (call, "by", at_ms)
    ) STRICT
    """,
)
