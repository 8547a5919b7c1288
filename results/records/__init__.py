"""The vocabulary: what a fact is. No input, no output, nothing but msgspec from outside."""

from results.records.call import CallStep, Dialling, Press, PressClock
from results.records.campaign import Approval, Plan
from results.records.case import (
    Case,
    Channel,
    DeliveryAttempt,
    Followed,
    FollowUp,
    Handover,
    Match,
    Message,
    Placement,
    Sighting,
    Step,
    Withheld,
    Withholding,
)
from results.records.failure import Blame, Failure
from results.records.form import FormDone, FormField, FormSeen, FormShape, FormStart
from results.records.form_answer import FormAnswer
from results.records.observation import Hop, Metrics, Observation
from results.records.published import Published
from results.records.registration import Registration
from results.records.review import IMPORT, Assignment, CallBack, Forgotten, Review
from results.records.session import Heartbeat, Session
from results.records.sink import Correspondence, EvidenceStore, OnRecord, Phoned, Record, Sink
from results.records.verdict import Verdict
from results.records.verification import Verification, VerificationOutcome

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
    "DeliveryAttempt",
    "Dialling",
    "EvidenceStore",
    "Failure",
    "FollowUp",
    "Followed",
    "Forgotten",
    "FormAnswer",
    "FormDone",
    "FormField",
    "FormSeen",
    "FormShape",
    "FormStart",
    "Handover",
    "Heartbeat",
    "Hop",
    "Match",
    "Message",
    "Metrics",
    "Observation",
    "OnRecord",
    "Phoned",
    "Placement",
    "Plan",
    "Press",
    "PressClock",
    "Published",
    "Record",
    "Registration",
    "Review",
    "Session",
    "Sighting",
    "Sink",
    "Step",
    "Verdict",
    "Verification",
    "VerificationOutcome",
    "Withheld",
    "Withholding",
]
