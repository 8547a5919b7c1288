"""019: what was told at once, to whom it was told, and what could not be told."""

STATEMENTS = (
    """
    CREATE TABLE alert_events (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        alert TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        event TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX alert_events_by_alert ON alert_events (alert, seq)",
    "CREATE TABLE alert_watch (begun_ms INTEGER NOT NULL) STRICT",
    """
    CREATE TABLE alert_channels (
        name TEXT PRIMARY KEY,
        begun_ms INTEGER NOT NULL,
        told INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE alerts_given_up (
        channel TEXT NOT NULL,
        seq INTEGER NOT NULL REFERENCES alert_events (seq),
        at_ms INTEGER NOT NULL,
        trouble TEXT NOT NULL,
        PRIMARY KEY (channel, seq)
    ) STRICT
    """,
)
