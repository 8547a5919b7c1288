"""Who an agent is: the fleet is begun, agents are enrolled and revoked. All of it is files; nothing is sent."""

import io
import tarfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaklet.fleet.agent_file import HOLD_SECONDS
from kaklet.fleet.broker_files import rules
from kaklet.fleet.certificates import Authority, Pair, end_of, new_authority, serial_of
from kaklet.fleet.errors import FleetError
from kaklet.fleet.folder import Certificate, FleetFolder, Register, make_folder, write_whole
from kaklet.fleet.signing import new_signing_key
from kaklet.fleet.topics import COLLECTOR, READER, RESERVED, is_agent_name

LIFE_DAYS = 730

_AGENT_FILE = """\
# The agent "{agent}" of the study "{study}". Enrolled {made:%Y-%m-%d}; its certificate ends {until:%Y-%m-%d}.
# Start it with: kaklet agent agent.toml
#
# agent.key is this machine's secret. Whoever has it can send records in this agent's name.

agent = "{agent}"
study = "{study}"
data = "data"               # what is not delivered yet, and the study as it was received last
# hold_seconds = {hold:.0f}        # so long records wait at most for a clock that was never synchronised; 0: not at all

[broker]
url = "{url}"
ca = "ca.crt"
certificate = "agent.crt"
key = "agent.key"

[verify]
key = "study.pub"           # a study is believed only if this key verifies it
"""


class Enrolled(NamedTuple):
    """What a person carries to the vantage."""

    folder: Path
    archive: Path
    """The same as a tar."""
    until: datetime


def begin(folder: FleetFolder, *, study: str, hosts: Sequence[str], now: datetime, days: int, renew: bool) -> None:
    """
    Make what is missing of the fleet of *study*: authority, signing key, and the certificates of broker, collector and
    reader of alerts.

    The broker is called by *hosts*. With *renew* these certificates are made anew, to last *days* from *now*. Call it
    with the folder held.
    """
    if not folder.begun:
        if (folder.path / "ca.key").exists():
            raise FleetError(
                f"{folder.path} holds ca.key and no register: restore register.json from your backup, or remove the "
                f"folder if it never enrolled anybody."
            )
        authority = new_authority(f"Kaklet fleet of {study}"[:64], now=now)
        private, public = new_signing_key()
        folder.write("ca.key", authority.key, private=True)
        folder.write("study.key", private, private=True)
        folder.write("ca.crt", authority.certificate)
        folder.write("study.pub", public)
        folder.write("broker/ca.crt", authority.certificate)
        folder.note(Register(study=study))
    own(folder, study)
    vouching = _authority(folder)
    callers = {"collector": COLLECTOR, "reader/reader": READER}
    for name in (*callers, "broker/broker"):
        if renew or not (folder.path / f"{name}.crt").exists():
            pair = (
                vouching.for_agent(callers[name], now=now, days=days)
                if name in callers
                else vouching.for_broker(hosts, now=now, days=days)
            )
            folder.write(f"{name}.key", pair.key, private=True)
            folder.write(f"{name}.crt", pair.certificate)
    folder.write("reader/ca.crt", folder.read("ca.crt"))
    if not (folder.broker / "crl.pem").exists():
        _tell_broker(folder, folder.register(), vouching, now)


def own(folder: FleetFolder, study: str) -> Register:
    """Return the register if the fleet is that of *study*; raise `FleetError` if it is another's."""
    register = folder.register()
    if register.study != study:
        raise FleetError(
            f"{folder.path} is the fleet of the study {register.study!r}: put the file of {study!r} elsewhere."
        )
    return register


