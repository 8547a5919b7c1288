"""
What fields and forms say of themselves, by language.

Each language is a module of data: ``ROLES`` by role, ``PURPOSES`` by purpose, ``LEAVE_EMPTY`` (labels of traps) and
``AGAIN`` (labels of repeated fields). A word stands for itself between other words; with ``*`` at an end it may go on
there, as compounds do. Words are compared without case, and with one space for whatever is no letter.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from probes.forms.words import buttons, da, de, en, es, fi, fr, it, names, nb, nl, others, pt, sv

LANGUAGES = (sv, nb, da, nl, de, en, fi, fr, es, it, pt, others, names)
LONGEST = 300
"""Characters of one piece of text that are looked at."""

_CAMEL = re.compile(r"(?<=[a-zåäöæøü0-9])(?=[A-ZÅÄÖÆØÜ])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_NO_LETTER = re.compile(r"[\W\d_]+")


@lru_cache(20_000)
def plain(text: str, *, code: bool = False) -> str:
    """Return *text* in lower case with single spaces; of *code*, such as a name, also where a capital begins a word."""
    cut = text[:LONGEST]
    return _NO_LETTER.sub(" ", _CAMEL.sub(" ", cut) if code else cut).strip().casefold()


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Make one pattern of *words*, longest first."""
    parts = []
    for word in sorted({plain_word(word) for word in words}, key=len, reverse=True):
        begins = r"\w*" if word.startswith("*") else r"\b"
        ends = r"\w*" if word.endswith("*") else r"\b"
        parts.append(begins + re.escape(word.strip("*")) + ends)
    return re.compile("|".join(parts) or r"(?!)")


def plain_word(word: str) -> str:
    """Return *word* of a table as `plain` leaves text, its stars kept."""
    return f"{'*' * word.startswith('*')}{plain(word.strip('*'))}{'*' * word.endswith('*')}"


def merged(tables: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, re.Pattern[str]]:
    """Make one pattern for each key of *tables*."""
    words: dict[str, list[str]] = {}
    for table in tables:
        for key, some in table.items():
            words.setdefault(key, []).extend(some)
    return {key: pattern(some) for key, some in words.items()}


# Made when a form is first read: most commands read none, and start without them.
@cache
def roles() -> Mapping[str, re.Pattern[str]]:
    """Return what speaks for each role of a field."""
    return merged(language.ROLES for language in LANGUAGES)


@cache
def purposes() -> Mapping[str, re.Pattern[str]]:
    """Return what speaks for each purpose of a form."""
    return merged(language.PURPOSES for language in LANGUAGES)


@cache
def leave_empty() -> re.Pattern[str]:
    """Return what is said beside traps."""
    return pattern(word for language in LANGUAGES for word in language.LEAVE_EMPTY)


@cache
def aside() -> re.Pattern[str]:
    """Return what buttons say that send nothing; to be matched from the beginning."""
    return pattern(buttons.ASIDE)


@cache
def again() -> re.Pattern[str]:
    """Return what is said where something is asked for a second time."""
    return pattern(word for language in LANGUAGES for word in language.AGAIN)


def found(tables: Mapping[str, re.Pattern[str]], text: str) -> dict[str, str]:
    """Return what *text*, made `plain`, says for each key of *tables*: the longest word found."""
    hits: dict[str, str] = {}
    for key, words in tables.items():
        longest = max((match.group() for match in words.finditer(text)), key=len, default="")
        if longest:
            hits[key] = longest
    return hits
