"""The alerts beside a daemon: watched while it runs, and never in its way."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.kaklet.conftest import Daemon

PATIENCE_SECONDS = 60.0


def test_alerts_that_cannot_be_told_stop_no_probing(
    study: Path, starting: Callable[[Path], Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daemon starts the watch with itself, says what it lacks, and goes on."""
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    hook = '[[alerts.webhook]]\nurl = "https://hooks.example/"\nsecret = { env = "NO_SUCH_KEY" }\n'
    study.write_text(f"{study.read_text(encoding='utf-8')}\n{hook}", encoding="utf-8")
    running = starting(study)
    running.wait_for("Nobody is told of alerts", PATIENCE_SECONDS)
    assert "NO_SUCH_KEY" in running.words
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(PATIENCE_SECONDS) == 0
