"""003: what a campaign adds to cases: its plan, letters after the first, and what people decide."""

STATEMENTS = (
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
