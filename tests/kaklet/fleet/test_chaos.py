"""A slice of the chaos that `make soak` makes for minutes."""

from pathlib import Path

import pytest
from chaos import chaos
from real_servers import debian


@pytest.mark.parametrize("seed", [3])
def test_nothing_is_lost_whoever_is_killed(tmp_path: Path, seed: int) -> None:
    """Agents, broker and collector die by signal 9 in turn: all that the agents made is in the store, once."""
    told = chaos(tmp_path, debian("mosquitto", "mosquitto"), agents=2, seconds=8, seed=seed, most=6)
    assert "collected" in told
