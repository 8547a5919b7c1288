"""Reads the mailbox and adds what it finds to the cases. What belongs to no case is kept for a person."""

from typing import Protocol

from probes.mailbox.inbox import Arrival, Inbox
from results.records import EvidenceStore, Match, Message, Sink
from results.records.letter import Letter, NotMail, read_letter, recipients, references


class CaseBook(Protocol):
    """Where cases are looked up."""

    def case_by_address(self, address: str) -> str | None:
        """Tell the case whose reply address is *address*."""
        ...

    def case_by_message_id(self, message_id: str) -> str | None:
        """Tell the case of which a letter of ours had the Message-ID *message_id*."""
        ...

    def seed_by_message_id(self, message_id: str) -> str | None:
        """Tell the case of the letter to a seed of our own with the Message-ID *message_id*."""
        ...


class Reader:
    """
    Takes over each message once: raw bytes first, then the record.

    *known* holds the ids that were read before, by this run or an earlier one.
    """

    def __init__(self, inbox: Inbox, *, sink: Sink, evidence: EvidenceStore, known: set[str]) -> None:
        self._inbox = inbox
        self._sink = sink
        self._evidence = evidence
        self._known = known

    def read(self, book: CaseBook) -> int:
        """Read what is new; return how many messages. Blocks; raises `MailboxError` if the mailbox cannot be read."""
        found = 0
        for arrival in self._inbox.arrivals(self._known):
            self._sink.keep(self._message(arrival, book))
            self._known.add(arrival.id)
            found += 1
        return found

    def _message(self, arrival: Arrival, book: CaseBook) -> Message:
        sha256 = self._evidence.put(arrival.raw)
        case, matched_by = match(arrival.raw, book)
        return Message(
            id=arrival.id,
            case=case,
            matched_by=matched_by,
            received_at=arrival.received_at,
            folder=arrival.folder,
            evidence=sha256,
        )


def match(raw: bytes, book: CaseBook) -> tuple[str | None, Match | None]:
    """
    Find the case of a message: by the address it was sent to, then by the Message-IDs it refers to.

    Never by its sender: answers come from anywhere.
    """
    try:
        letter: Letter = read_letter(raw)
    except NotMail:
        return None, None
    for address in recipients(letter):
        if case := book.case_by_address(address):
            return case, Match.ADDRESS
    for message_id in references(letter):
        if case := book.case_by_message_id(message_id):
            return case, Match.REFERENCE
    # A letter to a seed is found by its own Message-ID: it is not answered, it arrives.
    if (own := (letter.first("message-id") or "").strip()) and (case := book.seed_by_message_id(own)):
        return case, Match.REFERENCE
    return None, None
