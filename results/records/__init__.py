"""The vocabulary: what a fact is. No input, no output, nothing but msgspec from outside."""

from results.records.call import CallStep, Dialling, Press, PressClock
from results.records.campaign import Approval, Plan
from results.records.case import (
    Case,
    Channel,
    Followed,
    FollowUp,
    Handover,
    Match,
    Message,
    Sighting,
    Step,
    Withheld,
    Withholding,
)
from results.records.failure import Blame, Failure
from results.records.observation import Hop, Metrics, Observation
from results.records.review import IMPORT, Assignment, CallBack, Forgotten, Review
from results.records.session import Heartbeat, Session
from results.records.sink import Correspondence, EvidenceStore, Phoned, Record, Sink
from results.records.verdict import Verdict

__all__ = [
    "IMPORT",
    "Approval",
    "Assignment",
    "Blame",
    "CallBack",
    "CallStep",
    "Case",
    "Channel",
    "Correspondence",
    "Dialling",
    "EvidenceStore",
    "Failure",
    "FollowUp",
    "Followed",
    "Forgotten",
    "Handover",
    "Heartbeat",
    "Hop",
    "Match",
    "Message",
    "Metrics",
    "Observation",
    "Phoned",
    "Plan",
    "Press",
    "PressClock",
    "Record",
    "Review",
    "Session",
    "Sighting",
    "Sink",
    "Step",
    "Verdict",
    "Withheld",
    "Withholding",
]
