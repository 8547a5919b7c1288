"""An agent's own file: who it is, where its data go, which broker it meets its collector at, whose word it takes."""

import tomllib
from pathlib import Path

import msgspec

from kaklet.config import ConfigError, Loaded, load
from kaklet.decoding import Decoder, Problem
from kaklet.fleet.settings import Meeting, check_broker, under
from kaklet.fleet.topics import RESERVED, is_agent_name

HOLD_SECONDS = 600.0
"""NTP needs seconds where there is a network, and a few minutes at worst: what has not come by then does not come."""


class Verify(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By what study documents are believed."""

    key: str
    """The file of the study's public key (Ed25519)."""


class AgentFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file. Its paths are relative to its folder."""

    agent: str
    """Its name, which its certificate also says."""
    study: str
    """The id of the study that it measures for."""
    data: str
    """The folder of its outbox."""
    broker: Meeting
    verify: Verify | None = None
    study_file: str | None = None
    """The study to measure until a document comes."""
    hold_seconds: float = HOLD_SECONDS
    """How long records wait at most for the machine's clock to be synchronised for the first time, from when they could
    be sent. 0 sends them as they are."""


def read_agent_file(file: Path) -> AgentFile:
    """Read *file*, its paths made absolute. Raises `ConfigError` with all problems that were found in it."""
    try:
        data = tomllib.loads(file.read_bytes().decode())
    except FileNotFoundError:
        raise ConfigError(file, [Problem("", "does not exist: `kaklet fleet enrol` writes one")]) from None
    except OSError as error:
        raise ConfigError(file, [Problem("", f"cannot be read ({error.strerror}): correct its rights")]) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(file, [Problem("", f"is not TOML: {error}")]) from None
    decoder = Decoder()
    found = decoder.struct(data, AgentFile, "")
    if found is not None:
        if not is_agent_name(found.agent):
            decoder.complain("agent", "must be lower-case letters, digits and hyphens, at most 40 of them")
        if found.agent in RESERVED:
            decoder.complain("agent", f"is {found.agent!r}, a name that the fleet itself uses: choose another")
        if found.hold_seconds < 0:
            decoder.complain("hold_seconds", "must be 0 or more")
        check_broker(found.broker, found.study, decoder.complain)
    if found is None or decoder.problems:
        raise ConfigError(file, decoder.problems)
    return _placed(found, file.resolve().parent)


def _placed(found: AgentFile, folder: Path) -> AgentFile:
    return msgspec.structs.replace(
        found,
        data=str(folder / found.data),
        broker=under(folder, found.broker),
        verify=found.verify and Verify(key=str(folder / found.verify.key)),
        study_file=found.study_file and str(folder / found.study_file),
    )


def first_study(agent: AgentFile, file: Path) -> Loaded:
    """
    Read the study that *agent*, which was read from *file*, measures until a document comes, as seen from there.

    Raises `ConfigError`.
    """
    if agent.study_file is None:
        raise ConfigError(file, [Problem("study_file", "is missing: there is nothing to measure yet, so name a study")])
    loaded = load(Path(agent.study_file))
    head = loaded.study.study
    if head.id != agent.study:
        raise ConfigError(file, [Problem("study", f"is not the id of {agent.study_file}, which is {head.id!r}")])
    head = msgspec.structs.replace(head, agent=agent.agent, data=agent.data)
    return msgspec.structs.replace(loaded, study=msgspec.structs.replace(loaded.study, study=head))
