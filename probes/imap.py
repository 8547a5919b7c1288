"""Can mail be read there? Greeting, encryption, and with an account: login, a folder, and a message to oneself."""

from collections.abc import Iterator
from typing import ClassVar, Literal

import msgspec

from probes.contact.post import Login
from probes.mail_service.account import Account, account_mistakes, login_of
from probes.mail_service.imap_talk import ImapTalk, quoted
from probes.mail_service.round_trip import Message, delete, see, send
from probes.probe import Notes, Visit
from probes.wire.certificate import witnessing_context
from probes.wire.endpoint import Family, address_mistake, place_of
from probes.wire.sample import Sample
from results.records import Channel


class ImapProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="imap"):
    """
    The settings of one call at ``imaps://HOST:PORT`` (993) or ``imap://HOST:PORT`` (143).

    Metrics: ``resolve_seconds`` (absent for a numeric HOST), ``connect_seconds``, ``greeting_seconds``,
    ``tls_seconds`` and ``days_left`` as for kind smtp; with an account ``login_seconds`` and ``select_seconds``; with
    a round trip ``taken_seconds`` (until the server had taken the message) and ``seen_seconds`` (from then until it
    was in the folder, to 0.25 s). The detail of a success is the greeting.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"imap", "imaps"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "greeting_seconds"

    timeout_seconds: float = 30.0
    family: Family = "ipv4"
    security: Literal["starttls", "none"] = "starttls"
    """For imap: whether encryption is asked for; with imaps it always is."""
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""
    accounts: dict[str, Account] = {}
    """By provider: the study's own account there. Without one, nobody logs in."""
    folder: str = "INBOX"
    round_trip: Literal["none", "append", "send"] = "none"
    """A message to oneself: put into the folder (append), or sent through the account's own server, which has to
    deliver into that folder (send)."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong with the accounts, the folder and the round trip."""
        yield from account_mistakes(self.accounts, self.security)
        if not self.folder.isascii() or not self.folder.isprintable() or not self.folder:
            yield "folder", "must be written in ASCII, as the server itself writes it (RFC 3501, 5.1.3)"
        for provider, account in self.accounts.items():
            through = account.send_through or ""
            right = through.startswith(("smtp://", "smtps://")) and not address_mistake(through)
            if (through or self.round_trip == "send") and not right:
                yield f"accounts.{provider}.send_through", "must be smtp://HOST:PORT or smtps://HOST:PORT"

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Call once, do what the settings say, and take leave."""
        await self.ask(visit.target.url, Sample(notes), account=self.accounts.get(visit.target.provider))

    async def ask(self, url: str, sample: Sample, *, account: Account | None = None) -> None:
        """Call at *url* as *sample* prescribes, with *account* if there is one."""
        place = place_of(url)
        login = await login_of(account)
        with sample:
            async with sample.connection(place, self.family) as wire:
                talk = ImapTalk(wire, sample)
                security = "tls" if url.startswith("imaps:") else self.security
                await talk.open(witnessing_context(self.ca_file), place.host.rstrip("."), security)
                if account and login:
                    await self._use(talk, account, login, sample)
                await talk.leave()

    async def _use(self, talk: ImapTalk, account: Account, login: Login, sample: Sample) -> None:
        await talk.login(login)
        sample.notes.doing = "opening the folder"
        began = sample.clock.monotonic()
        # EXAMINE changes nothing (RFC 9051, 6.3.3).
        (await talk.command((b"EXAMINE " if self.round_trip == "none" else b"SELECT ") + quoted(self.folder))).good()
        sample.notes.metrics["select_seconds"] = (sample.clock.monotonic() - began) / 1e9
        if self.round_trip == "none":
            return
        message = Message(account)
        began = sample.clock.monotonic()
        if self.round_trip == "send":
            await send(message, account, login, witnessing_context(self.ca_file), sample)
        else:
            sample.notes.doing = "storing the message"
            await talk.append(self.folder, message.letter)
        sample.notes.metrics["taken_seconds"] = (sample.clock.monotonic() - began) / 1e9
        await delete(await see(message, talk, sample), talk, sample)
