"""Where records go. The store is such a sink here; on a vantage point elsewhere it can be a relay."""

from typing import Protocol

from results.records.call import Dialling, Press
from results.records.campaign import Approval, Plan
from results.records.case import (
    Case,
    DeliveryAttempt,
    Followed,
    FollowUp,
    Handover,
    Message,
    Placement,
    Sighting,
    Withheld,
)
from results.records.form import FormDone, FormSeen, FormStart
from results.records.form_answer import FormAnswer
from results.records.observation import Observation
from results.records.published import Published
from results.records.registration import Registration
from results.records.review import Assignment, CallBack, Forgotten, Review
from results.records.session import Heartbeat, Session
from results.records.verification import Verification, VerificationOutcome

Correspondence = (
    Case
    | FollowUp
    | Withheld
    | Handover
    | FormAnswer
    | Message
    | Sighting
    | DeliveryAttempt
    | Placement
    | Followed
    | Review
    | Assignment
    | CallBack
    | Forgotten
    | FormStart
    | FormDone
    | Verification
    | VerificationOutcome
)
"""What is known of the questions to providers, and of what came back."""
Phoned = Dialling | Press
"""What is known of phone calls."""
OnRecord = Plan | Approval | Registration | Published
"""What the people of a study have put on record."""
Record = Observation | FormSeen | Correspondence | Phoned | OnRecord | Session | Heartbeat


class Sink(Protocol):
    """Takes records at once and never makes the asker wait for a disk."""

    def keep(self, record: Record) -> None:
        """Take *record*. It is written soon, in order, and only once however often it comes."""
        ...

    async def settled(self) -> None:
        """Return when all that was given to `keep` until now is safely written."""
        ...


class EvidenceStore(Protocol):
    """Keeps raw bytes under their own hash, before anything reads them."""

    def put(self, content: bytes) -> str:
        """Keep *content* and return its SHA-256 in hexadecimal."""
        ...

    def get(self, sha256: str) -> bytes:
        """Return what was kept; raise `KeyError` if nothing was, or if it is no longer what it was."""
        ...
