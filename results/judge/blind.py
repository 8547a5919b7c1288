"""
An answer without what tells whose it is, so that it can be graded blind.

After `redact` has taken out people, this takes out the company: its names, every domain and link, ticket numbers, and
all from the signature on. It rather takes out too much.
"""

import re
from collections.abc import Iterable, Sequence

from results.judge.mail.redaction import redact

COMPANY, PLACE = "[company]", "[link]"
SHORTEST = 3
"""A name, or a part of one, that is shorter would take out words of the language."""
_COMMON_WORDS = """
    ab as bv asa gmbh inc ltd oy aps nv llc co company group web host hosting hotel hotell webbhotell webhotell internet
    domain domains domän domener domeinen server servers service services support online net nett data the och and og en
    mail bredband bredbånd breedband fiber fibre telecom mobile mobil sverige norge nederland norden nordic sweden
    norway localhost www info kontakt kundservice help helpdesk
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_LINK = re.compile(r"\b(?:https?|ftp)://\S+|\bwww\.\S+", re.IGNORECASE)
_DOMAIN = re.compile(r"(?<![\w.-])@?(?:[\w-]{2,63}\.){1,8}[a-z]{2,24}\b(?:/\S*)?", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:php|html?|txt|conf|cfg|ini|js|css|py|xml|json|jpg|png|pdf|zip|htaccess|env|log|sql)\b", re.IGNORECASE
)
_SEPARATOR = re.compile(r"(?m)^-- ?$")
_QUOTED = re.compile(r"(?m)^>.*\n?")
_SIGN_OFF = re.compile(
    r"(?im)^\W{0,3}(?:(?:kind |best |warm |many )*regards|yours (?:sincerely|faithfully|truly)|sincerely|cheers|"
    r"best wishes|(?:med )?(?:vänliga?|bästa|varma) hälsning(?:ar)?|hälsning(?:ar)?|mvh|vh|"
    r"(?:med )?(?:venn?lig|beste) hilsen|hilsen|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|"
    r"mvg|mit freundlichen grüßen)\b.{0,40}$"
)


def blinded(text: str, companies: Iterable[str], hosts: Sequence[str], people: Sequence[str] = ()) -> str:
    """
    Return the answer *text* without people and without its company.

    *companies* are the names of all providers of the study, *hosts* the hosts that they are known by, *people* the
    names that are known already.
    """
    body = _before_signature(_QUOTED.sub("", text))
    body = _LINK.sub(PLACE, body)
    body = redact(body, people, hosts[0] if hosts else "")
    body = _DOMAIN.sub(lambda match: match[0] if _FILE.search(match[0]) else PLACE, body)
    for name in sorted(_names(companies, hosts), key=len, reverse=True):
        body = re.sub(rf"(?<!\w){_spaced(name)}(?:s|'s|:s)?(?!\w)", COMPANY, body, flags=re.IGNORECASE)
    return re.sub(r"\n{3,}", "\n\n", body).strip()


def _before_signature(text: str) -> str:
    """Cut *text* off where it is signed: at the separator of RFC 3676, 4.3, or at the last words of farewell."""
    separator = _SEPARATOR.search(text)
    text = text[: separator.start()] if separator else text
    farewells = [match.start() for match in _SIGN_OFF.finditer(text)]
    return text[: farewells[0]] if farewells and text[: farewells[0]].strip() else text


def _names(companies: Iterable[str], hosts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in companies:
        found.add(name)
        found |= {word for word in re.split(r"[\s,.&/-]+", name) if word.lower() not in _COMMON}
    for host in hosts:
        labels = host.lower().split(".")
        found |= {label for label in labels[:-1] if label not in _COMMON}
        found.add(host)
    return {name for name in found if len(name) >= SHORTEST and not name.isdigit()}


def _spaced(name: str) -> str:
    """Find *name* however its words are held together: "North Host", "north-host", "NorthHost"."""
    return r"[\s\-_.]*".join(re.escape(word) for word in re.split(r"[\s\-_.]+", name) if word)
