"""Networks of a test's own, which have a loopback and nothing else, where the machine lets it make one."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NO_NETWORKS = "only root can make a network namespace, and not on every machine"
UP = "ip link set lo up"


class Network:
    """A network that is there as long as its first process, *pid*, is."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def within(self, *command: str | Path) -> list[str | Path]:
        """Return *command* as it runs in this network."""
        return ["nsenter", "-t", str(self.pid), "-n", *command]


@contextmanager
def network() -> Iterator[Network]:
    """Make a network meanwhile, or skip the test."""
    try:
        holder = subprocess.Popen(
            ["unshare", "-n", "sh", "-c", f"{UP} && echo up && exec sleep 300"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        pytest.skip(f"no network namespaces here: {error}")
    with holder:
        try:
            assert holder.stdout is not None
            made = Network(holder.pid)
            up = holder.stdout.readline() == b"up\n"
            if not up or subprocess.run(made.within("true"), check=False, capture_output=True).returncode:
                pytest.skip(NO_NETWORKS)
            yield made
        finally:
            holder.kill()


def need_networks(flags: str = "-n") -> None:
    """Skip the test where no command can be run with such *flags* of ``unshare``."""
    try:
        subprocess.run(["unshare", flags, *UP.split()], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network namespaces here: {error}")
