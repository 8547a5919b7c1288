"""An account that mail is read from, as the study file names it."""

from typing import Literal

import msgspec

from probes.mailbox import MaildirInbox


class Secret(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a password is: in an environment variable or in a file, never in the study file itself."""

    env: str | None = None
    file: str | None = None


class ImapAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="imap"):
    """The account that mail arrives in."""

    host: str
    user: str
    password: Secret
    port: int | None = None
    security: Literal["tls", "starttls", "none"] = "tls"
    folders: tuple[str, ...] = ("INBOX", "Junk")
    ca_file: str | None = None


Account = MaildirInbox | ImapAccount
"""Where mail is read."""
