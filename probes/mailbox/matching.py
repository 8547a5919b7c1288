"""
Which case a message belongs to, by what it was sent to and what it refers to.

Never by its sender: answers come from anywhere. Where it may be two cases, it is a person's to say.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from results.records import Match, Message
from results.records.letter import Letter, delivered_to, recipients, references

Placed = tuple[str, Match]
"""A case, and how it was found."""


class CaseBook(Protocol):
    """Where cases, and what has been read before, are looked up."""

    def case_by_address(self, address: str) -> str | None:
        """Tell the case whose reply address is *address*."""
        ...

    def case_by_message_id(self, message_id: str) -> str | None:
        """Tell the case whose question, or one of whose follow-ups, had the Message-ID *message_id*."""
        ...

    def is_seed(self, case: str) -> bool:
        """Whether *case* went to an address of the study's own."""
        ...

    def message_by_evidence(self, sha256: str) -> str | None:
        """Tell the message whose bytes have this SHA-256."""
        ...

    def places(self) -> set[str]:
        """Tell every place in the mailbox that has been read."""
        ...


class Contents(Protocol):
    """What knows cases by what stands in a letter: a ticket number, a quotation."""

    def heard(self, message: Message, letter: Letter) -> None:
        """Learn from a message that was placed without it."""
        ...

    def case_by_contents(self, letter: Letter, at: datetime) -> Placed | None:
        """
        Tell the one case that *letter*, which came *at*, can belong to by its contents.

        None if there is none, or are several.
        """
        ...


class Matching(NamedTuple):
    """What the rules that need no reading of the text say."""

    case: str | None
    by: Match | None
    settled: bool
    """Whether they have decided, if only that a person must."""


def match(letter: Letter, book: CaseBook) -> Matching:
    """
    Find the case of *letter* by address, then by reference.

    The first rule that finds a case decides. One that finds several decides as well: then nobody but a person can.
    """
    if ours := _ours(letter, book):
        return Matching(*ours, settled=True) if book.is_seed(ours[0]) else Matching(None, None, settled=True)
    found = _first(
        (Match.ADDRESS, map(book.case_by_address, delivered_to(letter))),
        (Match.ADDRESS, map(book.case_by_address, recipients(letter))),
        (Match.REFERENCE, map(book.case_by_message_id, references(letter))),
    )
    if found.case is not None and book.is_seed(found.case) and _from_the_post(letter):
        # A bounce must not pass for the arrival of the letter that it gives back: a person looks at it.
        return Matching(None, None, settled=True)
    return found


def _from_the_post(letter: Letter) -> bool:
    """Whether a mail server wrote *letter*, as far as that shows from outside (RFC 3461, 6; RFC 3464, 2)."""
    user = letter.sender.partition("@")[0]
    return (
        "multipart/report" in letter.content_types[:1]
        or user in {"mailer-daemon", "postmaster"}
        or letter.first("return-path").strip() == "<>"
    )


def is_seed_letter(letter: Letter, book: CaseBook) -> bool:
    """Whether *letter* is one of ours to a seed, arrived."""
    ours = _ours(letter, book)
    return ours is not None and book.is_seed(ours[0])


def _first(*rules: tuple[Match, Iterable[str | None]]) -> Matching:
    for way, cases in rules:
        found = {case for case in cases if case is not None}
        if found:
            case = found.pop() if len(found) == 1 else None
            return Matching(case, way if case else None, settled=True)
    return Matching(None, None, settled=False)


def _ours(letter: Letter, book: CaseBook) -> Placed | None:
    """
    Tell the case of a letter that is our own: a seed's that has arrived, or a question that was sent back to us.

    Only a seed's belongs to its case: our own question is nobody's answer.
    """
    if case := book.case_by_message_id(letter.first("message-id").strip()):
        return case, Match.REFERENCE
    # Some servers replace the Message-ID of what they pass on.
    case = book.case_by_address(letter.sender) if letter.sender else None
    return (case, Match.ADDRESS) if case and book.is_seed(case) else None
