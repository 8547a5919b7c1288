"""
Who is at the desk: sessions, which outlast a restart.

A session is a random token in a cookie. The file holds its hash only, so that whoever reads the file is nobody. A
form's token is derived from it, so that no other page can know it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from kaklet.desk.accounts import Accounts, Role, named

LIFETIME = timedelta(days=30)


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for a page."""

    token: str
    """What the cookie holds, or what it is to hold."""
    name: str | None = None
    """None for somebody who has not said who he is."""
    role: Role | None = None

    @property
    def form_token(self) -> str:
        """What each form carries, and no other page can know."""
        return hashlib.sha256(b"form " + self.token.encode()).hexdigest()

    def is_own_form(self, token: str) -> bool:
        """Tell whether *token* came from a form of this visitor's own."""
        return hmac.compare_digest(token.encode(), self.form_token.encode())


class Sessions:
    """The sessions beside *accounts*. Where there are no accounts, everybody on this machine is an editor."""

    def __init__(self, accounts: Accounts, now: Callable[[], datetime]) -> None:
        self._accounts = accounts
        self._now = now

    def visitor(self, token: str) -> Visitor:
        """Tell whose *token* is; of a token that is nobody's, a visitor without a name."""
        if not token.isascii() or not token:
            return Visitor(token=secrets.token_urlsafe(32))
        with self._accounts.open() as db:
            row = db.execute(
                "SELECT name, by_account, started_at FROM sessions WHERE sha256 = ?", (_sha256(token),)
            ).fetchone()
        role = self._role(*row) if row else None
        return Visitor(token=token, name=row[0] if role else None, role=role)

    def _role(self, name: str, by_account: int, started_at: str) -> Role | None:
        # A clock that was set back makes a session last longer; one that was set forth ends it, and one logs in again.
        if self._now() - datetime.fromisoformat(started_at) > LIFETIME:
            return None
        accounts = self._accounts.all()
        if not by_account:
            return None if accounts else Role.EDITOR
        return next((one.role for one in accounts if one.name == name), None)

    def begin(self, name: str, *, by_account: bool) -> str:
        """Begin a session of *name* and return its token. Raises `AccountError` where that is no name."""
        token = secrets.token_urlsafe(32)
        row = (_sha256(token), named(name), by_account, self._now().isoformat())
        with self._accounts.open() as db:
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)
        return token

    def end(self, token: str) -> None:
        """End the session of *token*."""
        with self._accounts.open() as db:
            db.execute("DELETE FROM sessions WHERE sha256 = ?", (_sha256(token),))


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
