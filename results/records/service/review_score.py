"""A score that a review site gives a provider, noted with its source and date: not ours, and graded by nobody here."""

from collections.abc import Iterator
from datetime import date

from results.records.service.shapes import Address, Count, Mistake, Name, Seen


class ReviewScore(Seen, frozen=True, kw_only=True, tag="review"):
    """What an outside site said on one day."""

    site: Name
    on: date
    score: float
    lowest: float = 1.0
    highest: float = 5.0
    reviews: Count | None = None
    """How many reviews it was made of, where the site says so."""
    source: Address

    @property
    def key(self) -> tuple[str, ...]:
        """The site's score of that day."""
        return (self.provider, self.site.casefold(), self.on.isoformat())

    def mistakes(self) -> Iterator[Mistake]:
        """Yield how the score does not fit its scale, or lacks its source."""
        if not self.source:
            yield "source", "is empty: give the page's address"
        if self.lowest >= self.highest:
            yield "highest", f"must be more than lowest ({self.lowest:g})"
        elif not self.lowest <= self.score <= self.highest:
            yield "score", f"must lie on its scale from {self.lowest:g} to {self.highest:g}, not {self.score:g}"
