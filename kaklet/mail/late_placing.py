"""Places messages that no rule could place when they were read, once what they name has been learned."""

from datetime import datetime

from kaklet.mail.case_contents import CaseContents
from kaklet.mail.hearing import letter_of
from probes.mailbox import match
from results.judge.matching import Learned, named_in
from results.keep import EvidenceFolder, Store
from results.records import Assignment, Forgotten, Match, Message, Placement, Sink

_LEARNED = frozenset({Match.THREAD, Match.TICKET})
"""The rules that may find later what they did not find at first; to the others nothing is ever added."""


class LatePlacing:
    """
    Looks at what waits without a case, whenever something new was learned.

    It goes by the rules of the first reading, in the order of arrival, and by what is on record: the same records make
    the same placements. Nothing that a person has placed, or has said to belong nowhere, is touched.
    """

    def __init__(self, folder: EvidenceFolder) -> None:
        self._folder = folder
        self._names: dict[str, frozenset[str]] = {}
        """By message: what it names, so that a flood of mail that belongs nowhere is read once."""
        self._known: frozenset[Learned] = frozenset()

    def place(self, store: Store, contents: CaseContents, sink: Sink, now: datetime) -> int:
        """
        Place what can be placed by what *store* and *contents* know; tell how many messages found another place.

        Where a person has corrected what was learned, what was placed by it is placed anew, or waits again.
        """
        learned = frozenset(contents.learned())
        if learned == self._known:
            return 0
        self._known = learned
        known = {name for one in learned for name in one.names}
        placements = {one.message: one for one in sorted(store.all(Placement), key=lambda one: one.at)}
        forgotten = bool(store.all(Forgotten))
        count = 0
        for message in self._open(store):
            before = placements.get(message.id)
            if before is None and known.isdisjoint(self._named(message)):
                continue
            case, by = self._found(message, store, contents)
            if case is None and forgotten:
                continue  # what it was placed by may have been removed in its time
            if case != (before.case if before else None):
                sink.keep(Placement(message=message.id, case=case, matched_by=by, at=now))
                count += 1
        return count

    def _open(self, store: Store) -> list[Message]:
        """Tell those that no rule could place at first and that no person has decided about, in order of arrival."""
        decided = {one.message for one in store.all(Assignment)}
        waiting = [one for one in store.all(Message) if one.case is None and one.id not in decided and one.evidence]
        return sorted(waiting, key=lambda one: (one.received_at, one.id))

    def _named(self, message: Message) -> frozenset[str]:
        if message.id not in self._names:
            letter = letter_of(message, self._folder)
            self._names[message.id] = named_in(letter) if letter else frozenset()
        return self._names[message.id]

    def _found(self, message: Message, store: Store, contents: CaseContents) -> tuple[str | None, Match | None]:
        letter = letter_of(message, self._folder)
        # What address or reference leave to a person stays a person's: weaker signs do not decide it.
        if letter is None or match(letter, store).settled:
            return None, None
        found = contents.case_by_contents(letter, message.received_at)
        return found if found and found[1] in _LEARNED else (None, None)
