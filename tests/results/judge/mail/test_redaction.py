"""Letters in four languages lose what is personal and keep what is told."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from results.judge.mail.redaction import MAX_TEXT, names_of, redact, redact_reason
from results.records.letter import Letter, read_letter

FOLDER = Path(__file__).with_name("personal")
LANGUAGES = ("sv", "nb", "nl", "en")
LETTERS = {
    f"{language}-{number}": found
    for language in LANGUAGES
    for number, found in enumerate(tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))["letter"], 1)
}


def read(found: dict[str, Any]) -> Letter:
    """Read one of the letters as a mail to our persona."""
    head = f"From: {found['from']}\r\nTo: Maja Öberg <maja.oberg.kt0483920@brevlada.example>\r\n"
    return read_letter(f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{found['text']}".encode())


def redacted(letter: Letter) -> str:
    """Redact a letter's text as it is shown."""
    return redact(letter.text, names_of(letter), letter.sender.rpartition("@")[2])


def test_there_are_fifteen_letters_of_each_language() -> None:
    """The rules are held against as many letters of one language as of another."""
    assert {name: sum(one.startswith(name) for one in LETTERS) for name in LANGUAGES} == dict.fromkeys(LANGUAGES, 15)


@pytest.mark.parametrize("name", LETTERS)
def test_what_is_personal_is_gone(name: str) -> None:
    """Names, addresses, numbers and links that lead to a person are not shown."""
    shown = redacted(read(LETTERS[name]))
    assert [one for one in LETTERS[name]["gone"] if one in shown] == [], shown


@pytest.mark.parametrize("name", LETTERS)
def test_what_is_told_stays(name: str) -> None:
    """Words, prices, sizes, versions, dates and opening hours are shown as they were."""
    letter = read(LETTERS[name])
    assert [one for one in LETTERS[name]["stays"] if one not in letter.text] == []
    shown = redacted(letter)
    assert [one for one in LETTERS[name]["stays"] if one not in shown] == [], shown


@pytest.mark.parametrize("name", LETTERS)
def test_twice_is_as_once(name: str) -> None:
    """What is redacted already is left as it is."""
    once = redacted(read(LETTERS[name]))
    assert redact(once) == once


def test_a_long_text_is_redacted_to_its_bound() -> None:
    """What is not redacted is not shown."""
    assert redact("x" * MAX_TEXT + " karin.sund@host.example") == "x" * MAX_TEXT


def test_the_marks_of_reasons_stay() -> None:
    """A reason of the rules keeps its mark, and loses whom it quotes, in lower case too."""
    names = ("Karin", "Sund")
    assert redact_reason("header:auto-submitted=auto-replied", names) == "header:auto-submitted=auto-replied"
    assert redact_reason("vendor:rt:originator=karin.sund@host.example", names) == "vendor:rt:originator=[e-mail]"
    assert redact_reason("header:x-autoreply=by karin", names) == "header:x-autoreply=by [name]"
    assert redact_reason("phrase:vi har tagit emot", names) == "phrase:vi har tagit emot"
    assert redact_reason("time:12s", names) == "time:12s"


@pytest.mark.parametrize(
    "text",
    [
        "250 2.0.0 queued as 4XyZ",
        "421 try again later",
        "451 4.7.1 greylisted, wait 300 seconds",
        "554 5.7.1 blocked, see https://block.example/lookup",
    ],
)
def test_what_servers_say_stays(text: str) -> None:
    """Codes of mail servers are not numbers of people."""
    assert redact(text) == text


def test_names_of_the_display_name_and_the_address() -> None:
    """The sender's name is known from the header and from the address, and a company's is not taken for one."""
    letter = read_letter(b"From: Bjorkhost Support <per.wall@bjorkhost.example>\r\n\r\nPer is away. Bjorkhost is not.")
    assert redact(letter.text, names_of(letter), "bjorkhost.example") == "[name] is away. Bjorkhost is not."
