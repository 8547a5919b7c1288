"""A customer's question as a help desk sees it, and what it is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kaklet.demo.habits import Door


class Topic(StrEnum):
    """What a question is about, as far as the invented people know anything."""

    DNS = "dns"
    BACKUP = "backup"
    PHP = "php"
    QUOTA = "quota"
    IPV6 = "ipv6"
    MIGRATION = "migration"
    CERTIFICATE = "certificate"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. Every string is a stranger's, of bounded length, on one line except *text*."""

    door: Door
    asker: str
    """The name it is signed with; may be empty."""
    address: str
    """Where answers go."""
    envelope_sender: str
    """Where failures are told; the same as *address* for a form."""
    subject: str
    text: str
    at: datetime
    """When it was taken, UTC."""
    message_id: str | None = None
    """With its angle brackets; None for a form, or where the mail has no usable one."""
    header: str = ""
    """The mail's own header section, for a delivery status notification; empty for a form."""


_WORDS: Mapping[Topic, re.Pattern[str]] = {
    topic: re.compile(rf"\b(?:{words})", re.IGNORECASE)
    for topic, words in {
        Topic.DNS: r"dns|ttl\b|name ?servers?|namnserv|a record|a-post\b|zon(?:e|fil)",
        Topic.BACKUP: r"backup|back up|säkerhetskopi|restore|restoring|återställ|återskapa",
        Topic.PHP: r"php",
        Topic.QUOTA: (
            r"quota|mailbox|mail ?box|storage|attachment|"
            r"brevlåd|e-postlåd|mejllåd|e-postkonto|mejlkonto|utrymme|lagring|bilag"
        ),
        Topic.IPV6: r"ipv6|aaaa",
        Topic.MIGRATION: r"migrat|migrer|mov(?:e|ing) |transfer|flytt|byta (?:webbhotell|leverantör)",
        Topic.CERTIFICATE: r"certifi|ssl|tls|https\b|let.s encrypt",
    }.items()
}
_SWEDISH = re.compile(r"[åäö]|\b(?:och|jag|hur|vad|är|ni|har|hej|tack|för|min|kan)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:and|i|how|what|is|you|have|hello|hi|thanks|for|my|can|the|do)\b", re.IGNORECASE)


def topic_of(question: Question) -> Topic:
    """Return the topic whose words are met most often; the first of equals; ``OTHER`` where none is."""
    words = f"{question.subject}\n{question.text}"
    counts = {topic: len(pattern.findall(words)) for topic, pattern in _WORDS.items()}
    best = max(counts, key=lambda topic: counts[topic])
    return best if counts[best] else Topic.OTHER


def language_of(question: Question) -> str:
    """Return ``sv`` or ``en``, whichever has more of its small words in the question."""
    words = f"{question.subject}\n{question.text}"
    return "sv" if len(_SWEDISH.findall(words)) > len(_ENGLISH.findall(words)) else "en"


def one_line(words: str, *, limit: int = 200) -> str:
    """Return a stranger's *words* as one printable line of at most *limit* characters, fit for a mail header."""
    return "".join(c for c in " ".join(words[: 4 * limit].split()) if c.isprintable())[:limit]


_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,9}")


def is_address(words: str) -> bool:
    """Tell whether *words* are one plain mail address (the dot-atom form of RFC 5322, 3.4.1)."""
    return _ADDRESS.fullmatch(words) is not None
