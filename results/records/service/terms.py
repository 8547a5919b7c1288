"""Terms and impressions: what a web-host test judges besides what can be measured."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Self

import msgspec

from results.records.service.shapes import Mistake, Name, Seen, Words


class Term(StrEnum):
    """What is judged."""

    BINDING_MONTHS = "binding_months"
    NOTICE_DAYS = "notice_days"
    REFUND_DAYS = "refund_days"
    """For how many days after the order the money comes back without a reason asked for."""
    LEGAL_WITHDRAWAL_DAYS = "legal_withdrawal_days"
    """For how many the law gives it back anyway."""
    PHONE_HOURS = "phone_hours"
    """The published hours, in words."""
    FRIENDLINESS = "friendliness"
    """A tester's grade, 1 to 10."""
    CONTROL_PANEL = "control_panel"
    """A tester's word: excellent, good, poor or none."""
    CAME_AS_PROMISED = "came_as_promised"
    """A tester's yes or no: it came, and when it was promised."""
    WOULD_RECOMMEND = "would_recommend"
    """A tester's yes or no: to friends."""
    SATISFIED = "satisfied"
    """A tester's yes or no: with the result, which is not the same as recommending the firm."""


NUMBERS = frozenset({Term.BINDING_MONTHS, Term.NOTICE_DAYS, Term.REFUND_DAYS, Term.LEGAL_WITHDRAWAL_DAYS})
OPINIONS = frozenset(
    {Term.FRIENDLINESS, Term.CONTROL_PANEL, Term.CAME_AS_PROMISED, Term.WOULD_RECOMMEND, Term.SATISFIED}
)
"""What each tester says for himself."""
PANELS = ("excellent", "good", "poor", "none")
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,3})?")
_BEST = 10


class Terms(Seen, frozen=True, kw_only=True, tag="terms"):
    """One term of one provider, or one tester's impression of it."""

    term: Term
    value: Name
    """A number of months or days, yes or no, a grade, or words, as the term has it."""
    tester: Words = ""
    """Whose impression it is; empty for what stands in the contract."""
    seen_on: date | None = None
    note: Words = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The provider's term, and whose impression it is."""
        return (self.provider, self.term, self.tester.casefold())

    def tidy(self) -> Self:
        """Spell numbers with a point, and all that is chosen from a list in small letters."""
        if self.term is Term.PHONE_HOURS:
            return self
        return msgspec.structs.replace(self, value=self.value.casefold().replace(",", "."))

    def mistakes(self) -> Iterator[Mistake]:
        """Yield how the value does not fit the term."""
        if self.term in NUMBERS and not _NUMBER.fullmatch(self.value):
            yield "value", f"of {self.term} must be a number, not {self.value!r}"
        elif self.term is Term.FRIENDLINESS and not (_NUMBER.fullmatch(self.value) and 1 <= float(self.value) <= _BEST):
            yield "value", f"of {self.term} must be a grade from 1 to 10, not {self.value!r}"
        elif self.term is Term.CONTROL_PANEL and self.value not in PANELS:
            yield "value", f"of {self.term} must be one of: {', '.join(PANELS)}; not {self.value!r}"
        elif self.term in OPINIONS - {Term.CONTROL_PANEL, Term.FRIENDLINESS} and self.value not in {"yes", "no"}:
            yield "value", f"of {self.term} must be yes or no, not {self.value!r}"
        if self.tester and self.term not in OPINIONS:
            yield "tester", f"does not belong to {self.term}, which stands in the contract"
