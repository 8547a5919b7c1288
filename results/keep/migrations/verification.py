"""015: links that were opened because a form's software asked for it."""

STATEMENTS = (
    """
    CREATE TABLE verifications (
        "case" TEXT PRIMARY KEY REFERENCES cases (id),
        message TEXT NOT NULL,
        host TEXT NOT NULL,
        url_sha256 TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE verification_outcomes (
        "case" TEXT PRIMARY KEY REFERENCES verifications ("case"),
        at_ms INTEGER NOT NULL,
        status INTEGER,
        host TEXT NOT NULL,
        failure TEXT,
        detail TEXT NOT NULL
    ) STRICT
    """,
)
