"""Small studies on free ports of this machine, a page for them to ask, and the real command."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from real_servers import free_ports

KAKLET = [sys.executable, "-m", "kaklet"]
PATIENCE_SECONDS = 60.0
"""How long a process may take to start or to end, on a busy machine."""

STUDY = """
[study]
id = "small"
title = {{ en = "A small study" }}
funding = {{ en = "Nobody pays." }}
agent = "here"
data = "data"

[rules]
minimum_samples = 1
minimum_questions = 1
answer_window_seconds = 60.0

[[rules.criteria]]
id = "uptime"
metric = "uptime_percent"
task = "page"
title = {{ en = "Uptime" }}
weight = 100
thresholds = [80, 90, 95, 99, 99.9]

[[task]]
name = "page"
target = "site"
every_seconds = 0.5
probe = {{ kind = "http", timeout_seconds = 0.3 }}

[[provider]]
id = "alpha"
name = "Alpha"
target.site = {{ url = "http://127.0.0.1:{port}/" }}
"""

ASKING = """target.support = {{ url = "{support}", server = "smtp://127.0.0.1:{port}" }}

[[task]]
name = "ask"
target = "support"
every_seconds = 0.5
probe = {{ kind = "support_email", timeout_seconds = 0.3 }}

[mail]
domain = "brevlada.localhost"
personas = ["Maja Öberg"]
inbox = {inbox}

[[question]]
id = "php"
subject = "PHP"
body = "Which versions?"
"""


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Give the page."""
        body = b"the page"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def page() -> Iterator[int]:
    """Yield the port of a web server that gives a page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def closed_port() -> int:
    """Return a port of 127.0.0.1 that refuses."""
    return free_ports(1)[0]


@pytest.fixture
def study(tmp_path: Path, page: int) -> Path:
    """Return the file of a study that asks for the page twice a second."""
    file = tmp_path / "study.toml"
    file.write_text(STUDY.format(port=page), encoding="utf-8")
    return file


@pytest.fixture
def asking_study(tmp_path: Path, page: int, closed_port: int) -> Callable[..., Path]:
    """Return what writes a study that also asks questions, with the *inbox* and the *support* address given."""

    def write(*, inbox: str = "", support: str = "mailto:support@alpha.localhost") -> Path:
        for part in ("cur", "new", "tmp"):
            (tmp_path / "maildir" / part).mkdir(parents=True, exist_ok=True)
        text = STUDY + ASKING.replace("{port}", "{closed_port}")
        inbox = inbox or '{ kind = "maildir", path = "maildir" }'
        file = tmp_path / "study.toml"
        file.write_text(text.format(port=page, closed_port=closed_port, support=support, inbox=inbox), encoding="utf-8")
        return file

    return write


@pytest.fixture
def kaklet(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what runs the command to its end, in an empty folder."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*KAKLET, *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    return run


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk of 8 MiB, where the machine lets the test mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk, and not on every machine")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


class Daemon:
    """A running `kaklet run`, with what it said so far."""

    def __init__(self, study: Path) -> None:
        self.said = study.with_name("said.txt")
        with self.said.open("w") as said:
            self.process = subprocess.Popen([*KAKLET, "run", str(study)], stderr=said, stdout=said)

    def wait_for(self, words: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until it has said *words*."""
        until = time.monotonic() + seconds
        while words not in self.words:
            assert time.monotonic() < until, f"{words!r} never came: {self.words}"
            assert self.process.poll() is None or words in self.words, self.words
            time.sleep(0.02)

    @property
    def words(self) -> str:
        """What it has said."""
        return self.said.read_text(encoding="utf-8")

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send the signal *number* and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


@pytest.fixture
def daemon(starting: Callable[[Path], Daemon]) -> Callable[[Path], Daemon]:
    """Return what starts a daemon and returns when it runs; none outlives its test."""

    def start(study: Path) -> Daemon:
        started = starting(study)
        started.wait_for("Running")
        return started

    return start


@pytest.fixture
def starting() -> Iterator[Callable[[Path], Daemon]]:
    """Return what starts a daemon and does not wait for it; none outlives its test."""
    started: list[Daemon] = []

    def start(study: Path) -> Daemon:
        started.append(Daemon(study))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()
