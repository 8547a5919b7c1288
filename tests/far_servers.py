"""An emulated line to several servers: a house, its provider's router behind a relay with delay, and the servers."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from real_servers import PATIENCE_SECONDS, debian, root_for, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RELAYS = Path(__file__).parent / "line"
HOME, ROUTER = "10.213.78.1", "10.213.78.2"
GATEWAY = "10.213.79.1"
ALL_SERVERS = "10.213.79.0/28"
SERVERS = ("10.213.79.11", "10.213.79.12", "10.213.79.13")


_LINES = count()


class FarServers(NamedTuple):
    """The three network namespaces, and the house's device."""

    home: str
    router: str
    servers: str
    device: str

    def at(self, name: str, *command: str) -> str:
        """Run *command* in the namespace *name*, which must succeed, and return what it printed."""
        words = ["ip", "netns", "exec", name, *command]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=2 * PATIENCE_SECONDS)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name: str, *command: str, **more: int) -> subprocess.Popen[bytes]:
        """Start *command* in the namespace *name*."""
        return subprocess.Popen(["ip", "netns", "exec", name, *command], stdout=subprocess.PIPE, **more)  # type: ignore[call-overload,no-any-return]

    @contextmanager
    def running(self, name: str, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run *command* in the namespace *name* until the block ends; it has said something when the block begins."""
        with self.start(name, *command) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline()
                yield process
            finally:
                process.terminate()

    def ip(self, name: str, *words: str) -> None:
        """Run ip in the namespace *name*."""
        _ip("-n", name, *words)

    def rules(self, text: str) -> None:
        """Load *text* into the router's nftables."""
        subprocess.run(["ip", "netns", "exec", self.router, "nft", "-f", "-"], input=text.encode(), check=True)

    def counted(self, counter: str) -> int:
        """Tell how many packets the router's *counter* has seen."""
        words = self.at(self.router, "nft", "list", "counter", "ip", "line", counter).split()
        return int(words[words.index("packets") + 1])

    @contextmanager
    def route(self, kind: str, to: str) -> Iterator[None]:
        """Let the router treat packets *to* there by a route of *kind* (blackhole, unreachable) in the block."""
        self.ip(self.router, "route", "add", kind, to)
        try:
            yield
        finally:
            self.ip(self.router, "route", "del", kind, to)

    @contextmanager
    def link_down(self) -> Iterator[None]:
        """Take the house's link down in the block."""
        self.ip(self.home, "link", "set", self.device, "down")
        try:
            yield
        finally:
            self.ip(self.home, "link", "set", self.device, "up")
            self.ip(self.home, "route", "replace", "default", "via", ROUTER)

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """Take the carrier off the house's device in the block: its routes stay, as where an address is set by hand."""
        self.ip(self.home, "link", "set", self.device, "carrier", "off")
        try:
            yield
        finally:
            self.ip(self.home, "link", "set", self.device, "carrier", "on")


@contextmanager
def far_servers(delay: float, more: Sequence[float] = ()) -> Iterator[FarServers]:
    """Lay a line of *delay* seconds each way; *more* are added in turn on the way out."""
    debian("ip", "iproute2")
    debian("nft", "nftables")
    root_for("An emulated line")
    if not Path("/dev/net/tun").exists():
        without("/dev/net/tun is missing: an emulated line needs it.")
    tag = f"{os.getpid()}{next(_LINES)}"
    made = FarServers(f"kak-h-{tag}", f"kak-r-{tag}", f"kak-s-{tag}", f"kh{tag}")
    with ExitStack() as stack:
        for name in made[:3]:
            try:
                _ip("netns", "add", name)
            except subprocess.CalledProcessError as error:
                without(f"no network namespaces here: {error.stderr.decode().strip()}")
            stack.callback(_ip, "netns", "delete", name)
            _ip("-n", name, "link", "set", "lo", "up")
        relay = stack.enter_context(
            subprocess.Popen(
                [
                    sys.executable,
                    str(RELAYS / ("uneven_relay.py" if more else "relay.py")),
                    made.device,
                    f"kr{tag}",
                    str(delay),
                    *map(str, more),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        )
        stack.callback(relay.kill)
        assert relay.stdout is not None
        assert relay.stdout.readline() == b"ready\n"
        _lay(made, tag)
        yield made


def _lay(made: FarServers, tag: str) -> None:
    tun, inner, outer = f"kr{tag}", f"kv{tag}", f"kw{tag}"
    for name, device, ours, theirs in (
        (made.home, made.device, HOME, ROUTER),
        (made.router, tun, ROUTER, HOME),
    ):
        _ip("link", "set", device, "netns", name)
        _ip("-n", name, "addr", "add", ours, "peer", theirs, "dev", device)
        _ip("-n", name, "link", "set", device, "mtu", "1500", "txqueuelen", "5000", "up")
    _ip("-n", made.home, "route", "add", "default", "via", ROUTER)
    _ip("-n", made.router, "link", "add", inner, "type", "veth", "peer", "name", outer, "netns", made.servers)
    _ip("-n", made.router, "addr", "add", f"{GATEWAY}/24", "dev", inner)
    _ip("-n", made.router, "link", "set", inner, "up")
    for address in SERVERS:
        _ip("-n", made.servers, "addr", "add", f"{address}/24", "dev", outer)
    _ip("-n", made.servers, "link", "set", outer, "up")
    _ip("-n", made.servers, "route", "add", "default", "via", GATEWAY)
    # A router says "unreachable" once a second to each at most, unless it is told otherwise.
    made.at(made.router, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.icmp_ratelimit=0")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=PATIENCE_SECONDS)
