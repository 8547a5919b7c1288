"""All that the service record adds up to."""

from datetime import date

import msgspec

from results.judge.service import SERVICE_METHOD
from results.judge.service.attention import Journey
from results.judge.service.calls import ProviderCalls
from results.judge.service.cases import Ledger, LedgerTotals
from results.judge.service.contracts import ProviderTerms
from results.judge.service.held import PromiseHeld
from results.judge.service.profiles import Profile
from results.judge.service.survey import SurveyYear


class ReviewTold(msgspec.Struct, frozen=True, kw_only=True):
    """A score of an outside site, told with its source and date and mixed into nothing."""

    provider: str
    site: str
    on: date
    score: float
    lowest: float
    highest: float
    reviews: int | None
    source: str


class ServiceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of everything that people noted. Empty where nobody noted anything."""

    method: str = SERVICE_METHOD
    entries: int = 0
    """Things that were noted and hold."""
    corrected: int = 0
    """Of these, those that are not in their first version."""
    journeys: tuple[Journey, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    ledger_totals: tuple[LedgerTotals, ...] = ()
    promises: tuple[PromiseHeld, ...] = ()
    terms: tuple[ProviderTerms, ...] = ()
    offerings: tuple[Profile, ...] = ()
    survey: tuple[SurveyYear, ...] = ()
    calls: tuple[ProviderCalls, ...] = ()
    reviews: tuple[ReviewTold, ...] = ()
