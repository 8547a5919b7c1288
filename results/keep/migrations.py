"""
The tables, by numbered steps that sqlite-utils applies once each.

A step that has been released is never edited. Times are whole milliseconds since 1970 UTC (columns ``..._ms``);
what was not reached is NULL. The view ``observations_told`` is for people who look in with other tools.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("kaklet")


@migrations(name="001_facts")
def facts(db: Database) -> None:
    """Create the tables of facts: sessions, observations, cases, handovers, messages."""
    for statement in _FACTS:
        db.execute(statement)


@migrations(name="002_hops")
def hops(db: Database) -> None:
    """Add the hops of an exchange over HTTP, as JSON."""
    db.execute("ALTER TABLE observations ADD COLUMN hops TEXT NOT NULL DEFAULT '[]'")


STEPS = frozenset({"001_facts", "002_hops"})
"""Every step that this version knows. A file with another one was written by a newer version."""

_FACTS = (
    """
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        agent TEXT NOT NULL,
        started_ms INTEGER NOT NULL,
        software TEXT NOT NULL,
        config_sha256 TEXT NOT NULL,
        boot_id TEXT NOT NULL,
        heartbeat_ms INTEGER NOT NULL,
        running TEXT NOT NULL DEFAULT '[]',
        mailbox_read_ms INTEGER,
        ended INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        agent TEXT NOT NULL,
        provider TEXT NOT NULL,
        target TEXT NOT NULL,
        task TEXT NOT NULL,
        kind TEXT NOT NULL,
        UNIQUE (agent, provider, target, task, kind)
    ) STRICT
    """,
    """
    CREATE TABLE observations (
        series INTEGER NOT NULL REFERENCES series (id),
        slot_ms INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        started_ms INTEGER,
        duration_seconds REAL,
        failure TEXT,
        detail TEXT NOT NULL,
        address TEXT,
        metrics TEXT NOT NULL,
        session TEXT REFERENCES sessions (id),
        PRIMARY KEY (series, slot_ms, attempt)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE cases (
        id TEXT PRIMARY KEY,
        agent TEXT NOT NULL,
        provider TEXT NOT NULL,
        target TEXT NOT NULL,
        task TEXT NOT NULL,
        channel TEXT NOT NULL,
        slot_ms INTEGER NOT NULL,
        opened_ms INTEGER NOT NULL,
        question TEXT NOT NULL,
        persona TEXT NOT NULL,
        address TEXT NOT NULL,
        message_id TEXT,
        subject TEXT NOT NULL,
        evidence TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cases_by_address ON cases (address)",
    "CREATE INDEX cases_by_message_id ON cases (message_id)",
    """
    CREATE TABLE handovers (
        "case" TEXT PRIMARY KEY REFERENCES cases (id),
        at_ms INTEGER NOT NULL,
        failure TEXT,
        detail TEXT NOT NULL,
        evidence TEXT
    ) STRICT
    """,
    """
    CREATE TABLE messages (
        id TEXT PRIMARY KEY,
        "case" TEXT REFERENCES cases (id),
        matched_by TEXT,
        received_ms INTEGER NOT NULL,
        folder TEXT NOT NULL,
        evidence TEXT NOT NULL
    ) STRICT
    """,
    'CREATE INDEX messages_by_case ON messages ("case")',
    """
    CREATE VIEW observations_told AS
    SELECT agent, provider, target, task, kind, attempt,
           strftime('%Y-%m-%dT%H:%M:%fZ', slot_ms / 1000.0, 'unixepoch') AS slot,
           strftime('%Y-%m-%dT%H:%M:%fZ', started_ms / 1000.0, 'unixepoch') AS started_at,
           duration_seconds, failure, detail, address, metrics
    FROM observations JOIN series ON series.id = observations.series
    """,
)
