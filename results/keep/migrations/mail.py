"""012: each try of a letter at a provider's mail exchangers, and cases that messages were placed in later."""

STATEMENTS = (
    """
    CREATE TABLE delivery_attempts (
        "case" TEXT NOT NULL REFERENCES cases (id),
        number INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        host TEXT NOT NULL,
        address TEXT NOT NULL,
        failure TEXT,
        detail TEXT NOT NULL,
        PRIMARY KEY ("case", number, attempt)
    ) STRICT
    """,
    """
    CREATE TABLE placements (
        message TEXT NOT NULL REFERENCES messages (id),
        "case" TEXT REFERENCES cases (id),
        matched_by TEXT,
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (message, at_ms)
    ) STRICT
    """,
)
