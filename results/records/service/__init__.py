"""The service record: what people saw, were promised and graded. One struct for each kind, in versioned entries."""

from results.records.service.call import Call
from results.records.service.entry import CONTENTS, Content, Entry, Kind
from results.records.service.grade import Component, JourneyGrade
from results.records.service.ledger import Event, LedgerStep, Outcome, Party
from results.records.service.offering import Aspect, Offered
from results.records.service.promise import Measure, SoldPromise
from results.records.service.review_score import ReviewScore
from results.records.service.survey import Answer, Asked
from results.records.service.terms import Term, Terms

__all__ = [
    "CONTENTS",
    "Answer",
    "Asked",
    "Aspect",
    "Call",
    "Component",
    "Content",
    "Entry",
    "Event",
    "JourneyGrade",
    "Kind",
    "LedgerStep",
    "Measure",
    "Offered",
    "Outcome",
    "Party",
    "ReviewScore",
    "SoldPromise",
    "Term",
    "Terms",
]
