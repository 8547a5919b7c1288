"""
The tables, by numbered steps that sqlite-utils applies once each.

A step that has been released is never edited. Times are whole milliseconds since 1970 UTC (columns ``..._ms``),
durations whole microseconds (``..._us``); what was not reached is NULL. The layout of the narrow rows is told in
``docs/decisions/007-narrow-rows.md``; the view ``observations_told`` spells them out for other tools.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from results.keep.letters import WITHHELD
from results.keep.packing import HOUR_MS, SERIES_BITS
from results.keep.told_view import OBSERVATIONS_TOLD

migrations = Migrations("kaklet")


@migrations(name="001_facts")
def facts(db: Database) -> None:
    """Create the tables of facts: sessions, samples and what they share, cases, handovers, messages."""
    for statement in (*_SHARED, *_SAMPLES, *_CASES, OBSERVATIONS_TOLD):
        db.execute(statement)


@migrations(name="002_rollups")
def rollups(db: Database) -> None:
    """Add the roll-ups, and open every hour that has samples: none has been rolled up yet."""
    for statement in _ROLLUPS:
        db.execute(statement)


@migrations(name="003_correspondence")
def correspondence(db: Database) -> None:
    """Add what a campaign adds to cases: its plan, letters after the first, and what people decide."""
    for statement in _CORRESPONDENCE:
        db.execute(statement)


@migrations(name="005_campaign")
def campaign(db: Database) -> None:
    """Add why follow-ups of a plan were not sent."""
    db.execute(WITHHELD)


STEPS = frozenset({"001_facts", "002_rollups", "003_correspondence", "005_campaign"})
"""Every step that this version knows. A file with another one was written by a newer version."""

_FIGURES = """
        resolve_us INTEGER,
        connect_us INTEGER,
        tls_us INTEGER,
        ttfb_us INTEGER,
        transfer_us INTEGER,
        total_over_us INTEGER,
        rtt_over_us INTEGER,
        server_over_us INTEGER,
        body_bytes INTEGER,
        wire_over_bytes INTEGER
"""
_NARROW = f"""
        context INTEGER NOT NULL,
        started_after_ms INTEGER,
        duration_over_us INTEGER,
        answer INTEGER NOT NULL,
        loop_lag_us INTEGER,
        {_FIGURES.strip()}
"""

_SHARED = (
    """
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        agent TEXT NOT NULL,
        started_ms INTEGER NOT NULL,
        software TEXT NOT NULL,
        config_sha256 TEXT NOT NULL,
        boot_id TEXT NOT NULL,
        method TEXT NOT NULL DEFAULT '',
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
    CREATE TABLE contexts (
        id INTEGER PRIMARY KEY,
        session TEXT REFERENCES sessions (id),
        clock_synchronised INTEGER
    ) STRICT
    """,
    "CREATE TABLE failures (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT",
    """
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        address INTEGER REFERENCES texts (id),
        url INTEGER REFERENCES texts (id),
        clock INTEGER REFERENCES texts (id),
        failure INTEGER REFERENCES failures (id),
        counts TEXT NOT NULL,
        beside INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX answers_by_contents ON answers (counts, address, url, clock, failure, beside)",
)
_SAMPLES = (
    f"CREATE TABLE samples (id INTEGER PRIMARY KEY, {_NARROW}) STRICT",
    f"""
    CREATE TABLE confirmations (
        id INTEGER NOT NULL,
        {_NARROW.strip()},
        attempt INTEGER NOT NULL,
        PRIMARY KEY (id, attempt)
    ) STRICT, WITHOUT ROWID
    """,
    f"""
    CREATE TABLE hops (
        sample INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        number INTEGER NOT NULL,
        answer INTEGER NOT NULL REFERENCES answers (id),
        {_FIGURES.strip()},
        figures TEXT,
        PRIMARY KEY (sample, attempt, number)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE details (
        sample INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        detail TEXT NOT NULL,
        PRIMARY KEY (sample, attempt)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE figures (
        sample INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        figures TEXT NOT NULL,
        PRIMARY KEY (sample, attempt)
    ) STRICT, WITHOUT ROWID
    """,
)
_ROLLUP = """
        id INTEGER PRIMARY KEY,
        up INTEGER NOT NULL,
        failures TEXT NOT NULL,
        latency BLOB NOT NULL
"""
_ROLLUPS = (
    f"CREATE TABLE rollups_hourly ({_ROLLUP}) STRICT",
    f"CREATE TABLE rollups_daily ({_ROLLUP}) STRICT",
    "CREATE TABLE open_hours (hour_ms INTEGER PRIMARY KEY) STRICT",
    f"INSERT INTO open_hours SELECT DISTINCT (id >> {SERIES_BITS}) / {HOUR_MS} * {HOUR_MS} FROM samples",  # noqa: S608 -- numbers
)
_CASES = (
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
)
_CORRESPONDENCE = (
    "ALTER TABLE cases ADD COLUMN plan TEXT",
    "ALTER TABLE cases ADD COLUMN seed INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX cases_by_provider ON cases (provider, opened_ms)",
    "ALTER TABLE handovers RENAME TO handovers_of_questions",
    """
    CREATE TABLE handovers (
        "case" TEXT NOT NULL REFERENCES cases (id),
        number INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        failure TEXT,
        detail TEXT NOT NULL,
        evidence TEXT,
        PRIMARY KEY ("case", number)
    ) STRICT
    """,
    """
    INSERT INTO handovers SELECT "case", 0, at_ms, failure, detail, evidence FROM handovers_of_questions ORDER BY rowid
    """,
    "DROP TABLE handovers_of_questions",
    """
    CREATE TABLE follow_ups (
        "case" TEXT NOT NULL REFERENCES cases (id),
        number INTEGER NOT NULL,
        step TEXT NOT NULL,
        slot_ms INTEGER NOT NULL,
        opened_ms INTEGER NOT NULL,
        message_id TEXT,
        subject TEXT NOT NULL,
        evidence TEXT NOT NULL,
        PRIMARY KEY ("case", number)
    ) STRICT
    """,
    "CREATE INDEX follow_ups_by_message_id ON follow_ups (message_id)",
    """
    CREATE TABLE followed (
        "case" TEXT NOT NULL REFERENCES cases (id),
        until_ms INTEGER NOT NULL,
        PRIMARY KEY ("case", until_ms)
    ) STRICT
    """,
    """
    CREATE TABLE reviews (
        message TEXT NOT NULL REFERENCES messages (id),
        "by" TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        why TEXT NOT NULL,
        verdict TEXT,
        useful INTEGER,
        promised_until_ms INTEGER,
        PRIMARY KEY (message, "by", at_ms)
    ) STRICT
    """,
    """
    CREATE TABLE assignments (
        message TEXT NOT NULL REFERENCES messages (id),
        "case" TEXT REFERENCES cases (id),
        "by" TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY (message, "by", at_ms)
    ) STRICT
    """,
    """
    CREATE TABLE call_backs (
        message TEXT NOT NULL REFERENCES messages (id),
        kept_ms INTEGER,
        "by" TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY (message, "by", at_ms)
    ) STRICT
    """,
    """
    CREATE TABLE plans (
        sha256 TEXT PRIMARY KEY,
        made_ms INTEGER NOT NULL,
        document TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE approvals (
        plan TEXT NOT NULL REFERENCES plans (sha256),
        at_ms INTEGER NOT NULL,
        "by" TEXT NOT NULL,
        PRIMARY KEY (plan, "by", at_ms)
    ) STRICT
    """,
)
