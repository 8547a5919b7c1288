"""A Maildir: a folder that a mail server on this machine delivers into."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec

from probes.mailbox.inbox import MAX_MESSAGE_BYTES, Arrival, MailboxError

FINE_SECONDS = 2.0
"""Where the times of arrival differ by less, the file's own holds: the others are in whole seconds."""
LONGEST_QUEUE = timedelta(days=5)
"""How long our own server may have kept a message before it was a file (RFC 5321, 4.5.4.1)."""
_HEAD_BYTES = 20_000


class MaildirInbox(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="maildir"
):
    """Where the Maildir is, and which of its folders are read; those beside the inbox lie in it as ``.Name``."""

    path: str
    folders: tuple[str, ...] = ("INBOX", "Junk")

    def arrivals(self, known: AbstractSet[str]) -> Iterator[Arrival]:
        """Yield new messages, the oldest first. A folder other than the inbox that is missing is passed over."""
        found = [(file, folder) for folder in self.folders for file in self._files(folder)]
        new = [(file, folder) for file, folder in found if _id(file) not in known]
        ordered = sorted(new, key=lambda one: _changed(one[0]))
        return (arrival for file, folder in ordered if (arrival := _read(file, folder)) is not None)

    def _files(self, name: str) -> list[Path]:
        inbox = name.upper() == "INBOX"
        folder = Path(self.path) if inbox else Path(self.path) / f".{name}"
        if not inbox and not folder.exists():
            return []
        try:
            return [file for part in ("new", "cur") for file in (folder / part).iterdir() if file.is_file()]
        except (FileNotFoundError, NotADirectoryError):
            raise MailboxError(
                f"There is no Maildir at {folder}: "
                "create it with its folders cur, new and tmp, or correct mail.inbox.path."
            ) from None
        except PermissionError:
            raise MailboxError(f"The Maildir {folder} may not be read: give this account the right to.") from None


def _id(file: Path) -> str:
    """Name a message without its flags and its folder: they change when another program reads or moves it."""
    return f"maildir:{file.name.partition(':')[0]}"


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _read(file: Path, folder: str) -> Arrival | None:
    """Read one message; None if another program has moved it away: it is found under its new name next time."""
    try:
        changed_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        with file.open("rb") as content:
            raw = content.read(MAX_MESSAGE_BYTES)
    except FileNotFoundError:
        return None
    return Arrival(id=_id(file), folder=folder, received_at=arrival_time(file.name, changed_at, raw), raw=raw)


def arrival_time(name: str, changed_at: datetime, raw: bytes) -> datetime:
    """
    Tell when a message arrived: the earliest of three times that can each only be late.

    - *changed_at*, the file's time: that of its delivery, or a later one if the Maildir was copied or restored.
    - The time at the beginning of its *name*, which the deliverer gives and no copying changes.
    - The topmost ``Received``, which our own server wrote when it took the message in, before it queued it. A server
      that writes none (against RFC 5321, 4.4) leaves a stranger's on top; so it moves the arrival by no more than a
      queue may hold a message.
    """
    delivered_at = _earlier(changed_at, _named_at(name))
    received_at = _received_at(raw)
    if received_at is None or delivered_at - received_at > LONGEST_QUEUE:
        return delivered_at
    return _earlier(delivered_at, received_at)


def _earlier(fine: datetime, other: datetime | None) -> datetime:
    return other if other is not None and (fine - other).total_seconds() > FINE_SECONDS else fine


def _named_at(name: str) -> datetime | None:
    found = _NAME.match(name)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


_NAME = re.compile(r"(\d{9,11})\.")
_RECEIVED = re.compile(rb"^Received[ \t]*:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)


def _received_at(raw: bytes) -> datetime | None:
    """Tell the time of the topmost Received field; None if there is none, or it tells no time."""
    head = raw[:_HEAD_BYTES].replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")[0]
    found = _RECEIVED.search(head)
    if found is None:
        return None
    try:
        at = parsedate_to_datetime(found[1].rpartition(b";")[2].decode("ascii", "replace").strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
