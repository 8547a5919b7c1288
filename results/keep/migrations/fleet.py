"""016: what was collected from agents elsewhere: ranges of sequences, days and their manifests, and agents' states."""

STATEMENTS = (
    """
    CREATE TABLE collected (
        agent TEXT NOT NULL,
        epoch TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        PRIMARY KEY (agent, epoch, first)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE collected_epochs (
        agent TEXT NOT NULL,
        epoch TEXT NOT NULL,
        begun_ms INTEGER NOT NULL,
        kept_from INTEGER NOT NULL,
        PRIMARY KEY (agent, epoch)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE collected_days (
        agent TEXT NOT NULL,
        epoch TEXT NOT NULL,
        first INTEGER NOT NULL,
        count INTEGER NOT NULL,
        digest TEXT NOT NULL,
        late INTEGER NOT NULL,
        frozen INTEGER NOT NULL,
        refused INTEGER NOT NULL,
        PRIMARY KEY (agent, epoch, first)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE manifests (
        agent TEXT NOT NULL,
        epoch TEXT NOT NULL,
        first INTEGER NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (agent, epoch, first)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE frozen (
        agent TEXT NOT NULL,
        epoch TEXT NOT NULL,
        seq INTEGER NOT NULL,
        received_ms INTEGER NOT NULL,
        record BLOB NOT NULL,
        PRIMARY KEY (agent, epoch, seq)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE refusals (
        agent TEXT NOT NULL,
        why TEXT NOT NULL,
        count INTEGER NOT NULL,
        newest_ms INTEGER NOT NULL,
        PRIMARY KEY (agent, why)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE agent_states (
        agent TEXT NOT NULL,
        session TEXT NOT NULL,
        seen_ms INTEGER NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (agent, session)
    ) STRICT, WITHOUT ROWID
    """,
)
