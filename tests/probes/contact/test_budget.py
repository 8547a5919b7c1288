"""The ceiling of contacts, and what an approval covers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest

from probes.contact.budget import CEILING, WEEK, Budget, BudgetSpent
from probes.contact.errand import Errand
from probes.contact.manners import approved
from probes.contact.resolver import LoopbackResolver
from probes.probe import ProbeFailed, observe
from probes.support_email import SupportEmailProbe
from results.records import Case, Failure

if TYPE_CHECKING:
    from conftest import Desk

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
ERRAND = Errand(
    plan="p",
    case="c1",
    url="mailto:support@bjorkhost.localhost",
    question="q",
    persona="Anna Lind",
    address="anna@study.localhost",
    message_id="<m@study.localhost>",
    subject="s",
    text="t",
)


class Ledger:
    """A database with so many contacts in it."""

    def __init__(self, spent: int) -> None:
        self.spent = spent
        self.known: set[tuple[str, int]] = set()
        self.since: list[datetime] = []

    def contacts(self, _provider: str, since: datetime) -> int:
        """Tell how many."""
        self.since.append(since)
        return self.spent

    def begun(self, case: str, number: int) -> bool:
        """Tell whether it was begun."""
        return (case, number) in self.known


async def has_room(budget: Budget, errand: Errand = ERRAND) -> bool:
    """Tell whether there is room."""
    try:
        async with budget.room_for(errand, "bjorkhost"):
            return True
    except BudgetSpent:
        return False


@pytest.mark.parametrize(("per_week", "most"), [(1, 1), (4, 4), (5, 5), (6, 5), (1000, 5)])
async def test_a_study_can_only_lower_the_ceiling(per_week: int, most: int) -> None:
    """There is room for as many as the study allows, and never for more than five in seven days."""
    assert CEILING == 5
    for spent in range(8):
        ledger = Ledger(spent)
        assert await has_room(Budget(ledger, per_week=per_week, now=lambda: NOW)) is (spent < most)
        assert ledger.since == [NOW - WEEK]


async def test_what_was_begun_has_no_second_room() -> None:
    """A letter that was begun before is refused even where there is room, and seeds need none."""
    ledger = Ledger(0)
    ledger.known.add(("c1", 0))
    budget = Budget(ledger, per_week=5, now=lambda: NOW)
    assert not await has_room(budget)
    assert await has_room(budget, msgspec.structs.replace(ERRAND, number=1))
    ledger.spent = 9
    assert await has_room(budget, msgspec.structs.replace(ERRAND, case="c2", seed=True))


async def test_only_one_is_inside() -> None:
    """Until the first letter is written down, the second one waits for the count."""
    ledger = Ledger(4)
    budget = Budget(ledger, per_week=5, now=lambda: NOW)
    async with budget.room_for(ERRAND, "bjorkhost"):
        waiting = asyncio.create_task(has_room(budget, msgspec.structs.replace(ERRAND, case="c2")))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        ledger.spent = 5
    assert await waiting is False


def test_an_approval_covers_one_address(desk: Desk) -> None:
    """A visit whose target is not what was approved is refused, be it the address or the server."""
    visit = msgspec.structs.replace(desk.visit(ERRAND.url), errand=ERRAND)
    assert approved(visit) is ERRAND
    for url, server in (("mailto:other@bjorkhost.localhost", None), (ERRAND.url, "smtp://127.0.0.1:1")):
        target = msgspec.structs.replace(visit.target, url=url, server=server)
        with pytest.raises(ProbeFailed) as caught:
            approved(msgspec.structs.replace(visit, target=target))
        assert caught.value.failure is Failure.NOT_APPROVED


async def test_an_approved_letter_needs_a_budget(desk: Desk) -> None:
    """Without a budget an approved letter is not sent, and nothing is on record."""
    visit = msgspec.structs.replace(desk.visit(ERRAND.url, server="smtp://127.0.0.1:1"), errand=ERRAND)
    visit = msgspec.structs.replace(visit, errand=msgspec.structs.replace(ERRAND, server="smtp://127.0.0.1:1"))
    found = await observe(SupportEmailProbe(timeout_seconds=2), visit, kind="support_email")
    assert found.failure is Failure.PROBE_FAULT
    assert await desk.kept(Case) == []


async def test_a_stranger_s_page_leads_to_no_other_host(dialled: list[str]) -> None:
    """An approval for one host lets aiohttp resolve no other one."""
    resolver = LoopbackResolver("approved.example")
    with pytest.raises(ProbeFailed) as caught:
        await resolver.resolve("other.example", 443)
    assert (caught.value.failure, dialled) == (Failure.NOT_APPROVED, [])
