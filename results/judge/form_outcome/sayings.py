"""Which lines of an answer say something, in which language; what stood there before or was ours says nothing."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from results.judge.form_outcome.words import FOLDERS, TICKET, WORDS, Said
from results.records.came_back import CameBack
from results.records.web_page import WebPage

MAX_READ = 600
"""Lines that are asked for what they say."""
_DIGITS = re.compile(r"\d{1,40}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_DATE = re.compile(r"(?:19|20)\d\d-[01]?\d-[0-3]?\d|[0-3]?\d-[01]?\d-(?:19|20)\d\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT = 12
MAX_LINE = 1_000
"""Characters of a line that are asked."""


# Made when an answer is first read: most commands read none, and start without them.
@cache
def _words(code: str) -> Mapping[Said, re.Pattern[str]]:
    return {said: re.compile("|".join(patterns)) for said, patterns in WORDS[code].items()}


@cache
def _folders() -> re.Pattern[str]:
    return re.compile(FOLDERS)


@cache
def _ticket() -> re.Pattern[str]:
    return re.compile(TICKET)


class Saying(NamedTuple):
    """A line that says something."""

    language: str
    text: str
    """As it stands."""


def said_in(lines: Sequence[str], said: Said) -> list[Saying]:
    """Return the *lines* of which a sentence says *said*, with the first language in which one does."""
    found = []
    for line in lines[:MAX_READ]:
        sentences = _SENTENCE_END.split(_plain(line)[:MAX_LINE])
        code = next((code for code in WORDS if any(_says(one, code, said) for one in sentences)), None)
        if code:
            found.append(Saying(code, line))
    return found


def _says(sentence: str, code: str, said: Said) -> bool:
    table = _words(code)
    if not table[said].search(sentence):
        return False
    if said in {Said.WRONG, Said.MACHINE}:
        return not _folders().search(sentence)  # where to look for an answer is no complaint
    # "Your message was not sent" is made of the words of thanks.
    return said is not Said.THANKS or not table[Said.WRONG].search(sentence) or bool(_folders().search(sentence))


def new_lines(page: WebPage, before: WebPage, answer: CameBack) -> tuple[str, ...]:
    """Return the lines of *page* that did not stand in the page *before*, numbers apart, without what we wrote."""
    known = {_shape(line) for line in before.lines}
    ours = [one for value in answer.sent.values() for one in _pieces(value)]
    bare = (_without(line, ours) for line in page.lines if _shape(line) not in known)
    return tuple(line[:MAX_LINE] for line in bare if line)


def _pieces(value: str) -> list[str]:
    """Return a text of ours and its lines, the longest first; what is short may be anybody's words."""
    lines = {" ".join(one.split()) for one in (value, *value.splitlines())}
    return sorted((one for one in lines if len(one) >= _SHORT), key=len, reverse=True)


def _without(line: str, ours: Sequence[str]) -> str:
    for text in ours:
        line = line.replace(text, " ")
    return " ".join(line.split()).strip("\"'\u00bb\u00ab\u201c\u201d\u201e> ")


def ticket_in(lines: Sequence[str], answer: CameBack) -> tuple[str, str] | None:
    """Return the number of a ticket, and the line that tells it; None if no line does."""
    sent = " ".join(_plain(value) for value in answer.sent.values())
    for line in lines[:MAX_READ]:
        plain = _plain(line)
        for match in _ticket().finditer(plain):
            if match[1] not in sent and not _is_date(match):
                start, end = match.span(1)
                return (line[start:end] if len(plain) == len(line) else match[1].upper()), line
    return None


def _is_date(match: re.Match[str]) -> bool:
    """Whether what stands beside the word for a case is a day, or a year without a sign that it is a number."""
    if _DATE.fullmatch(match[1]):
        return True
    between = match[0][: -len(match[1])]
    return bool(_YEAR.fullmatch(match[1])) and not re.search(r"[#:\[]|num|nr|no|id", between)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("\u2019", "'").replace("\u00b4", "'").replace("\u2011", "-").split())


def _shape(line: str) -> str:
    return _DIGITS.sub("0", _plain(line))
