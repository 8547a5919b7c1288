"""009: what contact forms answered."""

STATEMENTS = (
    """
    CREATE TABLE form_answers (
        "case" TEXT PRIMARY KEY REFERENCES cases (id),
        engine TEXT NOT NULL,
        robots TEXT NOT NULL,
        page TEXT NOT NULL,
        page_url TEXT NOT NULL,
        page_charset TEXT,
        form INTEGER NOT NULL,
        url TEXT NOT NULL,
        status INTEGER,
        content_type TEXT NOT NULL,
        charset TEXT,
        headers TEXT NOT NULL
    ) STRICT
    """,
)
