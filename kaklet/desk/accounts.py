"""
Who may use the desk. Kept apart from the study's facts, in a file that no release of them can carry along.

Passwords are kept as Argon2id hashes (RFC 9106), by the parameters that argon2-cffi recommends.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from results.keep import StoreError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024
LONGEST_NAME = 60
BUSY_SECONDS = 10.0

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS accounts (
        name TEXT PRIMARY KEY,
        role TEXT NOT NULL,
        hash TEXT NOT NULL,
        added_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS sessions (
        sha256 TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        by_account INTEGER NOT NULL,
        started_at TEXT NOT NULL
    ) STRICT
    """,
)
_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("the password of nobody")
"""What is checked for a name that has no account, so that the time taken does not tell which names have one."""


class Role(StrEnum):
    """What somebody may do at the desk."""

    EDITOR = "editor"
    """Everything."""
    GRADER = "grader"
    """Grade answers blind, and see nothing that tells whose they are."""
    READER = "reader"
    """See everything and change nothing."""


class AccountError(Exception):
    """What was asked of an account cannot be: one sentence that says what to do."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One person's account."""

    name: str
    role: Role
    added_at: datetime


class Accounts:
    """The accounts and sessions in the file *path*, which is made when the first is added. Usable from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[Account]:
        """Return all accounts by name."""
        with self.open() as db:
            rows = db.execute("SELECT name, role, added_at FROM accounts ORDER BY name").fetchall()
        return [msgspec.convert({"name": n, "role": r, "added_at": at}, Account) for n, r, at in rows]

    def find(self, name: str) -> Account | None:
        """Return the account of *name*; None if it has none."""
        return next((one for one in self.all() if one.name == name), None)

    def add(self, name: str, role: Role, password: str, now: datetime) -> Account:
        """Add an account. Raises `AccountError` where name or password will not do."""
        plain = named(name)
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise AccountError(f"A password has at least {SHORTEST_PASSWORD} characters: choose a longer one.")
        hashed = _HASHER.hash(password)
        try:
            with self.open() as db:
                db.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", (plain, role.value, hashed, now.isoformat()))
        except sqlite3.IntegrityError:
            raise AccountError(f"{plain} has an account already: remove it first, or choose another name.") from None
        return Account(name=plain, role=role, added_at=now)

    def remove(self, name: str) -> None:
        """Remove an account and end its sessions. Raises `AccountError` if there is none."""
        with self.open() as db:
            gone = db.execute("DELETE FROM accounts WHERE name = ?", (name,)).rowcount
            db.execute("DELETE FROM sessions WHERE name = ?", (name,))
        if not gone:
            raise AccountError(f"{name} has no account: `kaklet desk account list` tells who has one.")

    def is_password(self, name: str, password: str) -> bool:
        """Tell whether *password* is that of *name*. Takes a tenth of a second, whether there is such a name or not."""
        with self.open() as db:
            row = db.execute("SELECT hash FROM accounts WHERE name = ?", (name,)).fetchone()
        try:
            _HASHER.verify(row[0] if row else _NOBODYS, password)
        except (VerificationError, InvalidHashError):
            return False
        return row is not None

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction. Raises `StoreError` where it cannot be used."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS)) as db:
                for table in _TABLES:
                    db.execute(table)
                with db:
                    yield db
        except sqlite3.IntegrityError:
            raise
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"The accounts in {self._path} cannot be used ({error}): mend or remove it.") from error


def named(name: str) -> str:
    """Return *name* with single spaces. Raises `AccountError` where that is no name."""
    plain = " ".join(name.split())
    if not plain or not plain.isprintable() or len(plain) > LONGEST_NAME:
        raise AccountError(f"A name has 1 to {LONGEST_NAME} characters, all of them visible: choose another.")
    return plain
