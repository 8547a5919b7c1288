"""A mailbox at a mail server, over IMAP. Polled, not idled: IDLE hangs and drops mail in the wild."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal

import imap_tools
import msgspec

from probes.contact.post import Login
from probes.mailbox.inbox import MAX_MESSAGE_BYTES, Arrival, MailboxError
from probes.probe import one_line

TIMEOUT_SECONDS = 30.0
MAX_HOLES = 100
"""Holes among the numbers that are asked for again; most are of messages that were deleted before they were read."""
_BROKEN = (imap_tools.ImapToolsError, imaplib.IMAP4.error, OSError)
"""What a conversation with a mail server ends in when it does not end well."""
_PORTS = {"tls": 993, "starttls": 143, "none": 143}


class ImapInbox(msgspec.Struct, frozen=True, kw_only=True):
    """Which account is read, and how. Each poll is a connection of its own."""

    host: str
    login: Login
    port: int | None = None
    security: Literal["tls", "starttls", "none"] = "tls"
    folders: tuple[str, ...] = ("INBOX", "Junk")
    ca_file: str | None = None
    key: str = "mail.inbox"
    """What the study file calls it: errors name it."""

    def arrivals(self, known: AbstractSet[str]) -> Iterator[Arrival]:
        """Yield new messages of each folder in the order of their numbers. A folder that is missing is passed over."""
        mailbox = self._opened()
        refused: list[str] = []
        try:
            for folder in self.folders:
                if mailbox.folder.exists(folder):
                    yield from _folder_arrivals(mailbox, folder, known, refused)
        except (*_BROKEN, ValueError) as error:
            raise MailboxError(
                f"The mail server {self.host} broke off ({one_line(str(error))}): "
                "the rest will be asked for again at the next poll."
            ) from error
        finally:
            _leave(mailbox)
        if refused:
            raise MailboxError(
                f"The mail server {self.host} did not give {len(refused)} messages ({', '.join(refused[:3])}): "
                "they will be asked for again at the next poll."
            )

    def _opened(self) -> imap_tools.BaseMailBox:
        port = self.port or _PORTS[self.security]
        try:
            mailbox = self._connected(port)
        except TimeoutError:
            raise MailboxError(
                f"The mail server {self.host}:{port} does not answer: check {self.key}.host and the network."
            ) from None
        except (socket.gaierror, UnicodeError):
            raise MailboxError(f"There is no mail server named {self.host}: correct {self.key}.host.") from None
        except ssl.SSLError as error:
            raise MailboxError(
                f"The mail server {self.host}:{port} cannot be trusted ({error.reason or error}): "
                f"correct {self.key}.security or {self.key}.ca_file."
            ) from error
        except _BROKEN as error:
            raise MailboxError(
                f"The mail server {self.host}:{port} cannot be reached ({one_line(str(error))}): check that it runs, "
                f"and {self.key}.port."
            ) from error
        # LOGIN takes ASCII only (RFC 3501, 4.3); AUTHENTICATE PLAIN takes UTF-8.
        ascii_only = (self.login.user + self.login.password).isascii()
        login = mailbox.login if ascii_only else mailbox.login_utf8
        try:
            return login(self.login.user, self.login.password, initial_folder=None)
        except _BROKEN:
            _leave(mailbox)
            raise MailboxError(
                f"The mail server {self.host} refuses the login of {self.login.user}: correct the user or the password."
            ) from None

    def _connected(self, port: int) -> imap_tools.BaseMailBox:
        if port == _PORTS["tls"] and self.security != "tls":
            raise MailboxError(
                f"Port {port} of a mail server is encrypted from the first byte (RFC 8314): set {self.key}.security to "
                f'"tls", or correct {self.key}.port.'
            )
        if self.security == "none":
            return imap_tools.MailBoxUnencrypted(self.host, port, timeout=TIMEOUT_SECONDS)
        trusted = ssl.create_default_context(cafile=self.ca_file)
        if self.security == "starttls":
            return imap_tools.MailBoxStartTls(self.host, port, timeout=TIMEOUT_SECONDS, ssl_context=trusted)
        return imap_tools.MailBox(self.host, port, timeout=TIMEOUT_SECONDS, ssl_context=trusted)


def _folder_arrivals(
    mailbox: imap_tools.BaseMailBox, folder: str, known: AbstractSet[str], refused: list[str]
) -> Iterator[Arrival]:
    """
    Yield what lies above the highest number that is known, and in the holes below it: what the server refused before.

    A message's number (UID) holds only together with the folder's UIDVALIDITY (RFC 9051, 2.3.1.1): when the server
    renumbers, all is read again under new names. One that is not given now is added to *refused* and costs no other.
    """
    mailbox.folder.set(folder, readonly=True)
    validity = mailbox.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"]
    prefix = f"imap:{folder}:{validity}:"
    numbers = {int(name.removeprefix(prefix)) for name in known if name.startswith(prefix)}
    # "n:*" always holds the last message, also when its number is below n (RFC 9051, 6.4.8).
    uids = [uid for uid in mailbox.uids(f"UID {_unread(numbers)}") if int(uid) not in numbers]
    for uid in sorted(uids, key=int):
        try:
            received_at, raw = _fetched(mailbox, uid)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, MailboxError, ValueError):
            refused.append(f"{folder} {uid}")
            continue
        yield Arrival(id=f"{prefix}{uid}", folder=folder, received_at=received_at, raw=raw)


def _unread(numbers: AbstractSet[int]) -> str:
    """Tell which numbers to ask for when those of *numbers* are known, as a sequence set (RFC 9051, 9)."""
    ordered = sorted(numbers)
    holes = [(low + 1, high - 1) for low, high in pairwise([0, *ordered]) if high - low > 1]
    asked = [f"{low}:{high}" for low, high in holes[-MAX_HOLES:]]
    return ",".join([*asked, f"{ordered[-1] + 1 if ordered else 1}:*"])


def _leave(mailbox: imap_tools.BaseMailBox) -> None:
    """Say goodbye, or hang up on a server that is past hearing it."""
    try:
        mailbox.logout()
    except _BROKEN:
        with suppress(OSError):
            mailbox.client.shutdown()


_INTERNALDATE = re.compile(rb'INTERNALDATE "([^"]{1,40})"')


def _fetched(mailbox: imap_tools.BaseMailBox, uid: str) -> tuple[datetime, bytes]:
    """Fetch one message without marking it as read."""
    status, data = mailbox.client.uid("FETCH", uid, f"(INTERNALDATE BODY.PEEK[]<0.{MAX_MESSAGE_BYTES}>)")
    parts = [part for part in data if isinstance(part, tuple)]
    told = b" ".join(part if isinstance(part, bytes) else part[0] for part in data if part)
    date = _INTERNALDATE.search(told)
    if status != "OK" or not parts or date is None:
        raise MailboxError(f"The mail server did not give message {uid}: it will be asked for again at the next poll.")
    received_at = datetime.strptime(date[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
    return received_at.astimezone(UTC), parts[0][1]
