"""How evenly a plan treats its providers: counts that a reader can check."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from kaklet.campaign.document import Contact, Document

FACTORS = ("question", "persona", "weekday", "window", "language")


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How often one provider gets each level of one factor through one task."""

    provider: str
    task: str
    factor: str
    counts: dict[str, int]

    @property
    def spread(self) -> int:
        """The largest count less the smallest."""
        return max(self.counts.values()) - min(self.counts.values())


def balance(document: Document) -> Iterator[Tally]:
    """
    Count, for each provider and task, how often each level of each factor comes.

    A level that the provider could get and does not is counted with 0. Personas are told by language.
    """
    series = sorted({(one.task, one.provider) for one in document.contacts})
    for factor in FACTORS:
        for task, provider in series:
            own = [one for one in document.contacts if (one.task, one.provider) == (task, provider)]
            counts = Counter(getattr(one, factor) for one in own)
            yield Tally(
                provider=provider,
                task=task,
                factor=factor,
                counts={level: counts[level] for level in _levels(document.contacts, own, factor)},
            )


def _levels(everyone: Sequence[Contact], own: Sequence[Contact], factor: str) -> list[str]:
    """List the levels of *factor* that this provider could get."""
    if factor in {"language", "persona"}:
        languages = {one.language for one in own}
        return sorted({getattr(one, factor) for one in everyone if one.language in languages})
    return sorted({getattr(one, factor) for one in everyone})
