"""008: forms as they were first seen, and what people did with those that machines are kept out of."""

STATEMENTS = (
    """
    CREATE TABLE forms_seen (
        provider TEXT NOT NULL,
        target TEXT NOT NULL,
        signature TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        description TEXT NOT NULL,
        evidence TEXT NOT NULL,
        PRIMARY KEY (provider, target, signature)
    ) STRICT
    """,
    """
    CREATE TABLE form_starts (
        "case" TEXT PRIMARY KEY REFERENCES cases (id),
        at_ms INTEGER NOT NULL,
        "by" TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE form_ends (
        "case" TEXT PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        "by" TEXT NOT NULL,
        sent INTEGER NOT NULL,
        why TEXT NOT NULL
    ) STRICT
    """,
)
