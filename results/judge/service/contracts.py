"""Terms of the contract, and testers' impressions, for each provider."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from results.judge.service.shares import Part, part
from results.records.service import Term, Terms
from results.records.service.terms import PANELS


class ProviderTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What holds at one provider; None where nobody noted it."""

    provider: str
    binding_months: float | None
    notice_days: float | None
    refund_days: float | None
    legal_withdrawal_days: float | None
    refund_beyond_law_days: float | None
    """How many days longer than the law demands; negative where less is said than the law gives."""
    phone_hours: str
    control_panel: dict[str, int]
    """How many testers called it what."""
    friendliness: float | None
    """The mean of the testers' grades, 1 to 10, beside those of single calls."""
    friendliness_n: int
    came_as_promised: Part
    would_recommend: Part
    satisfied: Part
    satisfied_without_recommending: int
    """Testers who are satisfied with the result and would not recommend the firm: the two are not the same."""


def provider_terms(noted: Iterable[Terms]) -> tuple[ProviderTerms, ...]:
    """Gather the terms of each provider, by its id."""
    found: dict[str, list[Terms]] = {}
    for one in noted:
        found.setdefault(one.provider, []).append(one)
    return tuple(_provider(provider, rows) for provider, rows in sorted(found.items()))


def _provider(provider: str, rows: Sequence[Terms]) -> ProviderTerms:
    numbers = {row.term: row.value for row in rows if not row.tester}
    refund, law = _number(numbers, Term.REFUND_DAYS), _number(numbers, Term.LEGAL_WITHDRAWAL_DAYS)
    panels = Counter(row.value for row in rows if row.term is Term.CONTROL_PANEL)
    grades = [float(row.value) for row in rows if row.term is Term.FRIENDLINESS]
    satisfied = {row.tester for row in rows if row.term is Term.SATISFIED and row.value == "yes"}
    against = {row.tester for row in rows if row.term is Term.WOULD_RECOMMEND and row.value == "no"}
    return ProviderTerms(
        provider=provider,
        binding_months=_number(numbers, Term.BINDING_MONTHS),
        notice_days=_number(numbers, Term.NOTICE_DAYS),
        refund_days=refund,
        legal_withdrawal_days=law,
        refund_beyond_law_days=None if refund is None or law is None else refund - law,
        phone_hours=numbers.get(Term.PHONE_HOURS, ""),
        control_panel={word: panels[word] for word in PANELS if panels[word]},
        friendliness=sum(grades) / len(grades) if grades else None,
        friendliness_n=len(grades),
        came_as_promised=_yes(rows, Term.CAME_AS_PROMISED),
        would_recommend=_yes(rows, Term.WOULD_RECOMMEND),
        satisfied=_yes(rows, Term.SATISFIED),
        satisfied_without_recommending=len(satisfied & against),
    )


def _number(values: dict[Term, str], term: Term) -> float | None:
    return float(values[term]) if term in values else None


def _yes(rows: Sequence[Terms], term: Term) -> Part:
    said = [row.value for row in rows if row.term is term]
    return part(said.count("yes"), len(said))
