"""What agents are told of the study: numbered, signed and kept, before it is sent."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from kaklet.fleet.agent_study import AgentStudy, StudyDocument, for_agents, study_of
from kaklet.fleet.errors import FleetError
from kaklet.fleet.folder import FleetFolder
from kaklet.fleet.signing import SignatureError, opened, signed
from kaklet.fleet.study_documents import MOST_BYTES
from kaklet.study import Study


class Published(NamedTuple):
    """The newest version."""

    version: int
    content: bytes
    """As agents receive it."""
    changed: bool
    """Whether it is another than before this call."""


def published(folder: FleetFolder, study: Study, *, now: datetime, after: int = 0) -> Published:
    """
    Return what agents are to be told of *study*: what was published last, or a new version if the study has changed.

    A new version is numbered above the last one and above *after*. Call it with the folder held. Raises `FleetError`.
    """
    content = for_agents(study)
    name = study.study.id
    made, reason = study_of(content, study=name, agent="agent", data="data")
    if made is None:
        raise FleetError(f"There is nothing to publish: what agents would be told of {name} {reason}.")
    last = _last(folder)
    if last and last.version > after and last.content == content:
        return Published(last.version, folder.study.read_bytes(), changed=False)
    version = max(last.version if last else 0, after) + 1
    document = StudyDocument(study=name, version=version, made_at=now, content=content)
    sealed = signed(document.canonical(), folder.read("study.key"))
    if len(sealed) > MOST_BYTES:
        raise FleetError(f"What agents need of this study is {len(sealed):,} bytes, and {MOST_BYTES:,} are the most.")
    folder.write(folder.study.name, sealed)
    return Published(version, sealed, changed=True)


class _Last(msgspec.Struct, frozen=True):
    """What is read of the last version, whichever version of Kaklet wrote it."""

    version: int
    content: AgentStudy | None = None


def _last(folder: FleetFolder) -> _Last | None:
    if not folder.study.exists():
        return None
    try:
        document = opened(folder.study.read_bytes(), folder.read("study.pub"))
        version = msgspec.json.decode(document, type=_Version).version
    except (SignatureError, msgspec.MsgspecError):
        raise FleetError(
            f"{folder.study} cannot be read: restore it from your backup; without one remove it, and publish with "
            f"--after and the highest version that an agent has."
        ) from None
    try:
        return msgspec.json.decode(document, type=_Last)
    except msgspec.ValidationError:
        return _Last(version)


class _Version(msgspec.Struct, frozen=True):
    version: int
