"""What is left of a text when all that belongs to one question is taken out: two equal ones show a template."""

import re

from results.judge.mail.answer import Asked
from results.judge.mail.vendors import ticket_of
from results.judge.mail.wording import title_of
from results.records.letter import Letter

MIN_WORDS = 5
"""Fewer words than this two people may write by chance."""
MIN_BARE_WORDS = 10
"""The same, where none of the words is a phrase that machines say."""

_MAX_TEXT = 6_000
_ADDRESS = re.compile(r"https?://\S{1,500}|\S{1,100}@[\w.-]{1,200}|<[^<>\s]{1,300}>")
_TOKEN = re.compile(r"[^\s]{0,60}\d[^\s]{0,60}")
_GREETING = re.compile(
    r"^(\W{0,3}(?:hi|hello|hey|dear|good (?:morning|afternoon|day|evening)|hej|hejsan|hei|god dag|kära|kjære|kære|"
    r"beste|"
    r"geachte|hallo|dag|guten tag|liebe|lieber|sehr geehrter?|bonjour|cher|chère|hyvä|moi|terve)\b)[^\n]{0,100}$",
    re.IGNORECASE | re.MULTILINE,
)
_MONTHS = re.compile(
    r"\b(?:jan|feb|mar|mär|apr|maj|may|mai|mei|jun|jul|aug|sep|okt|oct|nov|dec|dez|des|janv|févr|avr|juin|juil|"
    r"août|déc|tammi|"
    r"helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)\w{0,9}\b|"
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mån|tis|tors|fre|lör|sön|man|tirs|lør|søn)dag|onsdag|"
    r"(?:maan|dins|woens|donder|vrij|zater|zon)dag|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|"
    r"(?:maanan|tiis|tors|perjan|lauan|sunnun)tai|keskiviikko|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\w{0,4}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,40}")
_NAMES = ("to", "cc", "from", "reply-to")
_ADDRESSES = ("to", "delivered-to", "x-original-to")
"""Each question of a study goes out from an address of its own."""
_TAG = re.compile(r"^\s{0,3}(?:(?:re|sv|aw|antw|vs)\s?:\s{0,3}){1,4}", re.IGNORECASE)


def template_of(letter: Letter, own: str, asked: Asked | None) -> str:
    """Return *own*, the letter's own words, in lower case without names, numbers, dates, addresses and the subject."""
    text = _GREETING.sub(r"\1", own[:_MAX_TEXT])
    title = title_of(letter.subject)
    text = text.replace(title, " ") if title else text
    text = _MONTHS.sub(" ", _TOKEN.sub(" ", _ADDRESS.sub(" ", text)))
    names = _names(letter, asked)
    return " ".join(word for word in _WORD.findall(text.lower()) if word not in names)


def answers_another(one: Letter, other: Letter) -> bool:
    """
    Whether *one* and *other* can be one sender's answers to different questions, as far as the letters tell.

    Equal texts prove a template only then: a mail that was passed on twice, or posted again in another encoding, has
    equal words too, and so have two strangers who write the same few.
    """
    identity = one.first("message-id").strip()
    if (identity and identity == other.first("message-id").strip()) or not _same_house(one, other):
        return False
    if any(_of_question(one, name) != _of_question(other, name) for name in _ADDRESSES):
        return True
    threads = [_of_question(letter, "in-reply-to") for letter in (one, other)]
    if all(threads):
        return threads[0] != threads[1]
    answered = all(_TAG.match(letter.subject) or ticket_of(letter) for letter in (one, other))
    return answered and _of_question(one, "subject") != _of_question(other, "subject")


def _same_house(one: Letter, other: Letter) -> bool:
    houses = [letter.sender.rpartition("@")[2].split(".")[-2:] for letter in (one, other)]
    return houses[0] == houses[1] and bool(houses[0][0])


def _of_question(letter: Letter, name: str) -> str:
    return " ".join(_TAG.sub(" ", " ".join(letter.every(name))).lower().split())


def _names(letter: Letter, asked: Asked | None) -> frozenset[str]:
    sources = [value[:300] for name in _NAMES for value in letter.every(name)[:3]]
    if asked:
        sources += [asked.address, *asked.text.strip().splitlines()[-2:]]
    return frozenset(word for source in sources for word in _WORD.findall(source.lower()[:300]))
