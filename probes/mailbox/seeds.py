"""The mailbox of a seed: an account of the study's own at another house."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import msgspec

from probes.mailbox.inbox import Arrival, Inbox


class SeedInbox:
    """
    The mailbox *inbox* of the seed *name*, with names of places that are never those of another mailbox.

    A folder other than the inbox is told with the seed's name: what lies in the junk there does not lie in ours.
    """

    def __init__(self, name: str, inbox: Inbox) -> None:
        self._prefix = f"seed:{name}:"
        self._name = name
        self._inbox = inbox

    def arrivals(self, known: AbstractSet[str]) -> Iterator[Arrival]:
        """Yield what is new there. Raises `MailboxError`."""
        own = {one.removeprefix(self._prefix) for one in known if one.startswith(self._prefix)}
        for arrival in self._inbox.arrivals(own):
            folder = arrival.folder if arrival.folder.upper() == "INBOX" else f"{self._name}/{arrival.folder}"
            yield msgspec.structs.replace(arrival, id=f"{self._prefix}{arrival.id}", folder=folder)
