"""The plan of a campaign, and a person's approval of exactly that plan."""

from datetime import datetime

import msgspec


class Plan(msgspec.Struct, frozen=True, kw_only=True, tag="plan"):
    """A campaign laid out before its first message, as the document that is hashed and approved."""

    sha256: str
    """Of *document*, in UTF-8. The key."""
    made_at: datetime
    document: str
    """JSON: every contact with its time, question and persona, and all that decides what is sent."""


class Approval(msgspec.Struct, frozen=True, kw_only=True, tag="approval"):
    """A person has read a plan and lets it be carried out. An edited plan is another one, and needs another."""

    plan: str
    """The plan's SHA-256."""
    at: datetime
    by: str
