"""When the daemon itself was there to ask: what tells a gap in measuring from a silence of the target."""

from datetime import datetime

import msgspec


class Session(msgspec.Struct, frozen=True, kw_only=True, tag="session"):
    """One run of the daemon, with what all its records share."""

    id: str
    agent: str
    started_at: datetime
    software: str
    """The version of Kaklet."""
    config_sha256: str
    """Hash of the study file as it was read."""
    boot_id: str
    """Which start of the machine this was; empty where the system does not say."""
    method: str = ""
    """The version of the method of measuring that its samples were taken by; empty where none was measured or kept."""
    clock_synchronised: bool | None = None
    """Of the machine's clock when it began; this and the next two are as in an observation."""
    clock_error_seconds: float | None = None
    booted_at: datetime | None = None
    redated_by_seconds: float | None = None
    """By how much its moments were moved, because the clock was proved wrong later; None if they were not."""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, tag="heartbeat"):
    """The daemon was awake. Only the newest one of a session is kept."""

    session: str
    at: datetime
    running: tuple[str, ...] = ()
    """What was being asked at that moment, as ``task provider``."""
    mailbox_read_at: datetime | None = None
    """When the mailbox was last read to its end: nothing is known of answers after that."""
    ended: bool = False
    """Whether the session said goodbye with this one."""
    clock_synchronised: bool | None = None
    """Of the machine's clock then; this and the next two are as in an observation."""
    clock_error_seconds: float | None = None
    booted_at: datetime | None = None
    redated_by_seconds: float | None = None
    """By how much its moments were moved, because the clock was proved wrong later; None if they were not."""
