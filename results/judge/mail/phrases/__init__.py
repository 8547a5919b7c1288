"""
Which of a text's sentences are phrases that machines say, by language.

The tables are tried sentence by sentence on lower-case text with single spaces; all lengths are bounded,
so that no text can make them slow.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

import msgspec

from results.judge.mail.answer import Kind
from results.judge.mail.phrases import da, de, en, fi, fr, nb, nl, others, sv
from results.judge.mail.phrases.table import Table

MAX_TEXT = 6_000
"""Characters of a text that are searched; what a machine says of itself it says early."""
MAX_SENTENCE = 300

_ANY = "any"
_TABLES: Mapping[str, tuple[Table, str]] = {
    "en": (en.PHRASES, en.THING),
    "sv": (sv.PHRASES, sv.THING),
    "nb": (nb.PHRASES, nb.THING),
    "da": (da.PHRASES, da.THING),
    "fi": (fi.PHRASES, fi.THING),
    "nl": (nl.PHRASES, nl.THING),
    "de": (de.PHRASES, de.THING),
    "fr": (fr.PHRASES, fr.THING),
    _ANY: (others.PHRASES, ""),
}
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s|\n")
_WORD = re.compile(r"\w{1,40}")


@cache
def _pattern(code: str, kind: Kind) -> re.Pattern[str]:
    """Compile when it is first asked for: all of them take longer than a short command should."""
    table, thing = _TABLES[code]
    return re.compile("|".join(table[kind]).replace("THING", thing), re.IGNORECASE)


_SURE_OF_PERSONS = ("de", "nl", "fi")
"""Languages whose word for "I" is no word of another; asked where too few words tell the language."""
_TWINS = {"nb": "da", "da": "nb"}
"""Languages that a few lines do not tell apart."""


class Sentence(msgspec.Struct, frozen=True):
    """One sentence, and what it says."""

    text: str
    """In lower case."""
    said: Mapping[Kind, str]
    """The words that say it, as ``language:kind:words``, by what they say."""

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(_WORD.findall(self.text))


def sentences(text: str, languages: Sequence[str]) -> list[Sentence]:
    """
    Return the sentences of *text* that have words, with what each says in one of *languages*; in any if none is given.

    English is always tried as well, since many help desks never translate their templates. But an "I" only counts
    in a language that the text may be in: the English one is a preposition in Swedish.
    """
    near = [_TWINS[code] for code in languages if code in _TWINS]
    codes = [code for code in dict.fromkeys([*(languages or _TABLES), *near, "en", _ANY]) if code in _TABLES]
    patterns: list[tuple[str, Kind]] = [
        (code, kind) for code in codes for kind in _TABLES[code][0] if kind is not Kind.PERSON
    ]
    patterns += [(code, Kind.PERSON) for code in languages or _SURE_OF_PERSONS]
    found: list[Sentence] = []
    for paragraph in _paragraphs(text[:MAX_TEXT]):
        for piece in _SENTENCE_END.split(paragraph):
            plain = " ".join(piece.split())[:MAX_SENTENCE]
            if _WORD.search(plain):
                found.append(Sentence(plain, _said(plain, patterns)))
    return found


def _said(sentence: str, patterns: Sequence[tuple[str, Kind]]) -> Mapping[Kind, str]:
    said: dict[Kind, str] = {}
    for code, kind in patterns:
        match = None if kind in said else _pattern(code, kind).search(sentence)
        if match:
            said[kind] = f"{code}:{kind.value}:{match[0][:60].strip()}"
    return said


def _paragraphs(text: str) -> list[str]:
    """Join the lines that a mail program has broken: a line goes on in the next if it is long and ends no sentence."""
    joined: list[str] = []
    unfinished = False
    for line in text.lower().replace("\u2019", "'").replace("\u00b4", "'").splitlines():
        bare = line.strip()
        if unfinished and bare:
            joined[-1] += " " + bare
        else:
            joined.append(bare)
        unfinished = len(bare) >= _WRAPPED and bare[-1] not in ".!?:"
    return joined


_WRAPPED = 45
"""Characters from which on a line looks as if a program, not its writer, has ended it."""
