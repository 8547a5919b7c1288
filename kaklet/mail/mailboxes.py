"""The accounts that a study reads: its own mailbox, and those of its seeds that have one."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from kaklet.config import Loaded, reveal
from kaklet.mail.account import Account, ImapAccount
from probes.contact.post import Login
from probes.mailbox import ImapInbox, Inbox, MailboxError, Reader, SeedInbox
from results.keep import EvidenceFolder, Store, StoreError, StoreFullError, Writer

log = logging.getLogger(__name__)


def inbox_of(account: Account, *, key: str, file: Path) -> Inbox:
    """Make the mailbox of *account*, which stands under *key* in the study *file*. Raises `ConfigError`."""
    if not isinstance(account, ImapAccount):
        return account
    return ImapInbox(
        host=account.host,
        login=Login(user=account.user, password=reveal(account.password, key=f"{key}.password", file=file)),
        port=account.port,
        security=account.security,
        folders=account.folders,
        ca_file=account.ca_file,
        key=key,
    )


def seed_inboxes(loaded: Loaded) -> dict[str, Inbox]:
    """Make the mailboxes of those seeds that have an account of their own, by the seed's name. Raises `ConfigError`."""
    mail = loaded.study.mail
    return {
        seed.name: SeedInbox(seed.name, inbox_of(seed.inbox, key=f"mail.seed[{place}].inbox", file=loaded.file))
        for place, seed in enumerate(mail.seed if mail else ())
        if seed.inbox is not None
    }


class SeedRounds:
    """
    Reads the seeds' own accounts, one after another, beside the study's mailbox.

    Trouble with one is told once and costs neither the others nor anything else. A letter that cannot be seen proves
    nothing; when it is seen at last, its arrival is the time at which that account's server took it in.
    """

    def __init__(
        self, inboxes: dict[str, Inbox], *, sink: Writer, folder: EvidenceFolder, give_up: Callable[[StoreError], None]
    ) -> None:
        self._readers = {
            name: Reader(inbox, sink=sink, evidence=folder, known=set(), seeds_only=True)
            for name, inbox in inboxes.items()
        }
        self._give_up = give_up
        self._trouble: dict[str, str] = {}
        self._lock = asyncio.Lock()

    def __bool__(self) -> bool:
        """Whether there is any to read."""
        return bool(self._readers)

    async def read(self, database: Path) -> None:
        """Read each account once; cases are looked up in *database*."""
        async with self._lock:
            for name, reader in self._readers.items():
                try:
                    await asyncio.to_thread(_read, reader, database)
                except StoreFullError as error:
                    self._give_up(error)
                except (MailboxError, StoreError) as error:
                    if str(error) != self._trouble.get(name):
                        log.warning("%s Until then nothing proves that letters reach the seed %s.", error, name)
                    self._trouble[name] = str(error)
                else:
                    self._trouble.pop(name, None)


def _read(reader: Reader, database: Path) -> None:
    store = Store.read(database)
    try:
        reader.read(store)
    finally:
        store.close()
