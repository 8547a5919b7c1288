"""Passwords: read from where the study says, and never shown."""

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kaklet.config import ConfigError, load, reveal
from kaklet.mail.account import Secret
from probes.contact.post import Login, Post
from probes.mailbox import ImapInbox, MailboxError

PASSWORD = "correct-horse-battery"  # noqa: S105 -- what must never be seen
STUDY = Path("study.toml")


def revealed(**where: str) -> str:
    """Reveal the secret that lies *where*."""
    return reveal(Secret(**where), key="mail.password", file=STUDY)


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret in a variable is taken as it is."""
    monkeypatch.setenv("KAKLET_TEST_SECRET", PASSWORD)
    assert revealed(env="KAKLET_TEST_SECRET") == PASSWORD


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    """The sentence says which variable is to be set."""
    monkeypatch.delenv("KAKLET_TEST_SECRET", raising=False)
    if value is not None:
        monkeypatch.setenv("KAKLET_TEST_SECRET", value)
    with pytest.raises(ConfigError, match="environment variable KAKLET_TEST_SECRET: set that variable"):
        revealed(env="KAKLET_TEST_SECRET")


def test_from_a_file(tmp_path: Path) -> None:
    """The line end that every editor adds does not belong to the password."""
    (tmp_path / "secret").write_text(f"{PASSWORD}\n", encoding="utf-8")
    assert revealed(file=str(tmp_path / "secret")) == PASSWORD


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The sentence says which file, and why it cannot be read."""
    with pytest.raises(ConfigError, match="none, which cannot be read: No such file or directory"):
        revealed(file=str(tmp_path / "none"))


@pytest.mark.parametrize("content", [b"", b"\n", b"l\xf6sen"], ids=["empty", "blank", "other character set"])
def test_a_file_without_text_is_told_and_not_shown(tmp_path: Path, content: bytes) -> None:
    """An empty password, or bytes of another character set, end in a sentence that shows none of them."""
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(ConfigError, match="which holds no UTF-8 text: write it there") as caught:
        revealed(file=str(tmp_path / "secret"))
    assert caught.value.__cause__ is None
    assert "0xf6" not in str(caught.value)


def test_a_password_is_not_in_any_repr() -> None:
    """Neither the login nor what holds it shows the password, however it is printed."""
    login = Login(user="study", password=PASSWORD)
    post = Post(study="s", domain="localhost", personas=("Maja Öberg",), questions=(), login=login)
    inbox = ImapInbox(host="127.0.0.1", login=login)
    for one in (login, post, inbox):
        assert PASSWORD not in f"{one!r} {one}"


def test_a_password_is_not_in_the_errors_of_the_mailbox(closed_port: int, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be reached is told without what would have been said there."""
    caplog.set_level(logging.DEBUG)
    inbox = ImapInbox(host="127.0.0.1", login=Login(user="study", password=PASSWORD), port=closed_port, security="none")
    with pytest.raises(MailboxError) as caught:
        list(inbox.arrivals(set()))
    assert PASSWORD not in f"{caught.value!r} {caught.value.__cause__!r} {caplog.text}"


@pytest.mark.parametrize(
    "written",
    [f'"{PASSWORD}"', f'["{PASSWORD}"]', f'{{ env = "A", file = "{PASSWORD}" }}', f'{{ passwort = "{PASSWORD}" }}'],
    ids=["text", "list", "both", "unknown key"],
)
def test_a_password_in_the_study_is_refused_without_being_shown(
    asking_study: Callable[..., Path], written: str
) -> None:
    """Who writes it into the wrong place is told so, and it does not get into a terminal's scrollback or a log."""
    study = asking_study(inbox=f'{{ kind = "imap", host = "127.0.0.1", user = "study", password = {written} }}')
    with pytest.raises(ConfigError, match=r"mail\.inbox\.password") as caught:
        load(study)
    assert PASSWORD not in f"{caught.value} {caught.value!r} {caught.value.problems}"


def test_a_password_in_a_server_s_address_is_refused_without_being_shown(asking_study: Callable[..., Path]) -> None:
    """smtp://USER:PASSWORD@... is no way to write a server."""
    study = asking_study()
    text = study.read_text(encoding="utf-8").replace("[mail]", f'[mail]\nserver = "https://study:{PASSWORD}@127.0.0.1"')
    study.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mail\.server") as caught:
        load(study)
    assert PASSWORD not in str(caught.value)


def test_a_password_is_not_in_what_the_command_says(
    asking_study: Callable[..., Path], kaklet: Callable[..., subprocess.CompletedProcess[str]], closed_port: int
) -> None:
    """A start that fails at the mailbox says why, and not with which password."""
    study = asking_study(
        inbox=f'{{ kind = "imap", host = "127.0.0.1", port = {closed_port}, security = "none", user = "study", '
        'password = { env = "KAKLET_TEST_SECRET" } }'
    )
    done = kaklet("run", study, KAKLET_TEST_SECRET=PASSWORD)
    assert done.returncode == 1
    assert PASSWORD not in done.stdout + done.stderr
