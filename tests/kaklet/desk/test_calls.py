"""Phone calls: what a page sends is kept once, with the right times, and counts as a contact."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from kaklet.config import Loaded
from kaklet.desk.calls import opening_of, placed_calls
from kaklet.desk.office import Office
from kaklet.service.entry import enter
from kaklet.study import Phone
from results.judge.business_hours import Hours
from results.judge.calls import call_of, marked
from results.keep import Store
from results.records import CallStep, Dialling, Press, PressClock
from results.records.service import Call

if TYPE_CHECKING:
    from aiohttp import ClientResponse
    from conftest import Browser, Clock

CALL = "c" * 32
WEEK = timedelta(days=7)


def press(step: str, after_ms: int, *, waited_ms: int = 0, clock: str = "monotonic") -> dict[str, object]:
    """Return a press as the page sends it."""
    name = f"{step}{after_ms}".ljust(32, "0")
    return {"id": name, "step": step, "after_ms": after_ms, "waited_ms": waited_ms, "clock": clock}


async def send(browser: "Browser", provider: str, *presses: dict[str, object], call: str = CALL) -> "ClientResponse":
    """Send presses as the page does."""
    return await browser.client.post(
        "/calls/presses.json",
        json={"call": call, "provider": provider, "question": "php-versions", "presses": presses},
        headers={"X-Form-Token": await browser.token()},
    )


@pytest.fixture
def first(loaded: Loaded) -> str:
    """Return the provider that has a phone."""
    return loaded.study.provider[0].id


async def test_presses_that_come_twice_are_kept_once(maja: "Browser", store: Store, first: str) -> None:
    """A page that did not hear the answer sends the same again."""
    presses = [press("dial", 0), press("queue", 4000)]
    for _ in range(3):
        response = await send(maja, first, *presses)
        assert (await response.json())["kept"] == [one["id"] for one in presses]
    assert len(store.all(Dialling)) == 1
    assert [one.step for one in store.all(Press)] == [CallStep.DIAL, CallStep.QUEUE]


async def test_a_press_that_comes_late_has_its_own_time(
    maja: "Browser", store: Store, first: str, clock: "Clock"
) -> None:
    """The server's clock less how long the press lay in the page; the time since dialling is the page's."""
    dialled = clock.now
    await send(maja, first, press("dial", 0))
    clock.now += timedelta(minutes=30)
    await send(maja, first, press("answered", 61_500, waited_ms=1_738_500))
    (call,) = store.all(Dialling)
    late = store.all(Press)[1]
    assert call.opened_at == dialled
    assert late.at == dialled + timedelta(milliseconds=61_500)
    assert late.came_at == clock.now
    (placed,) = placed_calls(store)
    assert placed.told.answered_seconds == 61.5


async def test_a_call_is_a_contact_of_its_provider(maja: "Browser", store: Store, first: str, clock: "Clock") -> None:
    """However many presses it has, it counts once, in the week and for the provider that was called."""
    before = store.contacts(first, clock.now - WEEK)
    await send(maja, first, press("dial", 0), press("ended", 900))
    await send(maja, first, press("answered", 500))
    assert store.contacts(first, clock.now - WEEK) == before + 1
    assert store.contacts(first, clock.now + timedelta(seconds=1)) == 0


async def test_the_stopwatch_is_shut_when_the_budget_is_spent(
    maja: "Browser", store: Store, first: str, clock: "Clock"
) -> None:
    """Five contacts of any sort in seven days; presses of a call that was made are kept all the same."""
    clock.now += timedelta(days=20)
    assert 'id="stopwatch"' in await maja.text(f"/calls/to/{first}")
    for number in range(5):
        await send(maja, first, press("dial", number), call=str(number) * 32)
    page = await maja.text(f"/calls/to/{first}")
    assert 'id="stopwatch"' not in page
    assert "call another day" in page
    assert (await send(maja, first, press("ended", 5000), call="4" * 32)).status == 200
    clock.now += WEEK
    assert 'id="stopwatch"' in await maja.text(f"/calls/to/{first}")
    assert len(store.all(Dialling)) == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "short"},
        {"id": "../" * 8},
        {"step": "record"},
        {"after_ms": -1},
        {"after_ms": 10**12},
        {"waited_ms": -5},
        {"waited_ms": 10**12},
        {"clock": "sundial"},
    ],
)
async def test_presses_that_cannot_be_are_refused(
    maja: "Browser", store: Store, first: str, wrong: dict[str, object]
) -> None:
    """Nothing of them is kept, and the page is told in a sentence."""
    response = await send(maja, first, {**press("dial", 0), **wrong})
    assert response.status == 422
    assert (await response.json())["error"]
    assert not store.all(Dialling)


async def test_who_has_no_phone_is_not_called(maja: "Browser", loaded: Loaded, store: Store) -> None:
    """Neither another provider of the study nor a name from elsewhere."""
    for provider in (loaded.study.provider[1].id, "nobody"):
        assert (await send(maja, provider, press("dial", 0))).status == 422
        assert (await maja.client.get(f"/calls/to/{provider}")).status == 404
    assert not store.all(Dialling)


async def test_how_a_call_went_is_noted_and_corrected(
    maja: "Browser", store: Store, first: str, clock: "Clock"
) -> None:
    """The latest note holds, and the call's page tells it; friendliness is 1 to 10."""
    await send(maja, first, press("dial", 0), press("answered", 9000))
    assert (await maja.send(f"/calls/{CALL}", friendliness="11")).status == 422
    for mark, solved in (("3", "no"), ("8", "yes")):
        clock.now += timedelta(minutes=1)
        assert (await maja.send(f"/calls/{CALL}", friendliness=mark, solved=solved, words="<b>kind</b>")).status == 303
    page = await maja.text(f"/calls/{CALL}")
    assert "Solved, a person answered after 9 s, friendliness 8 of 10" in page
    assert "&lt;b&gt;kind" in page
    (placed,) = placed_calls(store)
    assert placed.entry is not None
    assert (placed.entry.version, placed.entry.by) == (2, "Maja")
    assert [one.content.solved_seconds for one in store.entries() if isinstance(one.content, Call)] == [None, 9.0]


