"""A slice of the chaos that `make soak` makes for minutes."""

from pathlib import Path

import pytest
from chaos import chaos
from real_servers import debian


@pytest.mark.parametrize(("seed", "spools"), [(3, 0), (5, 2)])
def test_nothing_is_lost_whoever_is_killed(tmp_path: Path, seed: int, spools: int) -> None:
    """Agents, broker and collectors die by signal 9 in turn: all that the agents made is in the store, once."""
    binary = debian("mosquitto", "mosquitto")
    told = chaos(tmp_path, binary, agents=2, seconds=8, seed=seed, most=6, spools=spools)
    assert "collected" in told
