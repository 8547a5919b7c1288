"""Letters in four languages lose what is personal and keep what is told."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from results.judge.mail.redaction import MAX_TEXT, names_of, redact
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
