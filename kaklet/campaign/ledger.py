"""What the database knows of a campaign, read anew each time it is asked. Asking blocks: it is done in threads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

from kaklet.campaign.document import Contact, PlannedFollowUp
from kaklet.campaign.heard import heard
from results.keep import EvidenceFolder, Store
from results.records import Approval, Case, Failure, FollowUp, Handover, Verdict, Withheld, Withholding

_Answer = TypeVar("_Answer")
_NOT_NOW = {
    Verdict.HUMAN: Withholding.ANSWERED,
    Verdict.BOUNCE: Withholding.UNDELIVERABLE,
    Verdict.DELAY_NOTICE: Withholding.UNDELIVERABLE,
    Verdict.VERIFICATION_REQUIRED: Withholding.VERIFICATION,
    Verdict.UNDETERMINED: Withholding.UNDETERMINED,
}
"""What keeps a follow-up back, the strongest reason first. Acknowledgements and other machines' mail do not."""


class Settled(NamedTuple):
    """What is over, sent or not."""

    letters: frozenset[tuple[str, int]]
    """Case and number of every letter that was begun or withheld."""
    slots: frozenset[tuple[str, str, datetime]]
    """Provider, task and time of those moments that have an observation."""


class CampaignLedger:
    """Reads the store at *path* and the evidence in *folder*. Raises `StoreError` if it cannot."""

    def __init__(self, path: Path, folder: EvidenceFolder, *, human_seconds: float) -> None:
        self._path = path
        self._folder = folder
        self._human_seconds = human_seconds

    def contacts(self, provider: str, since: datetime) -> int:
        """Tell how many letters to *provider* were begun after *since*."""
        return self._ask(lambda store: store.contacts(provider, since))

    def begun(self, case: str, number: int) -> bool:
        """Whether letter *number* of *case* was ever begun."""
        return self._ask(lambda store: store.begun(case, number))

    def approved(self, sha256: str) -> bool:
        """Whether a person has approved the plan *sha256*."""
        return self._ask(lambda store: any(one.plan == sha256 for one in store.all(Approval)))

    def settled(self, now: datetime, lateness_seconds: float) -> Settled:
        """Tell what is over; of observations, those that a moment could still be sent for."""

        def read(store: Store) -> Settled:
            letters = {(one.id, 0) for one in store.all(Case)}
            letters |= {(one.case, one.number) for one in store.all(FollowUp)}
            letters |= {(one.case, one.number) for one in store.all(Withheld)}
            found = store.observations(now - timedelta(seconds=lateness_seconds), now + timedelta(seconds=1))
            return Settled(frozenset(letters), frozenset((one.provider, one.task, one.slot) for one in found))

        return self._ask(read)

    def objection(self, contact: Contact, follow_up: PlannedFollowUp) -> Withholding | None:
        """Tell why *follow_up* is not to be sent, as it stands now; None if it is."""

        def judge(store: Store) -> Withholding | None:
            handed = {one.number: one.failure for one in store.all(Handover) if one.case == contact.case}
            before = follow_up.number - 1
            if handed.get(before, Failure.OUTCOME_UNKNOWN) is not None:
                return Withholding.NOT_HANDED_OVER
            found = heard(store, self._folder, contact.case, human_seconds=self._human_seconds)
            return next((why for verdict, why in _NOT_NOW.items() if verdict in found), None)

        return self._ask(judge)

    def question(self, contact: Contact) -> tuple[Case, Handover] | None:
        """Return the case of *contact* and its handover; None where one is missing."""

        def read(store: Store) -> tuple[Case, Handover] | None:
            case = next((one for one in store.all(Case) if one.id == contact.case), None)
            handover = next((one for one in store.all(Handover) if (one.case, one.number) == (contact.case, 0)), None)
            return (case, handover) if case and handover else None

        return self._ask(read)

    def _ask(self, question: Callable[[Store], _Answer]) -> _Answer:
        with self._open() as store:
            return question(store)

    @contextmanager
    def _open(self) -> Iterator[Store]:
        store = Store.read(self._path)
        try:
            yield store
        finally:
            store.close()
