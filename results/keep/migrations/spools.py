"""021: how far the spools of other collectors have been gathered, and what is believed only when they all have been."""

STATEMENTS = (
    """
    CREATE TABLE spools (
        spool TEXT NOT NULL,
        number INTEGER NOT NULL,
        until_ms INTEGER NOT NULL,
        PRIMARY KEY (spool, number)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE kept_said (
        agent TEXT NOT NULL,
        epoch TEXT NOT NULL,
        kept_from INTEGER NOT NULL,
        said_ms INTEGER NOT NULL,
        PRIMARY KEY (agent, epoch)
    ) STRICT, WITHOUT ROWID
    """,
)
