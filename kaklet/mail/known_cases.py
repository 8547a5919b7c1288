"""What the store holds of cases already, so that a further import extends them and contradicts nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from results.keep import Store
from results.records import IMPORT, Case, Handover, Message, Record, Review


class KnownCases:
    """The cases of a store, and of the lines that were read since."""

    def __init__(self, store: Store) -> None:
        self._cases = {one.id: one for one in store.all(Case)}
        self._handovers = {one.case: one for one in store.all(Handover) if not one.number}
        self._messages = {one.id: one for one in store.all(Message)}
        self._reviews: dict[str, Review] = {}
        for one in store.all(Review):
            self._note(one)

    def contradictions(
        self, case: Case, delivered_at: datetime | None, messages: Sequence[Message], reviews: Sequence[Review]
    ) -> Iterator[str]:
        """Yield a sentence for each way in which what is to be added contradicts what is there."""
        there = self._cases.get(case.id)
        if there is None:
            return
        if there.evidence:
            yield f"has the id of a question that this study asked itself ({case.id!r}): give it another"
        if (there.provider, there.task, _whole(there.opened_at)) != (case.provider, case.task, _whole(case.opened_at)):
            yield f"has the id {case.id!r}, which another provider, task or opening has: give each case its own"
        sent = self._handovers.get(case.id)
        if sent is not None and delivered_at is not None and _whole(sent.at) != _whole(delivered_at):
            yield f"tells another delivered_at of {case.id!r} than before ({sent.at.isoformat()}): correct one of them"
        for one in messages:
            before = self._messages.get(one.id)
            if before is not None and _whole(before.received_at) != _whole(one.received_at):
                yield f"tells another time of a message than before ({before.received_at.isoformat()}): correct it"
        for new in reviews:
            old = self._reviews.get(new.message)
            if old is not None and not _same(old, new) and _whole(new.at) <= _whole(old.at):
                yield "judges a message otherwise than before, and was not observed later: set a later observed_until"

    def new(self, records: Sequence[Record]) -> list[Record]:
        """Return those of *records* that are to be written, and know them from now on."""
        added = [one for one in records if not (isinstance(one, Review) and self._said(one))]
        for one in added:
            if isinstance(one, Case):
                self._cases.setdefault(one.id, one)
            elif isinstance(one, Handover):
                self._handovers.setdefault(one.case, one)
            elif isinstance(one, Message):
                self._messages.setdefault(one.id, one)
            elif isinstance(one, Review):
                self._note(one)
        return added

    def _said(self, review: Review) -> bool:
        """Whether the newest import says the same of the message already."""
        before = self._reviews.get(review.message)
        return before is not None and _same(before, review)

    def _note(self, review: Review) -> None:
        before = self._reviews.get(review.message)
        if review.by == IMPORT and (before is None or before.at <= review.at):
            self._reviews[review.message] = review


def _same(one: Review, other: Review) -> bool:
    return (one.verdict, one.useful) == (other.verdict, other.useful)


def _whole(at: datetime) -> datetime:
    """Cut *at* to the milliseconds that the store keeps."""
    return at - timedelta(microseconds=at.microsecond % 1000)
