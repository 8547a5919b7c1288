"""SIGKILL at each step of a sending: a letter is on record once, told rightly, and never sent a second time."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from results.records import Case, FollowUp, Handover

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from conftest import Campaigning, Office

    Begin = Callable[..., Awaitable[Campaigning]]

ROOT = Path(__file__).parents[3]
STEPS = {"case written": 0, "connected": 0, "data sent": 1, "accepted": 1, "handover written": 1}
"""At which step it dies, and how many letters the server has then."""


def crash(one: Campaigning, moment: datetime, step: str, office: Office) -> None:
    """Run a courier at *moment* in a process that dies at *step*."""
    file = Path(one.study.study.data).parent / "study.toml"
    child = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("crashing.py"), file, moment.isoformat(), step],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    )
    with child:
        if step == "data sent":
            office.counter.on_data = child.kill
        try:
            assert child.wait(30) == -signal.SIGKILL
        finally:
            child.kill()
        assert child.stdout is not None
        assert child.stdout.read() == b"ready\n"
    office.counter.on_data = lambda: None


@pytest.mark.parametrize("number", [0, 1], ids=["question", "reminder"])
@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_a_step(campaigning: Begin, office: Office, step: str, number: int) -> None:
    """After the crash the letter is told as unknown, or as taken where that was written, and is not sent again."""
    one = await campaigning(providers=1)
    contact = one.document.contacts[0]
    if number:
        await one.at(contact.at)
    await one.stop()
    letters = [contact, *contact.follow_ups]
    due, message_id = letters[number].at, letters[number].message_id
    await asyncio.to_thread(crash, one, due, step, office)
    one.clock.at = due + timedelta(minutes=1)
    await one.start()
    await one.at(due, later=timedelta(minutes=2))
    await one.at(due, later=timedelta(minutes=20))
    begun = one.kept(FollowUp) if number else one.kept(Case)
    assert len(begun) == 1
    assert sum(letter["Message-ID"] == message_id for letter in office.counter.taken) == STEPS[step]
    told = [handover.failure for handover in one.kept(Handover) if handover.number == number]
    assert told == ([None] if step == "handover written" else [])
