"""How often one provider may be written to. The ceiling stands here, in code; a study can only lower it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Protocol

from probes.contact.errand import Errand
from results.records import Failure

CEILING = 5
"""Contacts of any sort (questions, reminders, complaints, forms, phone calls) with one provider in any seven days."""
WEEK = timedelta(days=7)


class Ledger(Protocol):
    """What the database says. Its methods block and are called in a thread."""

    def contacts(self, provider: str, since: datetime) -> int:
        """
        Tell how many contacts with *provider* were begun after *since*, by any task and agent, whatever became of them.

        Phone calls count as letters do; letters to the study's own seeds are none.
        """
        ...

    def begun(self, case: str, number: int) -> bool:
        """Whether letter *number* of *case* was ever begun."""
        ...


class BudgetSpent(Exception):  # noqa: N818 -- it is an outcome, which becomes a failure of its own
    """The letter may not be sent: one sentence, and the failure that it is."""

    def __init__(self, sentence: str, failure: Failure = Failure.CONTACT_BUDGET) -> None:
        super().__init__(sentence)
        self.failure = failure


class Budget:
    """
    Lets a letter be begun where the database says that there is room for it.

    It is asked at the moment of sending, and holds a lock from the count until the letter is on record: two tasks at
    once cannot both take the last place. Nothing is counted in memory, so a restart forgets nothing.
    """

    def __init__(self, ledger: Ledger, *, per_week: int, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._per_week = min(per_week, CEILING)
        self._now = now
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def room_for(self, errand: Errand, provider: str) -> AsyncIterator[None]:
        """
        Hold a place for the letter of *errand* while it is written down.

        Raises `BudgetSpent` where there is none, or where that letter was begun before.
        """
        async with self._lock:
            if await asyncio.to_thread(self._ledger.begun, errand.case, errand.number):
                raise BudgetSpent("this letter was begun before, and is never sent twice", Failure.OUTCOME_UNKNOWN)
            spent = await asyncio.to_thread(self._ledger.contacts, provider, self._now() - WEEK)
            if spent >= self._per_week and not errand.seed:
                raise BudgetSpent(f"{provider} has had {spent} contacts in seven days, of {self._per_week} allowed")
            yield
