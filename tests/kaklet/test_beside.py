"""What runs beside a daemon is kept running, whatever becomes of it."""

import asyncio
import sys

import pytest

from kaklet import beside as room
from kaklet.beside import Companion, beside

PATIENCE_SECONDS = 30.0


async def test_a_companion_that_cannot_be_started_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A machine without room for another process has some later; until then that is told once."""
    python = sys.executable
    monkeypatch.setattr(room, "AGAIN_SECONDS", 0.05)
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")

    async def said(words: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while words not in caplog.text:  # noqa: ASYNC110 -- a log has no event
                await asyncio.sleep(0.02)

    async with beside(Companion(("--version",), announces="", absent="Nothing is collected")):
        await said("Nothing is collected: it could not be kept running")
        monkeypatch.setattr(sys, "executable", python)
        await said("Nothing is collected: it ended with code 0.")
    assert caplog.text.count("could not be kept running") == 1
