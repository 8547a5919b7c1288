"""The shape of the ``[broker]`` table: with it, agents elsewhere measure for the study."""

from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

import msgspec

from kaklet.desk.settings import is_loopback

SCHEMES = {"mqtts": 8883, "mqtt": 1883}
"""How a broker is reached, and at which port where none is named."""


class BrokerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The broker that carries the agents' records, and who the collector is there."""

    url: str
    ca: str | None = None
    certificate: str | None = None
    key: str | None = None
    late_days: int = 14
    """After so long a period is frozen."""


def parts_of(url: str) -> SplitResult:
    """Take the broker's *url* apart; one that is none has empty parts."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 and parts.scheme in SCHEMES and parts.hostname else urlsplit("")
    except ValueError:
        return urlsplit("")


def check_broker(settings: BrokerSettings | None, complain: Callable[[str, str], None]) -> None:
    """Tell *complain* of what is not right: the path of a key, and a sentence that continues it."""
    if settings is None:
        return
    parts = parts_of(settings.url)
    if not parts.hostname:
        complain("broker.url", "must be written as mqtts://HOST:PORT")
    elif parts.scheme == "mqtt" and not is_loopback(parts.hostname):
        complain(
            "broker.url", "leads to another machine: only mqtts:// does that without showing everything on the way"
        )
