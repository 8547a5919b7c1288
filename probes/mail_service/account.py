"""The study's own account at a provider, whose password is never in the study file."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from probes.contact.post import Login
from probes.probe import ProbeFailed
from results.records import Failure


class Password(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it is: in an environment variable or in a file."""

    env: str | None = None
    file: str | None = None


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mailbox that the study holds at one provider."""

    user: str
    password: Password
    address: str | None = None
    """Its mail address; None if that is the user."""
    send_through: str | None = None
    """The provider's server for outgoing mail, as smtp://HOST:PORT (with STARTTLS) or smtps://HOST:PORT."""


def account_mistakes(accounts: Mapping[str, Account], security: str) -> Iterator[tuple[str, str]]:
    """Tell what is wrong with *accounts*: a key, and a sentence that continues it."""
    for provider, account in accounts.items():
        if (account.password.env is None) == (account.password.file is None):
            yield f"accounts.{provider}.password", 'must be { env = "NAME" } or { file = "PATH" }'
    if accounts and security == "none":
        yield "security", 'must be "starttls" where accounts are named: passwords are sent over TLS only'


async def login_of(account: Account | None) -> Login | None:
    """Find the login of *account*; raise `ProbeFailed` with PROBE_FAULT if its password is not where it should be."""
    if account is None:
        return None
    source = account.password
    try:
        words = await asyncio.to_thread(Path(source.file).read_text, "utf-8") if source.file else ""
        password = words.strip() or os.environ.get(source.env or "", "")
    except (OSError, UnicodeDecodeError):
        password = ""
    if not password:
        raise ProbeFailed(Failure.PROBE_FAULT, f"the password of {account.user} is not in {source.file or source.env}")
    return Login(user=account.user, password=password)
