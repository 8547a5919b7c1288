"""The study's mail identity: whom it writes as, what it asks, and the reply address that each case has to itself."""

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked. Answerable in under five minutes, true, and no order."""

    id: str
    subject: str
    body: str


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """An account at a mail server."""

    user: str
    password: str

    def __repr__(self) -> str:
        # A password must not reach a log or a traceback.
        return f"Login(user={self.user!r}, password=...)"


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """All that a question needs besides the provider."""

    study: str
    domain: str
    """The study's own domain: every address at it reaches the study's mailbox."""
    personas: Sequence[str]
    questions: Sequence[Question]
    server: str | None = None
    """The server that takes outgoing mail, where a target names none; None: each letter goes to the recipient's own."""
    login: Login | None = None
    resolver: str | None = None
    """Who is asked for the recipients' mail exchangers: ADDRESS or ADDRESS:PORT; None is the system's name server."""
    exchanger_port: int = 25
    """Where mail exchangers listen."""
    timezone: str = "UTC"
    """The zone that the study's people live in, and that their mail is dated in."""


class Letterhead(msgspec.Struct, frozen=True, kw_only=True):
    """The names that one case goes by: the same whenever they are worked out again."""

    case: str
    question: Question
    persona: str
    address: str
    message_id: str

    @property
    def letter(self) -> str:
        """The whole letter, as a mail holds it."""
        return f"{self.question.body.strip()}\n\n{self.persona}\n"


class Names(NamedTuple):
    """What sets one case apart from all others."""

    case: str
    address: str
    message_id: str


def names(*, study: str, domain: str, provider: str, task: str, slot: datetime, persona: str) -> Names:
    """Work out the names of the case that *provider* gets in *slot*, signed by *persona*: always the same ones."""
    digest = _digest(study, provider, task, slot)
    return Names(
        case=digest[:10].hex(),
        address=f"{_local_part(persona)}.{_mark(digest[11:16])}@{domain}",
        message_id=f"<{digest[16:28].hex()}@{domain}>",
    )


def message_id_of(case: str, number: int, domain: str) -> str:
    """Work out the Message-ID of follow-up *number* of *case*."""
    return f"<{hashlib.sha256(f'{case}/{number}'.encode()).hexdigest()[:24]}@{domain}>"


def letterhead(post: Post, *, provider: str, task: str, slot: datetime, turn: int) -> Letterhead:
    """
    Work out question, persona and reply address of the case that *provider* gets in *slot*.

    *turn* is the ordinal of the slot: all providers get the same question in the same slot,
    and the personas rotate against the questions.
    """
    digest = _digest(post.study, provider, task, slot)
    question = post.questions[turn % len(post.questions)]
    persona = post.personas[(turn + turn // len(post.questions) + digest[10]) % len(post.personas)]
    found = names(study=post.study, domain=post.domain, provider=provider, task=task, slot=slot, persona=persona)
    return Letterhead(
        case=found.case, question=question, persona=persona, address=found.address, message_id=found.message_id
    )


def _digest(study: str, provider: str, task: str, slot: datetime) -> bytes:
    return hashlib.sha256(f"{study}/{provider}/{task}/{slot.isoformat()}".encode()).digest()


def _local_part(persona: str) -> str:
    """Spell a name as a mail provider would suggest it: "Åsa Öberg" becomes "asa.oberg"."""
    spelled = persona.casefold().translate(_SPELLING)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return ".".join("".join(letter for letter in word if letter.isalnum()) for word in plain.split())


def _mark(digest: bytes) -> str:
    """
    Turn *digest*, 40 bits, into two letters and seven digits, such as "kt0483920".

    Two of 10,000 cases share one with a probability below 1 %. Digits alone would have to be more than seven,
    and spam filters take a longer row of them for a machine's.
    """
    letters, number = divmod(int.from_bytes(digest) % (26 * 26 * 10_000_000), 10_000_000)
    return f"{_LETTERS[letters // 26]}{_LETTERS[letters % 26]}{number:07d}"


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SPELLING = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l"})
