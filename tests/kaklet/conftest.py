"""Small studies on free ports of this machine, a page for them to ask, and the real command."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from patience import PATIENCE_SECONDS, wait_until
from real_servers import free_ports
from serving import Pages, serving
from small_study import MAILDIR, empty_maildir, mail, provider, question, small_study, task

KAKLET = [sys.executable, "-m", "kaklet"]
PAGE = task("page", "site", "http", every_seconds=0.5, timeout_seconds=0.3)


class _Page(Pages):
    def get(self) -> None:
        """Give the page."""
        self.give(b"the page")


@pytest.fixture(scope="session")
def page() -> Iterator[int]:
    """Yield the port of a web server that gives a page."""
    with serving(_Page) as server:
        yield server.server_port


@pytest.fixture
def closed_port() -> int:
    """Return a port of 127.0.0.1 that refuses."""
    return free_ports(1)[0]


@pytest.fixture
def study(tmp_path: Path, page: int) -> Path:
    """Return the file of a study that asks for the page twice a second."""
    file = tmp_path / "study.toml"
    file.write_text(small_study(PAGE, provider("alpha", site=f"http://127.0.0.1:{page}/")), encoding="utf-8")
    return file


@pytest.fixture
def asking_study(tmp_path: Path, page: int, closed_port: int) -> Callable[..., Path]:
    """Return what writes a study that also asks questions, with the *inbox* and the *support* address given."""

    def write(*, inbox: str = MAILDIR, support: str = "mailto:support@alpha.localhost") -> Path:
        empty_maildir(tmp_path / "maildir")
        door = f'target.support = {{ url = "{support}", server = "smtp://127.0.0.1:{closed_port}" }}'
        text = small_study(
            PAGE,
            provider("alpha", door, site=f"http://127.0.0.1:{page}/"),
            task("ask", "support", "support_email", every_seconds=0.5, timeout_seconds=0.3),
            mail(persona="Maja Öberg", inbox=inbox),
            question(subject="PHP", body="Which versions?"),
        )
        file = tmp_path / "study.toml"
        file.write_text(text, encoding="utf-8")
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

        def said() -> bool:
            ended = self.process.poll() is not None
            if words in self.words:
                return True
            assert not ended, self.words
            return False

        wait_until(said, lambda: f"{words!r} of {self.words}", seconds=seconds)

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
