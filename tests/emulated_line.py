"""A line between two network namespaces: rates and queues by the kernel, delay by a relay of our own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from real_servers import PATIENCE_SECONDS, debian, root_for, without

if TYPE_CHECKING:
    from collections.abc import Iterator

RELAY = Path(__file__).parent / "line" / "relay.py"
HOME, SERVER = "10.213.77.1", "10.213.77.2"
_numbers = count()


class Line(NamedTuple):
    """Two network namespaces with the line between them."""

    home: str
    far: str

    def at_home(self, *command: str) -> str:
        """Run *command* at the customer's end and return what it printed."""
        done = subprocess.run(
            ["ip", "netns", "exec", self.home, *command],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def begin_at_home(self, *command: str) -> subprocess.Popen[str]:
        """Begin *command* at the customer's end; whoever asks waits for it."""
        return subprocess.Popen(
            ["ip", "netns", "exec", self.home, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    @contextmanager
    def serving(self, *command: str) -> Iterator[None]:
        """Run *command* at the far end until the block ends."""
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.far, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)

    def wait_for_port(self, port: int) -> None:
        """Return when somebody listens at the far end's *port*."""
        connecting = f"import socket; socket.create_connection(({SERVER!r}, {port}), 2)"
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            command = ["ip", "netns", "exec", self.home, sys.executable, "-S", "-c", connecting]
            if subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE_SECONDS).returncode == 0:
                return
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)


def ip(*words: str) -> None:
    """Run ip, which must do it."""
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=PATIENCE_SECONDS)


@contextmanager
def laid(
    *, down_mbit: int, up_mbit: int, delay_seconds: float, pacing: str | None = None, modem_seconds: float | None = None
) -> Iterator[Line]:
    """
    Lay a line with so much delay each way; skip the test where that cannot be done.

    The kernel at each end shapes what leaves it, with a queue of 100 ms, or else the relay does, with one of
    *modem_seconds*: only that one fills, since kernels stop their own sockets before (TCP small queues).
    Both ends send by the algorithm *pacing*, unless they choose for themselves; else by the kernel's own.
    """
    debian("ip", "iproute2")
    root_for("An emulated line")
    if not Path("/dev/net/tun").exists():
        without("/dev/net/tun is missing: an emulated line needs it.")
    mark = f"{os.getpid()}{next(_numbers)}"
    made = Line(f"kak-home-{mark}", f"kak-far-{mark}")
    devices = f"kh{mark}", f"kf{mark}"
    shape = () if modem_seconds is None else (str(up_mbit), str(down_mbit), str(modem_seconds))
    with ExitStack() as stack:
        for name in made:
            try:
                ip("netns", "add", name)
            except subprocess.CalledProcessError as error:
                without(f"no network namespaces here: {error.stderr.decode().strip()}")
            stack.callback(ip, "netns", "delete", name)
        relay = stack.enter_context(
            subprocess.Popen(
                [sys.executable, str(RELAY), *devices, str(delay_seconds), *shape],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        )
        stack.callback(relay.kill)
        assert relay.stdout is not None
        assert relay.stdout.readline() == b"ready\n"
        ends = zip(made, devices, ((HOME, SERVER, up_mbit), (SERVER, HOME, down_mbit)), strict=True)
        for name, device, (ours, theirs, rate) in ends:
            ip("link", "set", device, "netns", name)
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "addr", "add", ours, "peer", theirs, "dev", device)
            ip("-n", name, "link", "set", device, "mtu", "1500", "txqueuelen", "5000", "up")
            if modem_seconds is None:
                shaped = f"tc -n {name} qdisc add dev {device} root tbf rate {rate}mbit burst 5kb latency 100ms"
                subprocess.run(shaped.split(), check=True, capture_output=True, timeout=PATIENCE_SECONDS)
            if pacing is not None:
                ip("-n", name, "route", "change", theirs, "dev", device, "src", ours, "congctl", pacing)
        yield made
