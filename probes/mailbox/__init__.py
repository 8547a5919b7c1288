"""The study's mailbox: where answers arrive. It is read, never changed: no flag is set and nothing is moved."""

from probes.mailbox.imap import ImapInbox
from probes.mailbox.inbox import Arrival, Inbox, MailboxError
from probes.mailbox.maildir import MaildirInbox
from probes.mailbox.matching import CaseBook, Contents, match
from probes.mailbox.reader import Reader
from probes.mailbox.seeds import SeedInbox

__all__ = [
    "Arrival",
    "CaseBook",
    "Contents",
    "ImapInbox",
    "Inbox",
    "MailboxError",
    "MaildirInbox",
    "Reader",
    "SeedInbox",
    "match",
]
