"""
Takes what is personal out of mail before it is shown: names, addresses, numbers that lead to a person.

What is told stays readable: words, prices, sizes, versions, dates and opening hours are left alone. A rule that must
choose takes out too much rather than too little: the raw mail is still there for whoever may read it.
"""

import re
from collections.abc import Iterable, Sequence

from results.judge.mail.contact_details import (
    IDENTITIES,
    LABELLED,
    PHONES,
    POSTAL,
    is_date_or_hours,
    is_quantity,
)
from results.judge.mail.people import names_in, names_of, without_names

__all__ = ["MAX_TEXT", "names_of", "redact", "redact_reason"]

MAX_TEXT = 200_000
"""Characters that are redacted; the rest of a longer text is left out."""

EMAIL, PHONE, NUMBER, ADDRESS, LINK = "[e-mail]", "[phone]", "[number]", "[address]", "[link]"

_AT = r"(?:@|\s?[(\[{]\s?(?:at|snabel-?a|ät|krøllalfa|apenstaartje)\s?[)\]}]\s?)"
_EMAIL = re.compile(
    rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}{_AT}(?:\[[0-9a-f.:]{{3,45}}\]|[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,8}})",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?P<host>\b(?:https?|ftp)://[^\s/<>\"'?#]{1,255}|\bwww\.[\w.-]{1,250})(?P<rest>[/?#][^\s<>\"']{0,4000})?"
)
_TOKEN = re.compile(r"(?:[^\d]{0,60}\d){3}|[A-Za-z0-9_-]{20}|[=%&@]|(?=[^/]*\d)(?=[^/]*[a-z])(?=[^/]*[A-Z])")
_LONG_NUMBER = re.compile(r"(?<![\w.,-])#?\d{7,40}(?![\w]|[.,]\d)")
_HASH_NUMBER = re.compile(r"#\s?(?:[A-Z]{1,6}-?)?\d{3,40}\b")
_CODE = re.compile(r"\b(?:INC|REQ|RITM|CS|SR|CASE|TKT|TCK|CRM|CAS)-?\d{4,20}(?:-[A-Z0-9]{2,12}){0,3}\b", re.IGNORECASE)


def redact(text: str, names: Sequence[str] = (), host: str = "") -> str:
    """
    Return *text* without what is personal; ``[name]`` and the like stand in its place.

    *names* are those that are known already (`names_of` the letter, our persona); those that the text itself shows to
    be names are found in it. *host* is the sender's, by which its company's name is told from a person's.
    """
    text = text[:MAX_TEXT]
    found = names_in(text, host)
    text = _URL.sub(_shortened, text)
    text = _EMAIL.sub(EMAIL, text)
    text = _sub(IDENTITIES, NUMBER, text)
    text = _sub(PHONES, PHONE, text)
    text = _sub(LABELLED, NUMBER, text)
    text = _sub((_CODE, _HASH_NUMBER, _LONG_NUMBER), NUMBER, text)
    text = _sub(POSTAL, ADDRESS, text)
    return without_names(text, [*names, *found])


def redact_reason(reason: str, names: Sequence[str] = ()) -> str:
    """Return a *reason* of the rules without what is personal in what it quotes, which may be in lower case."""
    mark, equals, quoted = reason.partition("=")
    plain = [*names, *(name.lower() for name in names)]
    return f"{redact(mark, names)}{equals}{redact(quoted, plain)}"


def _sub(patterns: Iterable[re.Pattern[str]], word: str, text: str) -> str:
    """Put *word* for what *patterns* find, or for their group ``what``, unless it is a date, a time or a quantity."""

    def put(match: re.Match[str]) -> str:
        if is_date_or_hours(match) or (word is NUMBER and match.re not in IDENTITIES and is_quantity(match)):
            return match[0]
        if "what" not in match.re.groupindex:
            return word
        start = match.start("what") - match.start()
        return match[0][:start] + word + match[0][match.end("what") - match.start() :]

    for pattern in patterns:
        text = pattern.sub(put, text)
    return text


def _shortened(match: re.Match[str]) -> str:
    """Keep a link to a page that all may read; of one with a token in it keep the host alone."""
    host, rest = match["host"], match["rest"] or ""
    scheme, mark, authority = host.partition("://")
    if "@" in authority:
        host = f"{scheme}{mark}{authority.rpartition('@')[2]}"
    kept = ""
    for part in re.split(r"(?=[/?#])", rest):
        if part.startswith("?") or _TOKEN.search(part):
            return f"{host}{kept}/{LINK}"
        kept += part
    return host + kept