@pytest.mark.parametrize(
    ("now", "state", "changes_at"),
    [
        (datetime(2026, 1, 5, 7, 59, tzinfo=UTC), "closed", datetime(2026, 1, 5, 8, tzinfo=UTC)),
        (datetime(2026, 1, 5, 8, 0, tzinfo=UTC), "open", datetime(2026, 1, 5, 16, tzinfo=UTC)),
        (datetime(2026, 7, 6, 7, 0, tzinfo=UTC), "open", datetime(2026, 7, 6, 15, tzinfo=UTC)),
        (datetime(2026, 4, 6, 9, 0, tzinfo=UTC), "closed", datetime(2026, 4, 13, 7, tzinfo=UTC)),
    ],
)
def test_the_phone_is_open_by_the_providers_own_clock(
    loaded: Loaded, now: datetime, state: str, changes_at: datetime
) -> None:
    """Summer time and public holidays (Easter Monday) included."""
    provider = msgspec.structs.replace(loaded.study.provider[0], country="SE")
    assert provider.phone is not None
    found = opening_of(loaded.study, provider, provider.phone, now)
    assert (found.state, found.changes_at) == (state, changes_at)


def test_without_published_hours_nobody_says_open_or_closed(loaded: Loaded, office: Office) -> None:
    """What the study does not say is not known; hours of the support stand in for those of the phone."""
    provider = msgspec.structs.replace(loaded.study.provider[1], hours=None)
    assert opening_of(loaded.study, provider, Phone(number="1"), office.now()).state == "unknown"
    always = Hours(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00-24:00",)))
    open_ = msgspec.structs.replace(provider, hours=always)
    assert opening_of(loaded.study, open_, Phone(number="1"), office.now()).state == "open"


def told(*steps: tuple[CallStep, int]) -> list[Press]:
    """Return the presses of a call."""
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return [
        Press(id=str(n), call=CALL, step=step, after_ms=after, clock=PressClock.MONOTONIC, at=at, came_at=at)
        for n, (step, after) in enumerate(steps)
    ]


def test_a_press_that_was_taken_back_counts_for_nothing() -> None:
    """It is not lost, but the next press of the same step stands; the dialling stays."""
    dial, undo, answered = CallStep.DIAL, CallStep.UNDO, CallStep.ANSWERED
    presses = told((dial, 0), (answered, 1000), (undo, 1500), (undo, 1600), (CallStep.MENU, 2000), (answered, 9500))
    assert marked(presses) == {CallStep.MENU: 2.0, answered: 9.5}


def test_presses_are_told_in_the_order_in_which_they_were_made() -> None:
    """Whatever order they came in; and a step that was pressed after a later one says nothing."""
    answered = CallStep.ANSWERED
    assert marked(told((answered, 900), (CallStep.DIAL, 0))) == {answered: 0.9}
    late = told((CallStep.DIAL, 0), (answered, 900), (CallStep.QUEUE, 1200), (CallStep.ENDED, 5000))
    assert marked(late) == {answered: 0.9, CallStep.ENDED: 5.0}


async def test_a_call_that_ended_is_in_the_service_record(
    maja: "Browser", store: Store, first: str, clock: "Clock"
) -> None:
    """With its times and whether the published hours said open; sent again, there is still one version."""
    clock.now = datetime(2026, 1, 12, 9, tzinfo=UTC)
    presses = [press("dial", 0), press("queue", 4000), press("answered", 64_000), press("ended", 90_000)]
    for _ in range(2):
        await send(maja, first, *presses)
    (entry,) = store.entries()
    call = entry.content
    assert isinstance(call, Call)
    assert (call.provider, call.call, call.in_hours) == (first, CALL, True)
    assert (call.queue_seconds, call.answered_seconds, call.solved_seconds, call.ended_seconds) == (4, 64, None, 90)
    assert call == call_of(store.all(Dialling)[0], store.all(Press))
    assert (entry.by, entry.version) == ("Maja", 1)


async def test_a_call_noted_by_another_door_is_a_contact_too(
    maja: "Browser", store: Store, first: str, clock: "Clock"
) -> None:
    """Once, with all its versions; one that was taken back is none, and a call of the stopwatch counts once."""
    before = store.contacts(first, clock.now - WEEK)
    noted = Call(provider=first, call="by hand", dialled_at=clock.now, ended_seconds=5)
    enter(store, [noted], by="Maja", at=clock.now)
    enter(store, [msgspec.structs.replace(noted, note="again")], by="Maja", at=clock.now)
    assert store.contacts(first, clock.now - WEEK) == before + 1
    assert store.contacts(first, clock.now + timedelta(seconds=1)) == 0
    enter(store, [noted], by="Maja", at=clock.now, withdrawn=True)
    assert store.contacts(first, clock.now - WEEK) == before
    await send(maja, first, press("dial", 0), press("ended", 900))
    assert store.contacts(first, clock.now - WEEK) == before + 1
