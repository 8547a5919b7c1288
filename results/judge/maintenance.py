"""Announced maintenance. It stays downtime, for the customer has none the less of it; a second figure leaves it out."""

from datetime import datetime

import msgspec


class Maintenance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A window in which a provider said that it would work on its machines."""

    provider: str
    start: datetime
    end: datetime
    announced: datetime
    """When the provider said so."""
    source: str
    """Where it stands: an address, with the day on which it was read."""

    @property
    def in_time(self) -> bool:
        """Whether it was announced before it began. The slots that begin in it are then excused."""
        return self.announced < self.start
