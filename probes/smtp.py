"""Does the mail server take callers? Greeting, EHLO, encryption with its certificate, a login where there is one."""

import socket
from collections.abc import Iterator
from typing import ClassVar, Literal

import msgspec

from probes.mail_service.account import Account, account_mistakes, login_of
from probes.mail_service.smtp_talk import SmtpTalk
from probes.probe import Notes, Visit
from probes.wire.certificate import witnessing_context
from probes.wire.endpoint import Family, place_of
from probes.wire.sample import Sample
from results.records import Channel


class SmtpProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="smtp"):
    """
    The settings of one call at ``smtp://HOST:PORT`` (25, 587) or ``smtps://HOST:PORT`` (465). No mail is sent.

    Metrics: ``resolve_seconds`` (absent for a numeric HOST), ``connect_seconds``, ``greeting_seconds`` (from the
    connection, or from the handshake for smtps, to the whole greeting), ``tls_seconds`` and ``days_left`` as for kind
    tls, ``login_seconds`` (from the command to the last answer). The detail of a success is the greeting.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"smtp", "smtps"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "greeting_seconds"

    timeout_seconds: float = 30.0
    family: Family = "ipv4"
    security: Literal["starttls", "none"] = "starttls"
    """For smtp: whether encryption is asked for; with smtps it always is."""
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""
    accounts: dict[str, Account] = {}
    """By provider: the study's own account there. Without one, nobody logs in."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong with the accounts."""
        yield from account_mistakes(self.accounts, self.security)

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Call once, and take leave."""
        post = visit.tools.post
        account = self.accounts.get(visit.target.provider)
        await self.ask(visit.target.url, Sample(notes), account=account, name=post.domain if post else None)

    async def ask(self, url: str, sample: Sample, *, account: Account | None = None, name: str | None = None) -> None:
        """Call at *url* as *sample* prescribes, with *account* if there is one, under our own *name*."""
        place = place_of(url)
        login = await login_of(account)
        with sample:
            async with sample.connection(place, self.family) as wire:
                talk = SmtpTalk(wire, sample, name or socket.gethostname())
                security = "tls" if url.startswith("smtps:") else self.security
                await talk.open(witnessing_context(self.ca_file), place.host.rstrip("."), security)
                if login:
                    await talk.login(login)
                await talk.quit()
