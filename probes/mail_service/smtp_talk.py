"""Speaking SMTP (RFC 5321) as a mail program does: one conversation, told step by step."""

import base64
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

_MOST_LINES = 100
"""Of one reply."""
_WIDTH = 3
"""Digits of a reply's code."""


class Reply(NamedTuple):
    """What the server said."""

    code: int
    lines: tuple[str, ...]

    def wanted(self, *codes: int) -> "Reply":
        """Return this reply if it has one of *codes*; raise `ProbeFailed` with the server's words otherwise."""
        if self.code not in codes:
            failure = _REFUSALS.get(self.code // 100, Failure.PROTOCOL_ERROR)
            raise ProbeFailed(failure, f"{self.code} {' '.join(self.lines)}")
        return self


_REFUSALS = {4: Failure.MAIL_DEFERRED, 5: Failure.MAIL_REJECTED}


class SmtpTalk:
    """One conversation on *wire*, in which we call ourselves *name*."""

    def __init__(self, wire: Wire, sample: Sample, name: str) -> None:
        self._lines = Lines(wire)
        self._sample = sample
        self._name = name.encode("ascii", "ignore")
        self._offers: dict[str, str] = {}

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
        greeting = (await self._reply()).wanted(220)
        notes.metrics["greeting_seconds"] = lines.seconds_since(began)
        notes.detail = " ".join(greeting.lines)
        await self._hello()
        if security == "starttls":
            if "STARTTLS" not in self._offers:
                raise ProbeFailed(Failure.TLS_FAILED, "the server offers no STARTTLS")
            (await self._say(b"STARTTLS")).wanted(220)
            lines.nothing_left()
            await shake(lines.wire, context, host, self._sample)
            await self._hello()

    async def login(self, login: Login) -> None:
        """Log in; notes ``login_seconds``. The server's words are not repeated: it may repeat the password."""
        notes = self._sample.notes
        notes.doing = "logging in"
        began = self._lines.wire.now()
        ways = self._offers.get("AUTH", "").upper().split()
        if "PLAIN" in ways:
            reply = await self._say(b"AUTH PLAIN " + _secret(f"\0{login.user}\0{login.password}"))
        elif "LOGIN" in ways:
            (await self._say(b"AUTH LOGIN")).wanted(334)
            (await self._say(_secret(login.user))).wanted(334)
            reply = await self._say(_secret(login.password))
        else:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, "the server offers no login that is known (PLAIN, LOGIN)")
        notes.metrics["login_seconds"] = self._lines.seconds_since(began)
        if reply.code // 100 == 5:  # noqa: PLR2004 -- refused for good
            raise ProbeFailed(Failure.LOGIN_REFUSED, f"the login was refused ({reply.code})")
        Reply(reply.code, ("to the login",)).wanted(235)

    async def send(self, address: str, letter: bytes) -> None:
        """Hand over *letter*, whose lines end in CRLF, from *address* to itself."""
        self._sample.notes.doing = "sending the message"
        (await self._say(f"MAIL FROM:<{address}>".encode())).wanted(250)
        (await self._say(f"RCPT TO:<{address}>".encode())).wanted(250, 251)
        (await self._say(b"DATA")).wanted(354)
        stuffed = letter.removesuffix(b"\r\n").replace(b"\r\n.", b"\r\n..")
        (await self._say(stuffed, b".")).wanted(250)

    async def quit(self) -> None:
        """Take leave. All is known by then, whatever the server has to say to it."""
        with suppress(OSError, ProbeFailed):
            await self._lines.say(b"QUIT")

    async def _hello(self) -> None:
        self._sample.notes.doing = "waiting for the answer to EHLO"
        said = (await self._say(b"EHLO " + self._name)).wanted(250).lines[1:]
        self._offers = {word.upper(): rest for word, _, rest in (line.partition(" ") for line in said)}

    async def _say(self, *lines: bytes) -> Reply:
        await self._lines.say(*lines)
        return await self._reply()

    async def _reply(self) -> Reply:
        said: list[str] = []
        while len(said) < _MOST_LINES:
            line = (await self._lines.line()).decode("utf-8", "replace")
            if not line[:_WIDTH].isdecimal() or line[_WIDTH : _WIDTH + 1] not in {"", " ", "-"}:
                raise ProbeFailed(Failure.PROTOCOL_ERROR, f"this is not SMTP: {line}")
            said.append(line[_WIDTH + 1 :])
            if line[_WIDTH : _WIDTH + 1] != "-":
                return Reply(int(line[:_WIDTH]), tuple(said))
        raise ProbeFailed(Failure.PROTOCOL_ERROR, f"a reply of more than {_MOST_LINES} lines")


def _secret(words: str) -> bytes:
    return base64.b64encode(words.encode())
