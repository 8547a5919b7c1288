"""The study's own post office: takes mail for any address at its domain and puts it into a Maildir."""

import asyncio
import itertools
import os
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from kaklet.demo.addresses import Address
from kaklet.demo.smtp_door import smtp_door

_SIZE_LIMIT = 10 * 1024 * 1024


class Maildir:
    """A Maildir folder, as https://cr.yp.to/proto/maildir.html defines it: written in tmp/, renamed into new/."""

    def __init__(self, folder: Path, host: str) -> None:
        for name in ("tmp", "new", "cur"):
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._host = host.replace("/", r"\057").replace(":", r"\072")
        self._count = itertools.count(1)

    def deliver(self, content: bytes) -> None:
        """Put one mail into new/, with the line ends of a file; when this returns, it is on the disk."""
        name = (
            f"{time.time():.0f}.M{time.time_ns() // 1000 % 1_000_000:06}P{os.getpid()}Q{next(self._count)}.{self._host}"
        )
        draft = self._folder / "tmp" / name
        with draft.open("xb") as file:
            file.write(content.replace(b"\r\n", b"\n"))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._folder / "new" / name)


class PostOffice:
    """aiosmtpd's hooks for the mail exchanger of *domain*."""

    def __init__(self, domain: str, maildir: Maildir, writer: ThreadPoolExecutor) -> None:
        self._domain = domain.casefold()
        self._maildir = maildir
        self._writer = writer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks this hook up by its name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take any address at the domain, refuse to relay for others."""
        del server, session
        local_part, _, domain = address.rpartition("@")
        if not local_part or domain.casefold() != self._domain:
            return "550 5.7.1 Relaying denied"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks this hook up by its name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Deliver to every recipient, then say so."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 5.6.0 No mail in it"
        for recipient in envelope.rcpt_tos:
            stamped = self._stamp(server, session, envelope, recipient) + content
            await asyncio.get_running_loop().run_in_executor(self._writer, self._maildir.deliver, stamped)
        return "250 2.0.0 Delivered"

    @staticmethod
    def _stamp(server: SMTP, session: Session, envelope: Envelope, recipient: str) -> bytes:
        """Return the trace headers of final delivery (RFC 5321, section 4.4)."""
        peer = session.peer[0] if session.peer else "unknown"
        return (
            f"Return-Path: <{(envelope.mail_from or '').strip('<>')}>\r\n"
            f"Delivered-To: {recipient}\r\n"
            f"Received: from {session.host_name or 'unknown'} ([{peer}])\r\n"
            f"\tby {server.hostname} with ESMTP\r\n"
            f"\tfor <{recipient}>; {format_datetime(datetime.now(UTC))}\r\n"
        ).encode("ascii", "replace")


@asynccontextmanager
async def post_office(domain: str, address: Address, folder: Path) -> AsyncIterator[None]:
    """Run the post office of *domain* at *address*, delivering into the Maildir *folder* (created if missing)."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="maildir") as writer:
        office = PostOffice(domain, Maildir(folder, f"mx.{domain}"), writer)
        async with smtp_door(office, address, hostname=f"mx.{domain}", size_limit=_SIZE_LIMIT):
            yield
