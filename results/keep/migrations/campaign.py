"""005: why follow-ups of a plan were not sent."""

STATEMENTS = (
    """
    CREATE TABLE withheld (
        "case" TEXT NOT NULL REFERENCES cases (id),
        number INTEGER NOT NULL,
        step TEXT NOT NULL,
        slot_ms INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY ("case", number)
    ) STRICT
    """,
)
