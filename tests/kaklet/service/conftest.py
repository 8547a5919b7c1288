"""A study of two providers on this machine, and commands that are run inside this process."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaklet.command_line import main

STUDY = """
[study]
id = "service"
title = { en = "A small study" }
funding = { en = "Nobody pays." }
agent = "here"
data = "data"
timezone = "Europe/Stockholm"

[rules]
minimum_samples = 1
minimum_questions = 1
answer_window_seconds = 864000.0

[[rules.criteria]]
id = "uptime"
metric = "uptime_percent"
task = "page"
title = { en = "Uptime" }
weight = 100
thresholds = [80, 90, 95, 99, 99.9]

[[task]]
name = "page"
target = "site"
every_seconds = 3600
probe = { kind = "http", timeout_seconds = 0.3 }

[[task]]
name = "ask"
target = "support"
every_seconds = 3600
probe = { kind = "support_email", timeout_seconds = 0.3 }

[mail]
domain = "brevlada.localhost"
personas = ["Maja"]
inbox = { kind = "maildir", path = "maildir" }

[[question]]
id = "php"
subject = "PHP"
body = "Which versions?"

[[provider]]
id = "alpha"
name = "Alpha"
target.site = { url = "http://127.0.0.1:9/" }
target.support = { url = "mailto:help@alpha.localhost", server = "smtp://127.0.0.1:9" }

[[provider]]
id = "beta"
name = "Beta"
target.site = { url = "http://127.0.0.1:9/b" }
"""

Run = Callable[..., Result]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Write the study."""
    path = tmp_path / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


@pytest.fixture
def kaklet(config: Path) -> Run:
    """Run a command of Kaklet on the study; commands that take it as an argument get it where CONFIG stands."""

    def run(*words: str, given: bytes | str | None = None) -> Result:
        filled = [str(config) if word == "CONFIG" else word for word in words]
        return CliRunner().invoke(main, filled, input=given, catch_exceptions=False)

    return run


@pytest.fixture
def take(kaklet: Run) -> Run:
    """Import a table of the kind that is named, from standard input."""

    def run(name: str, table: bytes | str, *words: str) -> Result:
        return kaklet("import", name, "-", "--config", "CONFIG", *words, given=table)

    return run
