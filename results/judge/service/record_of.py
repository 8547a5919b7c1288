"""From entries to figures: takes the newest version of each, and hands each kind to its rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from results.judge.comparison import Comparison
from results.judge.service.attention import journeys
from results.judge.service.calls import provider_calls
from results.judge.service.cases import ledger_totals, ledgers
from results.judge.service.contracts import provider_terms
from results.judge.service.profiles import profiles
from results.judge.service.promises import Facts, Monthly, hold
from results.judge.service.record import ReviewTold, ServiceRecord
from results.judge.service.survey import survey_years
from results.records.service import (
    Answer,
    Call,
    Entry,
    JourneyGrade,
    LedgerStep,
    Offered,
    ReviewScore,
    SoldPromise,
    Terms,
)

_Kind = TypeVar("_Kind")


def holding(entries: Iterable[Entry]) -> list[Entry]:
    """Return the newest version of each entry that was not taken back, in the order in which they first came."""
    newest: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = entry.kind, entry.subject
        if key not in newest or entry.version > newest[key].version:
            newest[key] = entry
    return [entry for entry in newest.values() if not entry.withdrawn]


def service_record(
    entries: Iterable[Entry], comparison: Comparison, monthly: Mapping[tuple[str, str], Monthly] | None = None
) -> ServiceRecord:
    """
    Tell what *entries* (every version of them) add up to, promises held against the figures of *comparison*.

    *monthly* has the checks of single months for promises about response times, by provider and task.
    What is about providers that the comparison does not have, neither compared nor with lines, is left out. What is
    offered is set side by side among those compared, and among those that only sell lines: these sell another thing.
    """
    known = {provider.id: provider for provider in comparison.providers}
    sellers = {plan.plan.provider for plan in comparison.lines.plans} - known.keys()
    held = [entry for entry in holding(entries) if entry.content.provider in known.keys() | sellers]
    offered = _of(held, Offered)
    cases = ledgers(_of(held, LedgerStep))
    calls = provider_calls(_of(held, Call))
    facts = Facts(
        providers=known,
        calls={one.provider: one for one in calls},
        steps=_of(held, LedgerStep),
        rules=comparison.rules,
        start=comparison.start,
        timezone=comparison.timezone,
        monthly=monthly or {},
    )
    return ServiceRecord(
        entries=len(held),
        corrected=sum(entry.version > 1 for entry in held),
        journeys=journeys(_of(held, JourneyGrade)),
        ledgers=cases,
        ledger_totals=ledger_totals(cases),
        promises=tuple(hold(one, one.content, facts) for one in held if isinstance(one.content, SoldPromise)),
        terms=provider_terms(_of(held, Terms)),
        offerings=(
            *profiles(one for one in offered if one.provider in known),
            *profiles(one for one in offered if one.provider in sellers),
        ),
        survey=survey_years(_of(held, Answer), minimum=comparison.rules.minimum_respondents),
        calls=calls,
        reviews=tuple(map(_review, _of(held, ReviewScore))),
    )


def _of(entries: Sequence[Entry], kind: type[_Kind]) -> list[_Kind]:
    return [entry.content for entry in entries if isinstance(entry.content, kind)]


def _review(one: ReviewScore) -> ReviewTold:
    return ReviewTold(
        provider=one.provider,
        site=one.site,
        on=one.on,
        score=one.score,
        lowest=one.lowest,
        highest=one.highest,
        reviews=one.reviews,
        source=one.source,
    )
