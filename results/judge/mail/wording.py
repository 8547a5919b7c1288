"""Which words of a letter are its writer's own: not ours, not an earlier mail's, not a list's footer."""

import re

from results.judge.mail.answer import Asked
from results.records.letter import Letter

MAX_TEXT = 30_000
"""Characters of a text that are judged."""

_QUOTED = re.compile(r"^\s{0,10}(?:>|\|\s|[A-Z]{1,3}>)")
_WROTE = re.compile(
    r"(?:\bwrote|\bwrites|\bskrev|\bskreiv|\bschreef|\bschrieb|a écrit|\bkirjoitti|\bescribió|\bha scritto|\bescreveu)"
    r"(?:\s[^:\n]{0,100})?\s?:\s{0,5}$",
    re.IGNORECASE,
)
_WROTE_FIRST = re.compile(r"^\s{0,5}(?:on|den|op|am|le|il|el|em|på|pe|ti|ma|ke|to|la|su|\d)\b", re.IGNORECASE)
_DIVIDER = re.compile(
    r"^\s{0,5}[-_=*]{2,60}\s{0,3}(?:original (?:message|mail)|forwarded (?:message|by)|ursprungligt meddelande|"
    r"vidarebefordrat|opprinnelig melding|oprindelig meddelelse|oorspronkelijk bericht|doorgestuurd bericht|"
    r"ursprüngliche (?:nachricht|mail)|originalnachricht|weitergeleitete nachricht|alkuperäinen viesti|"
    r"message d'origine|message original|message transféré|urspr\. nachricht)",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\W{0,5}(?:from|från|fra|von|van|de|lähettäjä|expéditeur)\W{0,3}:\W{0,3}\s", re.IGNORECASE)
_SENT = re.compile(
    r"^\W{0,5}(?:sent|date|to|subject|skickat|datum|sendt|dato|gesendet|verzonden|envoyé|lähetetty|till|til|an|aan|à)"
    r"\W{0,3}:",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"^(?:_{20,}|-{40,}|-- ?)$")
_LIST_FOOTER = re.compile(r"mailing list|unsubscribe|to post to|list info|listinfo", re.IGNORECASE)
_REPLY_LINE = re.compile(
    r"^\W{2,}.{0,80}\b(?:above|ovanför|over|boven|oberhalb|yläpuolelle|au-dessus)\b.{0,60}$", re.IGNORECASE
)
_TAGS = re.compile(r"^(?:\s{0,3}(?:re|sv|aw|antw|vs|fwd?)\s?:|\s{0,3}\[[^\]]{0,80}\]){1,4}\s{0,3}", re.IGNORECASE)
_TITLE = 12
"""Characters from which on a subject is not a word that any text may have."""
_FEW = 3
_MARK = re.compile(r"^[>|\s]{1,40}")


def own_words(letter: Letter, asked: Asked | None = None) -> str:
    """Return what *letter* says by itself; the whole text where nothing is left without what it quotes."""
    lines = letter.text[:MAX_TEXT].splitlines()
    ours = {_bare(line) for line in asked.text.splitlines()} if asked else set()
    kept = [line for line in lines if len(_bare(line)) < _FEW or _bare(line) not in ours]
    own = _without_footer(_without_quotes(kept))
    text = "\n".join(own).strip()
    if asked:
        text = _without_ours(text, asked.text)
    return text or "\n".join(_MARK.sub("", line) for line in kept).strip()


def title_of(subject: str) -> str:
    """Return *subject* without tags and answer marks; empty if it is too short to be told from any word."""
    title = _TAGS.sub("", subject[:300]).split(":")[-1].strip()
    return title if len(title) >= _TITLE else ""


def without_subject(text: str, subject: str) -> str:
    """Return *text* without the question's *subject* where it is quoted, as help desks do."""
    title = title_of(subject)
    for quoted in (f'"{title}"', f"'{title}'", f": {title}") if title else ():
        text = text.replace(quoted, " ")
    return text


def _bare(line: str) -> str:
    return " ".join(_MARK.sub("", line).split()).lower()


def _without_ours(text: str, ours: str) -> str:
    """Take our words out even where a help desk has set them in lines of its own."""
    pattern = ours.split()[:400]
    if len(pattern) <= _FEW:
        return text
    return re.sub(r"\s{1,20}".join(re.escape(word) for word in pattern), "\n", text)


def _without_quotes(lines: list[str]) -> list[str]:
    own: list[str] = []
    for number, line in enumerate(lines):
        if _QUOTED.match(line) or _REPLY_LINE.match(line):
            continue
        if _opens_quote(lines, number):
            if _words(own) and not _quoted_next(lines, number):
                break
            continue
        own.append(line)
    return own


def _words(lines: list[str]) -> int:
    return sum(len(line.split()) for line in lines[:50])


def _opens_quote(lines: list[str], number: int) -> bool:
    line = lines[number][:400]
    if _DIVIDER.match(line):
        return True
    if _FROM.match(line):
        return any(_SENT.match(other[:200]) for other in lines[number + 1 : number + 4])
    joined = line + " " + lines[number + 1][:300] if number + 1 < len(lines) else line
    return bool(_WROTE.search(line) or (_WROTE_FIRST.match(line) and "@" in joined and _WROTE.search(joined)))


def _quoted_next(lines: list[str], number: int) -> bool:
    following = [line for line in lines[number + 1 : number + 5] if line.strip()]
    return any(_QUOTED.match(line) for line in following[:2])


def _without_footer(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        rest = lines[number + 1 : number + 12]
        if _FOOTER.match(line.rstrip()) and any(_LIST_FOOTER.search(other[:300]) for other in rest):
            return lines[:number]
    return lines
