"""The folder of a fleet, beside the study file: who is enrolled, by which certificates, and what must stay private."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from kaklet.fleet.errors import FleetError

NAME = "fleet"
NEARING = timedelta(days=60)
"""So long before its end a certificate's renewal is asked for: somebody has to carry it to the vantage."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that was made for an agent."""

    serial: str
    """Its serial number, hexadecimal."""
    made_at: datetime
    until: datetime
    revoked_at: datetime | None = None


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """Who belongs to the fleet of one study."""

    study: str
    agents: dict[str, list[Certificate]] = {}
    """By agent, each certificate that it was ever given, the newest last."""
    revocations: int = 0
    """How many lists of revoked certificates there have been."""

    def enrolled(self) -> list[str]:
        """Name the agents that are enrolled and not revoked."""
        return [name for name, held in sorted(self.agents.items()) if held[-1].revoked_at is None]

    def revoked(self) -> list[str]:
        """Name the agents that are revoked."""
        return [name for name, held in sorted(self.agents.items()) if held[-1].revoked_at is not None]


def revoked_agents(study_file: Path) -> frozenset[str]:
    """Name the agents of the study in *study_file* that are revoked; none where its fleet is kept elsewhere."""
    try:
        return frozenset(FleetFolder(study_file).register().revoked())
    except (FleetError, OSError):
        return frozenset()


class FleetFolder:
    """The files of the fleet whose study file is *study_file*. What is private is readable by its owner alone."""

    def __init__(self, study_file: Path) -> None:
        self.path = study_file.resolve().parent / NAME
        self.broker = self.path / "broker"
        """What goes to the machine of the broker."""
        self.agents = self.path / "agents"
        """What goes to each agent's machine."""
        self.study = self.path / "study.signed"
        """The newest study that was published."""

    @property
    def begun(self) -> bool:
        """Whether the fleet has its authority."""
        return (self.path / "register.json").exists()

    @property
    def whole(self) -> bool:
        """Whether this is the fleet's own folder, and no copy without the key that studies are signed by."""
        return self.begun and (self.path / "study.key").exists()

    def register(self) -> Register:
        """Read who is enrolled. Raises `FleetError` if there is no fleet."""
        file = self.path / "register.json"
        try:
            return msgspec.json.decode(file.read_bytes(), type=Register)
        except FileNotFoundError:
            raise FleetError(f"There is no fleet in {self.path}: make one with `kaklet fleet init`.") from None
        except msgspec.MsgspecError:
            raise FleetError(f"{file} cannot be read: restore it from your backup.") from None

    def note(self, register: Register) -> None:
        """Put *register* on disk."""
        self.write("register.json", msgspec.json.format(msgspec.json.encode(register), indent=1) + b"\n")

    def read(self, name: str) -> bytes:
        """Read the file *name* of the folder. Raises `FleetError` if it is not there."""
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            raise FleetError(f"{self.path / name} is missing: restore it from your backup.") from None

    def write(self, name: str, content: bytes, *, private: bool = False) -> Path:
        """Put *content* into the file *name*, all of it or nothing; what is *private* for its owner alone."""
        file = self.path / name
        make_folder(file.parent)
        write_whole(file, content, mode=0o600 if private else 0o644)
        return file

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder, keep it out of version control, and let nobody else change it meanwhile."""
        make_folder(self.path)
        if not (self.path / ".gitignore").exists():
            self.write(".gitignore", b"# Keys. They belong into a backup, and into no repository.\n*\n")
        lock = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def make_folder(path: Path) -> None:
    """Make the folder *path*, and those above it that are missing, for its owner alone."""
    for missing in reversed([one for one in (path, *path.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def write_whole(file: Path, content: bytes, *, mode: int) -> None:
    """Replace *file* by *content* in one step, so that a cut leaves the old or the new, and never a part of it."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
