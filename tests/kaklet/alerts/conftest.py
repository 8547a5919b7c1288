"""The small study, watched."""

from __future__ import annotations

from pathlib import Path

import pytest
from watched_study import STUDY, Watched

from kaklet.config import load


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Write the small study."""
    file = tmp_path / "study.toml"
    file.write_text(STUDY, encoding="utf-8")
    return file


@pytest.fixture
def watched(study: Path) -> Watched:
    """Return the small study, watched since noon."""
    return Watched(load(study))
