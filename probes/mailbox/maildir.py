"""A Maildir: a folder that a mail server on this machine delivers into."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from probes.mailbox.inbox import MAX_MESSAGE_BYTES, Arrival, MailboxError


class MaildirInbox(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="maildir"
):
    """Where the Maildir is. Its file times are the times of arrival."""

    path: str

    def arrivals(self, known: AbstractSet[str]) -> Iterator[Arrival]:
        """Yield new messages, the oldest first."""
        folder = Path(self.path)
        try:
            files = [file for part in ("new", "cur") for file in (folder / part).iterdir() if file.is_file()]
        except (FileNotFoundError, NotADirectoryError):
            raise MailboxError(
                f"There is no Maildir at {folder}: "
                "create it with its folders cur, new and tmp, or correct mail.inbox.path."
            ) from None
        except PermissionError:
            raise MailboxError(f"The Maildir {folder} may not be read: give this account the right to.") from None
        new = [file for file in files if _id(file) not in known]
        return (arrival for file in sorted(new, key=_arrived) if (arrival := _read(file)) is not None)


def _id(file: Path) -> str:
    """Name a message without its flags: they change when another program reads it."""
    return f"maildir:{file.name.partition(':')[0]}"


def _arrived(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _read(file: Path) -> Arrival | None:
    """Read one message; None if another program has moved it away: it is found under its new name next time."""
    try:
        received_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        with file.open("rb") as content:
            raw = content.read(MAX_MESSAGE_BYTES)
    except FileNotFoundError:
        return None
    return Arrival(id=_id(file), folder=file.parent.name, received_at=received_at, raw=raw)
