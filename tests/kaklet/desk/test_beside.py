"""The desk beside a daemon: served while it runs, gone with it, and never in its way."""

import signal
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

import pytest
from patience import wait_until
from real_servers import free_ports

if TYPE_CHECKING:
    from tests.kaklet.conftest import Daemon


@pytest.fixture
def port(study: Path) -> int:
    """Return the port of the desk of the small study, which the file is told."""
    (free,) = free_ports(1)
    study.write_text(f"{study.read_text(encoding='utf-8')}\n[desk]\nport = {free}\n", encoding="utf-8")
    return free


def answers(port: int) -> bool:
    """Tell whether the desk answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_desk_comes_and_goes_with_the_daemon(
    study: Path, daemon: Callable[[Path], "Daemon"], port: int, number: int
) -> None:
    """Also when the daemon is killed: what it leaves behind would hold the port."""
    running = daemon(study)
    wait_until(lambda: answers(port))
    assert f"The desk: http://127.0.0.1:{port}/" in running.words
    assert running.end(number) == (0 if number == signal.SIGTERM else -signal.SIGKILL)
    wait_until(lambda: not answers(port))


def test_a_desk_that_cannot_be_served_stops_no_probing(study: Path, daemon: Callable[[Path], "Daemon"]) -> None:
    """The daemon says why, and goes on."""
    words = study.read_text(encoding="utf-8")
    study.write_text(f'{words}\n[desk]\nhost = "0.0.0.0"\n', encoding="utf-8")
    running = daemon(study)
    running.wait_for("kaklet desk account add")
    assert "The desk is not served" in running.words
    assert running.end() == 0
