"""Names of people in a letter: of whom it is from and to, of who signs it, and of whom it speaks as a colleague."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from results.judge.mail.people_words import FIRST_NAMES, NO_NAMES, ROLES
from results.records.letter import Letter

NAME = "[name]"
MAX_NAMES = 200

_UPPER = "A-ZÅÄÖÆØÉÈÜÓÁÍŁŠŽ"
_PART = rf"[{_UPPER}](?:[^\W\d_]|['\u2019-](?=[^\W\d_])){{1,24}}"
_PARTICLE = r"(?:van|von|de|den|der|af|av|ter|ten|te|el|al|bin|la|le|du|da|dos)"
_NAME = rf"{_PART}(?:[ \t]{{1,3}}(?:{_PARTICLE} ){{0,2}}(?:{_PART}|[{_UPPER}]\.)){{0,3}}"

_CLOSER = (
    r"(?:(?:med )?(?:vänlig(?:a|en)?|bästa|varma|soliga|trevliga|venn?lig(?:e)?|beste|varme) (?:hälsning(?:ar)?|"
    r"hilsen(?:er)?)|"
    r"hälsning(?:ar|en)?|hilsen|mvh|m\.v\.h\.?|"
    r"(?:met )?(?:vriendelijke|hartelijke|beste) groet(?:en|jes)?|hartelijks|groet(?:en|jes)?|m\.?v\.?g\.?|"
    r"hoogachtend|"
    r"(?:kind|best|warm|warmest|many|with kind|with best)(?:est)? regards|regards|sincerely(?: yours)?|"
    r"yours (?:sincerely|faithfully|truly)|"
    r"mit freundlichen grüßen|ystävällisin terveisin)"
)
_THANKS = (
    r"(?:vh|bästa|allt gott|ha det (?:bra|fint|gott)|ha en (?:fin|bra|trevlig|fortsatt)[^\n,]{0,30}|"
    r"alvast bedankt|best(?: wishes)?|all the best|"
    r"cheers|(?:many )?thanks|thank you|tack(?: på förhand)?|takk|bedankt|dank je wel|cordially|undertecknat)"
)
_INITIALS = rf"(?:[{_UPPER}]\.[ -]?){{1,3}}(?:{_PARTICLE} ){{0,2}}"
_SIGNER = rf"(?:{_INITIALS})?{_NAME}"
_GAP = r"[ \t]{0,3}[,.!:;/-]{0,3}[ \t]{0,3}"
_NEXT = r"(?:\n[^\n]{0,100}){0,4}"
_SIGNED = (
    re.compile(rf"(?im)^[ \t>*]{{0,10}}{_CLOSER}{_GAP}(?-i:(?P<inline>{_SIGNER})?)[^\n]{{0,60}}(?P<after>{_NEXT})"),
    # Words that may open a sentence too: nothing but a name may follow them.
    re.compile(rf"(?im)^[ \t>*]{{0,10}}{_THANKS}{_GAP}(?-i:(?P<inline>{_SIGNER})?)[^\n\w]{{0,10}}$(?P<after>{_NEXT})"),
)
_SLASH = re.compile(
    rf"(?m)(?:^|[.!?] )[ \t]{{0,5}}(?:/{{1,2}} ?|\u2014 ?)(?P<name>{_SIGNER})[ \t]{{0,5}}(?:,[^\n]{{0,40}})?$"
)
_LINE = re.compile(
    rf"^[\s>*|_-]{{0,10}}(?P<name>{_SIGNER})[\s*]{{0,5}}(?:$|[,|(/<\u2013\u2014-]|(?:på|från|from|at|hos|fra|van|"
    rf"bij|i|in) )"
)
_CUES = (
    (
        r"(?i:jag heter|mitt namn är|jeg heter|mitt navn er|mijn naam is|ik heet|my name is|my name['\u2019]s|"
        r"u spreekt met|je spreekt met|"
        r"you are (?:speaking|chatting) (?:with|to)|du har kontakt med|du snakker med)"
    ),
    (
        r"(?i:(?:din |deres |uw )?(?:handläggare|ärendeägare|kontaktperson|saksbehandler|behandelaar|"
        r"contactpersoon|account ?manager|kundansvarig)(?:en)?"
        r"(?: är| er| is)?[:=]?|behandeld door|handled by|assigned to|tilldelad(?: till)?|tildelt(?: til)?|"
        r"toegewezen aan)"
    ),
    (r"(?i:(?:namn|navn|naam|name|kontakt|contact|agent|ansvarig|ansvarlig)[ \t]?[:=])"),
    (
        r"(?i:(?:min |vår |mijn |onze |my |our )?(?:kollega|kollegan|kollegaen min|collega|colleague|chef|"
        r"teknikern|teknikeren|engineer|technician|technicus))"
    ),
    (
        r"(?m:^)[ \t>*]{0,10}(?i:hej|hejsan|hei|hallo|hoi|dag|beste|geachte(?: heer| mevrouw)?|hello|hi|hey|"
        r"dear|kära|kjære|kære|god dag|god morgon|goedendag|"
        r"goedemiddag|goedemorgen|good (?:morning|afternoon)|tack|takk|bedankt|thanks|thank you)(?: igen| again)?"
    ),
    (r"(?:Mr|Mrs|Ms|Dr|Prof|Dhr|dhr|Mevr|mevr|Mw|mw|Herr|Fru|de heer|mevrouw)\.?"),
    (r"(?m:^)[ \t>*]{0,10}(?i:from|från|fra|van|von)\*?:\*?"),
    (r"(?i:skrev|schreef)"),
)
_CUED = tuple(re.compile(rf"(?<![\w]){cue}[ \t]{{1,3}}(?P<name>{_NAME})") for cue in _CUES)
_HERE = re.compile(
    rf"(?:(?i:this is|i am|i['\u2019]m|det är|dette er|ik ben)[ \t](?P<name>{_NAME}),? (?:from|at|here|speaking|"
    rf"på|från|fra|hos|van|bij)\b|"
    rf"(?m:^)[ \t]{{0,5}}(?P<other>{_NAME}) (?:här|here|hier|her)\b[,.!]?)"
)
_SAID = re.compile(
    rf"(?P<name>{_PART} (?:{_PARTICLE} ){{0,2}}{_PART}) (?:<[^<>\n]{{3,100}}>|\([^()\n]{{2,60}}\))? ?"
    r"(?:skrev|wrote|schreef|commented|kommenterade|replied|svarade|svarte|antwoordde|heeft gereageerd)\b"
)
_ADDRESSED = re.compile(
    rf"(?P<name>{_PART}(?: (?:{_PARTICLE} ){{0,2}}{_PART}){{1,3}})\"? ?<[^<>\s]{{3,100}}@[^<>\s]{{3,100}}>"
)
_DATED = re.compile(
    rf"(?m)^[ \t>]{{0,10}}(?P<name>{_PART}(?: (?:{_PARTICLE} ){{0,2}}{_PART}){{1,3}})(?: \([^()\n]{{2,60}}\))?, "
    r"[^\n]{4,60}\d{1,2}[:.]\d\d"
)
_FIRST = re.compile(
    rf"(?<![\w])(?P<name>(?:{'|'.join(sorted(FIRST_NAMES))})(?:[ \t](?:{_PARTICLE} ){{0,2}}{_PART}){{0,2}})(?![\w])"
)

_WORD = re.compile(_PART)
_PIECES = re.compile(r"\s(?:[-\u2013\u2014|/]|via|from|från|fra|van het|på|at|of|hos|bij|@)\s|[|(),/@\[\]<>\"]")
_HEADERS = ("from", "reply-to", "sender", "to", "cc")
_DEPARTMENT = re.compile(
    r"avdelning|avdeling|afdeling|department|support|service|tjänst|hosting|kund|klant|helpdesk|teknik|teknisk|"
    r"drift|ekonomi|"
    r"faktura|regnskap|administrati|beheer|operations|billing"
)
_COMPANY = 4
"""Characters from which on a word that stands in a domain is the company's, not a person's."""
_HOST = re.compile(r"(?:@|://)([\w.-]{3,100})")
_LOCAL = re.compile(r"[a-zåäöæø]{2,20}(?:[._-][a-zåäöæø]{2,20}){1,2}")
_ADDRESS = re.compile(r"<[^<>]{0,300}>|\S{1,80}@\S{1,200}")


def names_of(letter: Letter) -> tuple[str, ...]:
    """Return the names, and their parts, of those whom *letter* is from and to, and of who signs it."""
    found: dict[str, None] = {}
    for header in _HEADERS:
        for value in letter.every(header)[:3]:
            found |= dict.fromkeys(_displayed(value[:500], letter.sender))
    local = letter.sender.partition("@")[0]
    if _LOCAL.fullmatch(local):
        found |= dict.fromkeys(_people(part.capitalize() for part in re.split(r"[._-]", local)))
    found |= dict.fromkeys(names_in(letter.text, letter.sender.rpartition("@")[2]))
    return tuple(found)[:MAX_NAMES]


def names_in(text: str, host: str = "") -> tuple[str, ...]:
    """
    Return the names, and their parts, that *text* itself shows to be names.

    What stands in *host*, or in a host that the text names, is a company's name.
    """
    found: dict[str, None] = {}
    for match in chain.from_iterable(pattern.finditer(text) for pattern in _SIGNED):
        signer = match["inline"] or _signer(match["after"].split("\n"))
        found |= {signer: None} if signer else {}
    for pattern in (_SLASH, *_CUED, _HERE, _SAID, _ADDRESSED, _DATED, _FIRST):
        found |= dict.fromkeys(match["name"] or match["other"] for match in pattern.finditer(text))
    hosts = _plain(" ".join([host, *_HOST.findall(text)[:100]]))
    parts = (part for name in found for part in _people(_WORD.findall(name), hosts))
    return tuple(dict.fromkeys(parts))[:MAX_NAMES]


def without_names(text: str, names: Iterable[str]) -> str:
    """Put ``[name]`` for each of *names* and its parts, wherever they stand as words with a capital."""
    parts = {part for name in names for part in re.findall(r"[^\W\d_][\w'\u2019-]{1,40}", name)}
    if not parts:
        return text
    forms = sorted({form for part in parts for form in (part, part.upper())}, key=len, reverse=True)
    one = rf"(?:{'|'.join(map(re.escape, forms))})(?:['\u2019]?s)?"
    joined = rf"(?<![\w])(?:{_INITIALS})?{one}(?:[ \t-](?:{_PARTICLE} ){{0,2}}{one}|[ \t][{_UPPER}]\.){{0,3}}(?![\w])"
    return re.sub(joined, NAME, text)


def _signer(lines: Iterable[str]) -> str | None:
    """Tell whose name stands first under a closing formula; None if none does, or if it was taken out already."""
    for line in lines:
        if line.strip().startswith(NAME):
            return None
        if name := _line_name(line):
            return name
    return None


def _line_name(line: str) -> str | None:
    """Tell the name that *line*, under a closing formula, begins with; None if it is a company's or a role's."""
    match = _LINE.match(line.strip()[:100]) if line.strip() else None
    return match["name"] if match and not any(map(_role, _WORD.findall(match["name"]))) else None


def _displayed(value: str, sender: str) -> Iterator[str]:
    """Yield the parts of the names that stand beside the addresses of one header."""
    host = _plain(sender.rpartition("@")[2])
    for piece in _PIECES.split(_ADDRESS.sub(" , ", value)):
        words = _WORD.findall(piece)
        if not any(map(_role, words)):
            yield from _people(words, host)


def _people(words: Iterable[str], hosts: str = "") -> list[str]:
    """Leave out what is no name: common words, and what is spelled as a company's domain is."""
    return [
        word
        for word in words
        if len(word) > 1 and word.casefold() not in NO_NAMES and not (len(word) >= _COMPANY and _plain(word) in hosts)
    ]


def _role(word: str) -> bool:
    return word.casefold() in ROLES or _DEPARTMENT.search(word.casefold()) is not None


def _plain(word: str) -> str:
    spelled = word.casefold().replace("ø", "o").replace("æ", "ae")
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