def enrol(
    folder: FleetFolder, agent: str, *, url: str, vantage: str, now: datetime, days: int, renew: bool
) -> Enrolled:
    """
    Give *agent* a key, a certificate for *days* and the file that it is started with; it will come to the broker *url*.

    With *renew* one that is enrolled, or revoked, is given others. *vantage* is the collector's own name as a vantage
    point. Call it with the folder held.
    """
    register = folder.register()
    held = register.agents.get(agent, [])
    _may_be_called(agent, vantage)
    if held and not renew:
        raise FleetError(f"{agent} is enrolled already: name another, or give it a new certificate with --renew.")
    if renew and not held:
        raise FleetError(f"{agent} is not enrolled: leave --renew out, or correct the name.")
    pair = _authority(folder).for_agent(agent, now=now, days=days)
    certificate = Certificate(serial=f"{serial_of(pair.certificate):x}", made_at=now, until=end_of(pair.certificate))
    carried = _carried(folder, agent, register.study, url, pair, certificate)
    changed = msgspec.structs.replace(register, agents={**register.agents, agent: [*held, certificate]})
    # First the register: a certificate that is out and not in it could never be revoked.
    folder.note(changed)
    if held and held[-1].revoked_at is not None:
        folder.write("broker/acl", rules(register.study, changed.revoked()).encode())
    return _packed(folder, agent, carried, certificate)


def revoke(folder: FleetFolder, agent: str, *, now: datetime) -> None:
    """Put every certificate that *agent* was given on the list of revoked ones, and shut it out of all topics."""
    register = folder.register()
    held = register.agents.get(agent)
    if held is None:
        known = ", ".join(register.enrolled()) or "nobody"
        raise FleetError(f"{agent} is not enrolled: name one of those who are ({known}).")
    if held[-1].revoked_at is not None:
        raise FleetError(f"{agent} is revoked already, since {held[-1].revoked_at:%Y-%m-%d %H:%M} UTC.")
    gone = [one if one.revoked_at else msgspec.structs.replace(one, revoked_at=now) for one in held]
    changed = msgspec.structs.replace(register, agents={**register.agents, agent: gone})
    folder.note(changed)
    _tell_broker(folder, changed, _authority(folder), now)


def _tell_broker(folder: FleetFolder, register: Register, authority: Authority, now: datetime) -> None:
    number = register.revocations + 1
    revoked = [
        (int(one.serial, 16), one.revoked_at)
        for held in register.agents.values()
        for one in held
        if one.revoked_at is not None
    ]
    folder.note(msgspec.structs.replace(register, revocations=number))
    folder.write("broker/crl.pem", authority.revoking(revoked, number=number, now=now))
    folder.write("broker/acl", rules(register.study, register.revoked()).encode())


def _authority(folder: FleetFolder) -> Authority:
    return Authority(Pair(folder.read("ca.crt"), folder.read("ca.key")))


def _may_be_called(agent: str, vantage: str) -> None:
    if not is_agent_name(agent):
        raise FleetError(
            f"{agent!r} is no name for an agent: use lower-case letters, digits and hyphens, at most 40 of them."
        )
    if agent in RESERVED:
        raise FleetError(f"{agent} is a name that the fleet itself uses: choose another.")
    if agent == vantage:
        raise FleetError(f"{agent} is the collector's own vantage point (study.agent): choose another name.")


def _carried(
    folder: FleetFolder, agent: str, study: str, url: str, pair: Pair, certificate: Certificate
) -> dict[str, bytes]:
    """Return the files that the agent needs, by name."""
    text = _AGENT_FILE.format(
        agent=agent, study=study, url=url, made=certificate.made_at, until=certificate.until, hold=HOLD_SECONDS
    )
    return {
        "agent.toml": text.encode(),
        "agent.crt": pair.certificate,
        "agent.key": pair.key,
        "ca.crt": folder.read("ca.crt"),
        "study.pub": folder.read("study.pub"),
    }


def _packed(folder: FleetFolder, agent: str, files: dict[str, bytes], certificate: Certificate) -> Enrolled:
    place = folder.agents / agent
    make_folder(place)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            mode = 0o600 if name.endswith(".key") else 0o644
            write_whole(place / name, content, mode=mode)
            entry = tarfile.TarInfo(f"{agent}/{name}")
            entry.size, entry.mode, entry.mtime = len(content), mode, int(certificate.made_at.timestamp())
            archive.addfile(entry, io.BytesIO(content))
    file = folder.write(f"agents/{agent}.tar", packed.getvalue(), private=True)
    return Enrolled(place, file, certificate.until)
