"""The study as an agent believes it: signed by the study's key, no older than what it knows, and kept on its disk."""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from kaklet.config import Loaded, load
from kaklet.fleet.agent_study import StudyDocument, for_agents, study_of
from kaklet.fleet.errors import FleetError
from kaklet.fleet.folder import make_folder, write_whole
from kaklet.fleet.signing import SignatureError, opened, verifier

MOST_BYTES = 1_000_000
"""A document is no larger than this."""


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """A document that is believed."""

    loaded: Loaded
    version: int
    changed: bool
    """Whether it is another than the one before."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A document that is not believed: what was known before still holds."""

    reason: str
    """One sentence."""


def verified(content: bytes, key: bytes, *, study: str, known: int | None) -> StudyDocument | str:
    """
    Return the document in *content*, or why it is not believed: the end of a sentence that begins with "the study".

    It must be of the *study*, be signed by the holder of *key* (public, PEM), and be of no lower version than *known*.
    Bytes that are not signed are never parsed.
    """
    if len(content) > MOST_BYTES:
        return f"is {len(content):,} bytes long, and {MOST_BYTES:,} are the most"
    try:
        document = msgspec.json.decode(opened(content, key), type=StudyDocument)
    except SignatureError as error:
        return str(error)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return f"cannot be understood by this version of Kaklet ({error})"
    if document.study != study:
        return f"is of another study, {document.study!r}"
    if known is not None and document.version < known:
        return f"is version {document.version}, and version {known} is known already"
    return document


class StudyBook:
    """
    Keeps the newest study that could be verified, in *folder*.

    *key* is the file of the public key that its documents must be signed by; *study* and *agent* are the names of both.
    Until there is a document the study file *first* holds, if there is one. Raises `FleetError` if the key cannot be
    read, and `ConfigError` if the study file is not right.
    """

    def __init__(self, folder: Path, *, key: Path, study: str, agent: str, first: Path | None = None) -> None:
        self._folder, self._study, self._agent = folder, study, agent
        self._file = folder / "study.signed"
        try:
            self._key = key.read_bytes()
        except OSError as error:
            raise FleetError(f"{key} cannot be read ({error.strerror}): take it from the agent's folder.") from None
        verifier(self._key)
        self.trouble = ""
        """Why the newest document that came was not believed: one sentence; empty if it was."""
        self._document: StudyDocument | None = None
        kept = self._kept()
        if kept:
            self._document = kept[0]
        self._loaded = kept[1] if kept else self._first(first) if first else None

    def current(self) -> Loaded | None:
        """Return the study that holds; None if none is known yet."""
        return self._loaded

    @property
    def version(self) -> int | None:
        """The version of the study that holds; None if it is none that was published."""
        return self._document.version if self._document else None

    @property
    def made_at(self) -> datetime | None:
        """When that version was made, by the publisher's clock."""
        return self._document.made_at if self._document else None

    def offer(self, content: bytes) -> Accepted | Refused:
        """Take the document *content* if it can be believed, and keep it; else keep what there was."""
        found = self._read(content)
        if isinstance(found, str):
            return self._refuse(found)
        document, loaded = found
        held = self._document
        if held and document.version == held.version:
            if document != held:
                return self._refuse(f"is version {held.version}, and another version {held.version} is known already")
            self.trouble = ""
            return Accepted(loaded=self._loaded or loaded, version=held.version, changed=False)
        try:
            make_folder(self._folder)
            write_whole(self._file, content, mode=0o644)
        except OSError as error:
            return self._refuse(f"could not be kept on disk ({error.strerror})")
        self._document, self._loaded, self.trouble = document, loaded, ""
        return Accepted(loaded=loaded, version=document.version, changed=not held or document.content != held.content)

    def _read(self, content: bytes) -> tuple[StudyDocument, Loaded] | str:
        document = verified(content, self._key, study=self._study, known=self.version)
        if isinstance(document, str):
            return document
        made, reason = study_of(document.content, study=self._study, agent=self._agent, data=str(self._folder))
        if made is None:
            return reason
        sha256 = hashlib.sha256(document.canonical()).hexdigest()
        return document, Loaded(study=made, file=self._file, sha256=sha256)

    def _refuse(self, reason: str) -> Refused:
        self.trouble = f"The study that came {reason}."
        return Refused(reason=self.trouble)

    def _kept(self) -> tuple[StudyDocument, Loaded] | None:
        """Return the document that was kept last. One that the key does not verify any more is as good as none."""
        try:
            with self._file.open("rb") as kept:
                found = self._read(kept.read(MOST_BYTES + 1))
        except FileNotFoundError:
            return None
        except OSError as error:
            found = f"cannot be read ({error.strerror})"
        if isinstance(found, str):
            self.trouble = f"The study that was kept {found}."
            return None
        return found

    def _first(self, file: Path) -> Loaded:
        loaded = load(file)
        if loaded.study.study.id != self._study:
            raise FleetError(f"{file} is the study {loaded.study.study.id!r}, and this agent is of {self._study!r}.")
        made, reason = study_of(for_agents(loaded.study), study=self._study, agent=self._agent, data=str(self._folder))
        if made is None:
            raise FleetError(f"{file}: the study {reason}.")
        return Loaded(study=made, file=file, sha256=loaded.sha256)
