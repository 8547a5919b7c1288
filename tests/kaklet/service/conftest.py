"""A study of two providers on this machine, and commands that are run inside this process."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_study import TEN_DAYS_SECONDS, mail, provider, question, small_study, task

from kaklet.command_line import main

NOBODY = "smtp://127.0.0.1:9"
STUDY = small_study(
    task("page", "site", "http", every_seconds=3600, timeout_seconds=0.3),
    task("ask", "support", "support_email", every_seconds=3600, timeout_seconds=0.3),
    mail(persona="Maja"),
    question(subject="PHP", body="Which versions?"),
    provider(
        "alpha",
        f'target.support = {{ url = "mailto:help@alpha.localhost", server = "{NOBODY}" }}',
        site="http://127.0.0.1:9/",
    ),
    provider("beta", site="http://127.0.0.1:9/b"),
    name="service",
    head='timezone = "Europe/Stockholm"',
    answer_window_seconds=TEN_DAYS_SECONDS,
)

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
