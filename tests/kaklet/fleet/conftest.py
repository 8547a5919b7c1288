"""A small study with a fleet."""

from pathlib import Path

import pytest
from guarded_broker import Fleet
from real_servers import free_ports


@pytest.fixture
def fleet(study: Path) -> Fleet:
    """Return the fleet of a small study; its broker does not run yet."""
    return Fleet(study, free_ports(1)[0])
