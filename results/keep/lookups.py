"""Single questions: whose an address or a Message-ID is, what was read before, how often somebody was written to."""

from datetime import datetime
from typing import TYPE_CHECKING

from results.keep.rows import to_ms

if TYPE_CHECKING:
    from sqlite_utils import Database


class Lookups:
    """The part of the store that answers single questions about cases and messages."""

    def __init__(self, db: "Database") -> None:
        self._db = db

    def case_by_address(self, address: str) -> str | None:
        """Tell the id of the case whose reply address is *address*; None if there is none."""
        return self._case_where("address", address)

    def case_by_message_id(self, message_id: str) -> str | None:
        """Tell the id of the case whose question, or one of whose follow-ups, had this Message-ID; None if none had."""
        found = self._case_where("message_id", message_id)
        return found or self._one('SELECT "case" FROM follow_ups WHERE message_id = ? LIMIT 1', message_id)

    def is_seed(self, case: str) -> bool:
        """Whether *case* went to an address of the study's own."""
        return self._one("SELECT id FROM cases WHERE id = ? AND seed", case) is not None

    def message_by_evidence(self, sha256: str) -> str | None:
        """Tell the id of the message whose bytes have this SHA-256; None if there is none."""
        return self._one("SELECT id FROM messages WHERE evidence = ? ORDER BY rowid LIMIT 1", sha256)

    def places(self) -> set[str]:
        """Tell every place in the mailbox that has been read: the ids of messages, and where they were seen again."""
        return {str(row["id"]) for row in self._db.query("SELECT id FROM messages UNION ALL SELECT id FROM sightings")}

    def contacts(self, provider: str, since: datetime) -> int:
        """
        Tell how many contacts with *provider* were begun after *since*, whatever became of them.

        Letters and phone calls count alike; letters to seeds are none.
        """
        ((count,),) = self._db.execute(
            "SELECT (SELECT count(*) FROM cases WHERE provider = :provider AND opened_ms > :since AND NOT seed)"
            ' + (SELECT count(*) FROM follow_ups JOIN cases ON cases.id = follow_ups."case"'
            " WHERE provider = :provider AND follow_ups.opened_ms > :since AND NOT seed)"
            " + (SELECT count(*) FROM diallings WHERE provider = :provider AND opened_ms > :since)"
            # Calls that were noted by other doors; those of the stopwatch are counted above.
            " + (SELECT count(*) FROM service_entries AS one WHERE kind = 'call' AND provider = :provider"
            "  AND NOT withdrawn AND 1000 * unixepoch(content ->> 'dialled_at') > :since"
            "  AND version = (SELECT max(version) FROM service_entries WHERE kind = 'call' AND subject = one.subject)"
            "  AND content ->> 'call' NOT IN (SELECT id FROM diallings))",
            {"provider": provider, "since": to_ms(since)},
        )
        return int(count)

    def begun(self, case: str, number: int) -> bool:
        """Tell whether letter *number* of *case* (0 is its question) was ever begun."""
        if number == 0:
            return self._one("SELECT id FROM cases WHERE id = ?", case) is not None
        return self._one('SELECT "case" FROM follow_ups WHERE "case" = ? AND number = ?', case, number) is not None

    def _case_where(self, column: str, value: str) -> str | None:
        return self._one(f'SELECT id FROM cases WHERE "{column}" = ? LIMIT 1', value)  # noqa: S608 -- our columns

    def _one(self, question: str, *values: str | int) -> str | None:
        row = self._db.execute(question, values).fetchone()
        return None if row is None else str(row[0])
