"""Records whose tables have a column for each field: all but observations, which have narrow rows."""

from typing import TypeVar

import msgspec
from sqlite_utils import Database

from results.keep.rows import flat_row, from_row, to_ms
from results.records import (
    Approval,
    Assignment,
    CallBack,
    Case,
    Correspondence,
    DeliveryAttempt,
    Dialling,
    Followed,
    FollowUp,
    Forgotten,
    FormAnswer,
    FormDone,
    FormSeen,
    FormStart,
    Handover,
    Heartbeat,
    Message,
    OnRecord,
    Phoned,
    Placement,
    Plan,
    Press,
    Published,
    Registration,
    Review,
    Session,
    Sighting,
    Verification,
    VerificationOutcome,
    Withheld,
)

_TABLES: dict[type, str] = {
    Approval: "approvals",
    Assignment: "assignments",
    CallBack: "call_backs",
    Dialling: "diallings",
    Case: "cases",
    DeliveryAttempt: "delivery_attempts",
    FollowUp: "follow_ups",
    Followed: "followed",
    Forgotten: "forgotten",
    FormAnswer: "form_answers",
    FormDone: "form_ends",
    FormSeen: "forms_seen",
    FormStart: "form_starts",
    Handover: "handovers",
    Message: "messages",
    Placement: "placements",
    Plan: "plans",
    Published: "editions",
    Registration: "registrations",
    Press: "presses",
    Review: "reviews",
    Session: "sessions",
    Sighting: "sightings",
    Verification: "verifications",
    VerificationOutcome: "verification_outcomes",
    Withheld: "withheld",
}
Kept = TypeVar(
    "Kept",
    Approval,
    Assignment,
    CallBack,
    Case,
    DeliveryAttempt,
    Dialling,
    FollowUp,
    Followed,
    Forgotten,
    FormAnswer,
    FormDone,
    FormSeen,
    FormStart,
    Handover,
    Message,
    Placement,
    Plan,
    Published,
    Registration,
    Press,
    Review,
    Session,
    Sighting,
    Verification,
    VerificationOutcome,
    Withheld,
)


class Tables:
    """These tables, behind one connection. The caller opens and closes transactions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def insert(self, record: FormSeen | Correspondence | Phoned | OnRecord | Session | Heartbeat) -> None:
        """Write *record*, unless it is there already; a heartbeat takes the place of the one before."""
        if isinstance(record, Heartbeat):
            self._beat(record)
            return
        row = flat_row(record)
        if isinstance(record, Session):
            row["heartbeat_ms"] = to_ms(record.started_at)
        # sqlite-utils' insert looks the table's columns up anew for every call: 20 times the price of the insert.
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self._db.execute(
            # The names are those of our own records.
            f'INSERT INTO "{_TABLES[type(record)]}" ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING',  # noqa: S608
            list(row.values()),
        )

    def _beat(self, beat: Heartbeat) -> None:
        self._db.execute(
            "UPDATE sessions SET heartbeat_ms = :at, running = :running, ended = :ended,"
            " mailbox_read_ms = coalesce(:read, mailbox_read_ms) WHERE id = :session",
            {
                "at": to_ms(beat.at),
                "running": msgspec.json.encode(beat.running).decode(),
                "ended": beat.ended,
                "read": None if beat.mailbox_read_at is None else to_ms(beat.mailbox_read_at),
                "session": beat.session,
            },
        )

    def all(self, kind: type[Kept]) -> list[Kept]:
        """Return every record of *kind*, in the order of arrival."""
        return [from_row(row, kind) for row in self._db.query(f"SELECT * FROM {_TABLES[kind]} ORDER BY rowid")]  # noqa: S608

    def heartbeats(self) -> list[Heartbeat]:
        """Return the newest heartbeat of each session, oldest session first."""
        rows = self._db.query(
            "SELECT id AS session, heartbeat_ms AS at_ms, running, mailbox_read_ms, ended"
            " FROM sessions ORDER BY started_ms"
        )
        return [
            from_row({**row, "running": msgspec.json.decode(row["running"]), "ended": bool(row["ended"])}, Heartbeat)
            for row in rows
        ]
