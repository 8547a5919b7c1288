"""Debian's Mosquitto, with a configuration, a folder and a port of its own, that can be killed and started again."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from real_servers import debian, free_ports, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_CONFIG = """
listener {port} 127.0.0.1
allow_anonymous true
persistence false
log_dest file {folder}/mosquitto.log
connection_messages false
acl_file {folder}/acl
user {user}
"""


SETTLING_SECONDS = 0.3


class Mosquitto:
    """A broker."""

    def __init__(self, binary: str, folder: Path, more: str = "") -> None:
        self._binary, self._folder = binary, folder
        self.port = free_ports(1)[0]
        self._config = folder / "mosquitto.conf"
        self._process: subprocess.Popen[bytes] | None = None
        user = pwd.getpwuid(os.geteuid()).pw_name  # root would become somebody who may not look into the folder
        self._config.write_text(_CONFIG.format(port=self.port, folder=folder, user=user) + more)
        self.allow("topic readwrite #")

    @property
    def url(self) -> str:
        """Where it is met."""
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and return when it listens."""
        log = self._folder / "mosquitto.log"
        self._process = subprocess.Popen(
            [self._binary, "-c", self._config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self.port, self._process, log)

    def allow(self, permissions: str) -> None:
        """Let clients do what *permissions* say (an ACL file), from now on."""
        (self._folder / "acl").write_text(permissions + "\n")
        if self._process:
            self._process.send_signal(signal.SIGHUP)
            time.sleep(SETTLING_SECONDS)

    def kill(self) -> None:
        """Kill it by signal 9: what it held is gone."""
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = None


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Callable[..., Mosquitto]]:
    """Return what starts a private broker that keeps nothing on disk; none outlives its test."""
    binary = debian("mosquitto", "mosquitto")
    started: list[Mosquitto] = []

    def start(more: str = "") -> Mosquitto:
        folder = tmp_path / f"broker-{len(started)}"
        folder.mkdir()
        started.append(Mosquitto(binary, folder, more))
        started[-1].start()
        return started[-1]

    yield start
    for one in started:
        one.kill()
