"""Records whose tables have a column for each field: all but observations, which have narrow rows."""

from typing import TYPE_CHECKING, TypeVar

import msgspec

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

if TYPE_CHECKING:
    from sqlite_utils import Database

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

    def __init__(self, db: "Database") -> None:
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
            " mailbox_read_ms = coalesce(:read, mailbox_read_ms), heartbeat_clock_synchronised = :synchronised,"
            " heartbeat_clock_error_seconds = :error, heartbeat_booted_ms = :booted,"
            " heartbeat_redated_by_seconds = :redated WHERE id = :session",
            {
                "at": to_ms(beat.at),
                "running": msgspec.json.encode(beat.running).decode(),
                "ended": beat.ended,
                "read": None if beat.mailbox_read_at is None else to_ms(beat.mailbox_read_at),
                "synchronised": beat.clock_synchronised,
                "error": beat.clock_error_seconds,
                "booted": None if beat.booted_at is None else to_ms(beat.booted_at),
                "redated": beat.redated_by_seconds,
                "session": beat.session,
            },
        )

    def beat_on(self, beat: Heartbeat) -> None:
        """Take *beat* unless a newer one of its session is there: those from elsewhere come in any order."""
        query = "SELECT 1 FROM sessions WHERE id = ? AND (heartbeat_ms < ? OR ended < ?)"
        if self._db.execute(query, (beat.session, to_ms(beat.at), beat.ended)).fetchone():
            self._beat(beat)

    def all(self, kind: type[Kept]) -> list[Kept]:
        """Return every record of *kind*, in the order of arrival."""
        return [from_row(row, kind) for row in self._db.query(f"SELECT * FROM {_TABLES[kind]} ORDER BY rowid")]  # noqa: S608

    def heartbeats(self, agent: str | None = None) -> list[Heartbeat]:
        """Return the newest heartbeat of each session, oldest session first; those of *agent*, if one is named."""
        rows = self._db.query(
            "SELECT id AS session, heartbeat_ms AS at_ms, running, mailbox_read_ms, ended,"
            " heartbeat_clock_synchronised AS clock_synchronised, heartbeat_clock_error_seconds AS clock_error_seconds,"
            " heartbeat_booted_ms AS booted_ms, heartbeat_redated_by_seconds AS redated_by_seconds"
            " FROM sessions WHERE agent = coalesce(:agent, agent) ORDER BY started_ms",
            {"agent": agent},
        )
        return [
            from_row({**row, "running": msgspec.json.decode(row["running"]), "ended": bool(row["ended"])}, Heartbeat)
            for row in rows
        ]
