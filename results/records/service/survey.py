"""What respondents of a survey answered."""

from collections.abc import Iterator
from enum import StrEnum

from results.records.service.shapes import Mistake, Name, Seen, Year


class Asked(StrEnum):
    """What an answer goes into."""

    INDEX = "index"
    """The 0-100 index: the mean of a respondent's answers, each on its own scale."""
    RECOMMEND = "recommend"
    """How likely one is to recommend the firm, 0 to 10: the net promoter score (Reichheld 2003)."""


class Answer(Seen, frozen=True, kw_only=True, tag="survey"):
    """One respondent's answer to one question about one provider."""

    survey: Name
    year: Year
    respondent: Name
    """A number or pseudonym: never a name."""
    question: Name
    measure: Asked = Asked.INDEX
    answer: float | None = None
    """None is "don't know": it counts in nothing."""
    lowest: float = 1.0
    """The end of the question's scale that is the worst."""
    highest: float = 10.0

    @property
    def key(self) -> tuple[str, ...]:
        """The respondent's answer."""
        return (self.survey, self.provider, str(self.year), self.respondent, self.question)

    def mistakes(self) -> Iterator[Mistake]:
        """Yield how the answer does not fit its scale."""
        if self.lowest >= self.highest:
            yield "highest", f"must be more than lowest ({self.lowest:g})"
        elif self.answer is not None and not self.lowest <= self.answer <= self.highest:
            yield "answer", f"must lie on its scale from {self.lowest:g} to {self.highest:g}, not {self.answer:g}"
        if self.measure is Asked.RECOMMEND and (self.lowest, self.highest) != (0, 10):
            yield "lowest", "must be 0, and highest 10: the net promoter score is asked on that scale"
