"""What a mailbox is to its reader, whichever way it is reached."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol

import msgspec

MAX_MESSAGE_BYTES = 64 << 20
"""No more of one message is fetched. Mail servers refuse larger ones long before."""


class MailboxError(Exception):
    """The mailbox cannot be read: one sentence that says what to do."""


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it lies in the mailbox."""

    id: str
    """Where it lies; the same at every reading, and never given to another message."""
    folder: str
    received_at: datetime
    raw: bytes


class Inbox(Protocol):
    """A mailbox. Its methods block and are called in a thread."""

    def arrivals(self, known: AbstractSet[str]) -> Iterator[Arrival]:
        """Yield what is there and whose id is not *known*; raise `MailboxError` if it cannot be read."""
        ...
