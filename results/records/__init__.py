"""The vocabulary: what a fact is. No input, no output, nothing but msgspec from outside."""

from results.records.campaign import Approval, Plan
from results.records.case import (
    Case,
    Channel,
    Followed,
    FollowUp,
    Handover,
    Match,
    Message,
    Step,
    Withheld,
    Withholding,
)
from results.records.failure import Blame, Failure
from results.records.observation import Hop, Metrics, Observation
from results.records.review import Assignment, CallBack, Review
from results.records.session import Heartbeat, Session
from results.records.sink import EvidenceStore, Record, Sink
from results.records.verdict import Verdict

__all__ = [
    "Approval",
    "Assignment",
    "Blame",
    "CallBack",
    "Case",
    "Channel",
    "EvidenceStore",
    "Failure",
    "FollowUp",
    "Followed",
    "Handover",
    "Heartbeat",
    "Hop",
    "Match",
    "Message",
    "Metrics",
    "Observation",
    "Plan",
    "Record",
    "Review",
    "Session",
    "Sink",
    "Step",
    "Verdict",
    "Withheld",
    "Withholding",
]
