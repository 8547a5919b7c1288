"""The table ``[broker]``: where agents and collector meet. In a study, it makes `kaklet run` a collector too."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from kaklet.desk.settings import is_loopback
from kaklet.fleet.topics import ALERTED_AGENTS, RESERVED

PORTS = {"mqtt": 1883, "mqtts": 8883}
LATE_DAYS = 14.0
"""So long RIPE Atlas takes results after they were made; then a period is closed."""
_STUDY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


Complain = Callable[[str, str], None]
"""Takes the path of a key and a sentence that continues it."""


class Meeting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A broker, and by which files its certificate is believed and ours is shown."""

    url: str
    """``mqtts://HOST:PORT``; ``mqtt://`` only to this machine itself."""
    ca: str | None = None
    certificate: str | None = None
    key: str | None = None

    @property
    def host(self) -> str:
        """Its name."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Its port, or the usual one."""
        parts = urlsplit(self.url)
        return parts.port or PORTS[parts.scheme]

    @property
    def encrypted(self) -> bool:
        """Whether it is spoken to over TLS."""
        return urlsplit(self.url).scheme == "mqtts"


class Broker(Meeting, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The broker of a study."""

    late_days: float = LATE_DAYS
    """After so long a period is closed: what comes later is kept apart and counted, and changes no figure."""
    collects: bool = True
    """Whether `kaklet run` collects there; not where spools alone do."""

    @property
    def frozen_after(self) -> timedelta:
        """How long a period stays open."""
        return timedelta(days=self.late_days)


def under(folder: Path, meeting: Meeting) -> Meeting:
    """Return *meeting* with its files taken from *folder*, where they are not named from the root."""
    files = {name: getattr(meeting, name) for name in ("ca", "certificate", "key")}
    return msgspec.structs.replace(
        meeting, **{name: str(folder / file) for name, file in files.items() if file is not None}
    )


def check_broker(broker: Meeting | None, study: str, complain: Complain) -> None:
    """Tell *complain* of what cannot be met at: the path of a key, and a sentence that continues it."""
    if broker is None:
        return
    if not _STUDY.fullmatch(study):
        complain("study.id", "is a part of topics where there is a broker: use letters, digits, dots and hyphens")
    try:
        parts = urlsplit(broker.url)
        named = parts.scheme in PORTS and parts.hostname and parts.port != 0
    except ValueError:
        named = None
    if not named:
        complain("broker.url", "must be written as mqtts://HOST:PORT")
    elif not broker.encrypted and not is_loopback(broker.host):
        complain("broker.url", "must begin with mqtts: only a broker on this machine may be spoken to in the clear")
    elif broker.encrypted and broker.ca is None:
        complain("broker.ca", "is missing: name the file of the authority that made the broker's certificate")
    if (broker.certificate is None) != (broker.key is None):
        complain("broker.certificate", "and broker.key go together: set both, or neither")
    if isinstance(broker, Broker) and broker.late_days <= 0:
        complain("broker.late_days", "must be more than 0")


def check_names(vantage: str, providers: Iterable[str], complain: Complain) -> None:
    """Tell *complain* of names that a study with a broker cannot have, since its fleet or its topics use them."""
    if vantage in RESERVED:
        complain("study.agent", f"is {vantage!r}, a name that the fleet itself uses: choose another")
    if ALERTED_AGENTS in providers:
        complain("provider", f"names {ALERTED_AGENTS!r}, under which alerts tell of vantage points: give it another id")
