"""001: the tables of facts: sessions, samples and what they share, cases, handovers, messages."""

from results.keep.told_view import OBSERVATIONS_TOLD

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

STATEMENTS = (*_SHARED, *_SAMPLES, *_CASES, OBSERVATIONS_TOLD)
