"""Speaking IMAP (RFC 9051, and 3501 before it) as a mail program does: one conversation, told step by step."""

import base64
import re
import ssl
from contextlib import suppress
from typing import NamedTuple

from probes.contact.post import Login
from probes.mail_service.lines import Lines
from probes.probe import ProbeFailed
from probes.wire.connection import Wire
from probes.wire.handshake import shake
from probes.wire.sample import Sample
from results.records import Failure

_MOST_LINES = 1_000
"""Of the answer to one command."""
_LITERAL = re.compile(rb"\{(\d{1,9})\+?\}$")
_UNAVAILABLE = b"[UNAVAILABLE]"
"""NO because something behind the server is down, and not because of the password (RFC 5530)."""


class Answer(NamedTuple):
    """What the server said to one command."""

    status: bytes
    """OK, NO or BAD; + where it waits for more."""
    words: bytes
    untagged: tuple[bytes, ...]

    def good(self) -> "Answer":
        """Return this answer if it is OK; raise `ProbeFailed` with the server's words otherwise."""
        if self.status != b"OK":
            failure = Failure.MAIL_REJECTED if self.status == b"NO" else Failure.PROTOCOL_ERROR
            raise ProbeFailed(failure, (self.status + b" " + self.words).decode("utf-8", "replace"))
        return self


class ImapTalk:
    """One conversation on *wire*."""

    def __init__(self, wire: Wire, sample: Sample) -> None:
        self._lines = Lines(wire)
        self._sample = sample
        self._count = 0
        self.offers: frozenset[bytes] = frozenset()
        """What the server says that it can do, in capitals."""

    async def open(self, context: ssl.SSLContext, host: str, security: str) -> None:
        """
        Greet, and get to where a login may follow. *security* is tls (from the start), starttls or none.

        Notes ``greeting_seconds``, and what a handshake notes. Raises `ProbeFailed` and `OSError`.
        """
        notes, lines = self._sample.notes, self._lines
        if security == "tls":
            await shake(lines.wire, context, host, self._sample)
        notes.doing = "waiting for the greeting"
        began = lines.wire.now()
        greeting = await lines.line()
        notes.metrics["greeting_seconds"] = lines.seconds_since(began)
        notes.detail = greeting.decode("utf-8", "replace")
        if not greeting.upper().startswith((b"* OK", b"* PREAUTH")):
            said_goodbye = greeting.upper().startswith(b"* BYE")
            raise ProbeFailed(Failure.MAIL_DEFERRED if said_goodbye else Failure.PROTOCOL_ERROR, notes.detail)
        if security == "starttls":
            answer = await self.command(b"STARTTLS")
            if answer.status != b"OK":
                raise ProbeFailed(Failure.TLS_FAILED, "the server offers no STARTTLS")
            lines.nothing_left()
            await shake(lines.wire, context, host, self._sample)
        await self._ask_offers()

    async def login(self, login: Login) -> None:
        """Log in; notes ``login_seconds``. The server's words are not repeated: it may repeat the password."""
        self._sample.notes.doing = "logging in"
        began = self._lines.wire.now()
        if b"AUTH=PLAIN" in self.offers:
            answer = await self.command(b"AUTHENTICATE PLAIN")
            if answer.status == b"+":
                secret = f"\0{login.user}\0{login.password}".encode()
                answer = await self._goes_on(base64.b64encode(secret))
        else:
            answer = await self.command(b"LOGIN " + quoted(login.user) + b" " + quoted(login.password))
        self._sample.notes.metrics["login_seconds"] = self._lines.seconds_since(began)
        if answer.status == b"NO":
            down = answer.words.upper().startswith(_UNAVAILABLE)
            raise ProbeFailed(Failure.MAIL_DEFERRED if down else Failure.LOGIN_REFUSED, "the login was refused")
        Answer(answer.status, b"to the login", ()).good()
        await self._ask_offers()

    async def append(self, folder: str, letter: bytes) -> None:
        """Put *letter* into *folder*."""
        answer = await self.command(b"APPEND " + quoted(folder) + b" {%d}" % len(letter))
        if answer.status == b"+":
            answer = await self._goes_on(letter)
        answer.good()

    async def command(self, words: bytes) -> Answer:
        """Say *words* under a tag of their own, and return the answer, or the wish for more."""
        self._count += 1
        await self._lines.say(b"k%d " % self._count + words)
        return await self._answer()

    async def leave(self) -> None:
        """Take leave. All is known by then, whatever the server has to say to it."""
        with suppress(OSError, ProbeFailed):
            await self._lines.say(b"k0 LOGOUT")

    async def _ask_offers(self) -> None:
        found = (await self.command(b"CAPABILITY")).good().untagged
        said = next((line for line in found if line.upper().startswith(b"CAPABILITY ")), b"")
        self.offers = frozenset(said.upper().split()[1:])

    async def _goes_on(self, data: bytes) -> Answer:
        await self._lines.say(data)
        return await self._answer()

    async def _answer(self) -> Answer:
        tag = b"k%d " % self._count
        untagged: list[bytes] = []
        while len(untagged) < _MOST_LINES:
            line = await self._lines.line()
            if line.startswith(b"+"):
                return Answer(b"+", line[1:].strip(), tuple(untagged))
            if line.startswith(tag):
                status, _, words = line.removeprefix(tag).partition(b" ")
                return Answer(status.upper(), words, tuple(untagged))
            if not line.startswith(b"* "):
                raise ProbeFailed(Failure.PROTOCOL_ERROR, f"this is not IMAP: {line.decode('utf-8', 'replace')}")
            untagged.append(line[2:])
            while literal := _LITERAL.search(line):
                await self._lines.skip(int(literal[1]))
                line = await self._lines.line()
        raise ProbeFailed(Failure.PROTOCOL_ERROR, f"an answer of more than {_MOST_LINES} lines")


def quoted(words: str) -> bytes:
    """Write *words* as a quoted string (RFC 9051, 4.3)."""
    return b'"' + words.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'
