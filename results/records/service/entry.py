"""An entry of the service record: what was noted, by whom and when, and where it was seen. Corrections are versions."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from results.records.service.call import Call
from results.records.service.grade import JourneyGrade
from results.records.service.ledger import LedgerStep
from results.records.service.offering import Offered
from results.records.service.promise import SoldPromise
from results.records.service.review_score import ReviewScore
from results.records.service.survey import Answer
from results.records.service.terms import Terms

Content = JourneyGrade | LedgerStep | SoldPromise | Terms | Offered | Answer | Call | ReviewScore


class Kind(StrEnum):
    """What can be noted."""

    JOURNEY = "journey"
    LEDGER = "ledger"
    PROMISE = "promise"
    TERMS = "terms"
    OFFERING = "offering"
    SURVEY = "survey"
    CALL = "call"
    REVIEW = "review"


CONTENTS: Mapping[Kind, type[Content]] = {
    Kind.JOURNEY: JourneyGrade,
    Kind.LEDGER: LedgerStep,
    Kind.PROMISE: SoldPromise,
    Kind.TERMS: Terms,
    Kind.OFFERING: Offered,
    Kind.SURVEY: Answer,
    Kind.CALL: Call,
    Kind.REVIEW: ReviewScore,
}
"""The record of each kind; its tag is the kind's name."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag="entry"):
    """One version of one thing. The newest holds; the others stay."""

    content: Content
    by: str
    """Who noted it; an import says so of itself."""
    at: datetime
    """When it was noted."""
    seen: str = ""
    """Where it was seen: an address, a contract's page, a file's name."""
    evidence: str | None = None
    """SHA-256 of a copy in the evidence store."""
    version: int = 0
    """1 and up; the store gives it."""
    withdrawn: bool = False
    """Whether this version takes the thing back: it never was so, or belongs to something else."""

    @property
    def kind(self) -> Kind:
        """What was noted."""
        return Kind(str(type(self.content).__struct_config__.tag))

    @property
    def subject(self) -> str:
        """What all versions of the thing share, as JSON."""
        return msgspec.json.encode(self.content.key).decode()
