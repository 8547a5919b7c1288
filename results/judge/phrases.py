"""
Which of a text's sentences are phrases that machines say, by language.

The tables are tried sentence by sentence on lower-case text with single spaces; all lengths are bounded,
so that no text can make them slow.
"""

import re
from collections.abc import Mapping

import msgspec

from results.judge import phrases_continental, phrases_english, phrases_nordic
from results.judge.answer import Kind

MAX_TEXT = 6_000
"""Characters of a text that are searched; what a machine says of itself it says early."""
MAX_SENTENCE = 300

_THINGS: Mapping[str, str] = {
    "sv": r"(?:mejl|mail|e-?post(?:meddelande)?|meddelande|ärende|fråga|förfrågan|begäran|supportärende|brev)",
    "nb": r"(?:e-?post|mail|melding|henvendelse|sak|forespørsel|spørsmål|supportsak|begjæring|innsynskrav)",
    "da": r"(?:e-?mail|mail|besked|henvendelse|sag|forespørgsel|spørgsmål|supportsag|anmodning)",
    "fi": r"(?:sähköposti\w{0,4}|viesti\w{0,4}|yhteydenotto\w{0,4}|tukipyyntö\w{0,4}|pyyntö\w{0,4}|kysely\w{0,4}|tiketti\w{0,3})",
    "en": r"(?:e-?mail|message|request|enquiry|inquiry|ticket|question|query|case|correspondence|application|submission|report|issue|mail|feedback|comments?|letter)",
    "de": r"(?:e-?mail|mail|nachricht|anfrage|anliegen|ticket|anliegens|schreiben|antrag|support-?anfrage|mitteilung|eingabe)",
    "nl": r"(?:e-?mail|mail|bericht|verzoek|vraag|aanvraag|ticket|melding|supportticket|mailtje)",
    "fr": r"(?:e-?mail|mail|courriel|message|demande|ticket|question|requête|courrier)",
}
"""What somebody has sent: a mail, a question, a ticket."""

_TABLES: Mapping[str, Mapping[Kind, tuple[str, ...]]] = {
    "en": phrases_english.EN,
    "sv": phrases_nordic.SV,
    "nb": phrases_nordic.NB,
    "da": phrases_nordic.DA,
    "fi": phrases_nordic.FI,
    "nl": phrases_continental.NL,
    "de": phrases_continental.DE,
    "fr": phrases_continental.FR,
}
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s|\n")
_WORD = re.compile(r"\w{1,40}")


def _compile(code: str, patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns).replace("THING", _THINGS[code]), re.IGNORECASE)


_COMPILED: Mapping[str, Mapping[Kind, re.Pattern[str]]] = {
    code: {kind: _compile(code, patterns) for kind, patterns in table.items()} for code, table in _TABLES.items()
}


class Sentence(msgspec.Struct, frozen=True):
    """One sentence, and what it says."""

    text: str
    """In lower case."""
    said: Mapping[Kind, str]
    """The words that say it, by what they say."""

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(_WORD.findall(self.text))


def sentences(text: str, code: str | None) -> list[Sentence]:
    """
    Return the sentences of *text* that have words, with what each says in the language *code* and in English.

    English is always tried as well, since many help desks never translate their templates.
    """
    tables = [_COMPILED[found] for found in dict.fromkeys([code or "en", "en"]) if found in _COMPILED]
    found: list[Sentence] = []
    for paragraph in _paragraphs(text[:MAX_TEXT]):
        for piece in _SENTENCE_END.split(paragraph):
            plain = " ".join(piece.split())[:MAX_SENTENCE]
            if _WORD.search(plain):
                found.append(Sentence(plain, _said(plain, tables)))
    return found


def _said(sentence: str, tables: list[Mapping[Kind, re.Pattern[str]]]) -> Mapping[Kind, str]:
    said: dict[Kind, str] = {}
    for table in tables:
        for kind, pattern in table.items():
            match = pattern.search(sentence)
            if match and kind not in said:
                said[kind] = match[0][:60]
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
