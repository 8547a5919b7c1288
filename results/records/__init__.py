"""The vocabulary: what a fact is. No input, no output, nothing but msgspec from outside."""

from results.records.case import Case, Channel, Handover, Match, Message
from results.records.failure import Blame, Failure
from results.records.observation import Hop, Metrics, Observation
from results.records.session import Heartbeat, Session
from results.records.sink import EvidenceStore, Record, Sink

__all__ = [
    "Blame",
    "Case",
    "Channel",
    "EvidenceStore",
    "Failure",
    "Handover",
    "Heartbeat",
    "Hop",
    "Match",
    "Message",
    "Metrics",
    "Observation",
    "Record",
    "Session",
    "Sink",
]
