"""A report that was published as an edition: what of it can be found again."""

from datetime import datetime

import msgspec


class Published(msgspec.Struct, frozen=True, kw_only=True, tag="published"):
    """One printing of one edition. The newest of a number holds; those before it stay on record."""

    number: int
    revision: int
    """One more for each time that its figures were corrected."""
    at: datetime
    """When this printing was put on record."""
    made_at: datetime
    """When this revision was first made."""
    start: datetime
    """The period."""
    end: datetime
    sha256: str
    """Of its ``comparison.json``, which the data folder keeps under this name."""
