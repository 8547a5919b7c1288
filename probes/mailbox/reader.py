"""Reads the mailbox and adds what it finds to the cases. What belongs to no case is kept for a person."""

import hashlib

import msgspec

from probes.mailbox.inbox import Arrival, Inbox
from probes.mailbox.matching import CaseBook, Contents, is_seed_letter, match
from results.records import EvidenceStore, Message, Sighting, Sink
from results.records.letter import Letter, NotMail, read_letter


class Reader:
    """
    Takes over each message once: raw bytes first, then the record.

    A message is its bytes: the same bytes in another folder, or under another number, are the same message, found
    once more. (No two deliveries are equal to the byte: each server on the way stamps its own time and number.)

    *known* holds places that were read before; those that the book knows are added at the first reading.

    With *seeds_only* it takes over the letters to our seeds and leaves all else where it is, unkept: what else lies in
    the account of a seed is none of the study's business.
    """

    def __init__(
        self, inbox: Inbox, *, sink: Sink, evidence: EvidenceStore, known: set[str], seeds_only: bool = False
    ) -> None:
        self._inbox = inbox
        self._sink = sink
        self._evidence = evidence
        self._known = known
        self._seeds_only = seeds_only
        self._begun = False
        self._messages: dict[str, str] = {}
        """Message ids by SHA-256, of this run: the newest may not be on disk yet."""

    def read(self, book: CaseBook, contents: Contents | None = None) -> int:
        """
        Read what is new; tell how many messages.

        What neither address nor reference places waits for the end of the reading: the message that gave a case its
        ticket number may lie in the folder that is read last.

        Blocks; raises `MailboxError` if the mailbox cannot be read.
        """
        if not self._begun:
            self._known |= book.places()
            self._begun = True
        reading = _Reading(book, contents)
        try:
            for arrival in self._inbox.arrivals(self._known):
                self._take(arrival, reading)
        finally:
            # Also when the mailbox broke off: what was read until then is not read a second time.
            for message in reading.waiting.values():
                self._keep(self._placed(message, contents))
            for sighting in reading.again:
                self._keep(sighting)
        return reading.found

    def _take(self, arrival: Arrival, reading: "_Reading") -> None:
        sha256 = hashlib.sha256(arrival.raw).hexdigest()
        before = self._before(sha256, reading)
        if before is not None:
            # Its bytes are not kept again: they may have been removed because their time had come.
            reading.again.append(
                Sighting(id=arrival.id, message=before, folder=arrival.folder, received_at=arrival.received_at)
            )
            return
        letter = None
        if self._seeds_only:
            letter = _letter(arrival.raw)
            if letter is None or not is_seed_letter(letter, reading.book):
                self._known.add(arrival.id)
                return
        self._evidence.put(arrival.raw)
        letter = letter or _letter(arrival.raw)
        matching = match(letter, reading.book) if letter else None
        message = Message(
            id=arrival.id,
            case=matching.case if matching else None,
            matched_by=matching.by if matching else None,
            received_at=arrival.received_at,
            folder=arrival.folder,
            evidence=sha256,
        )
        reading.found += 1
        if letter and matching and not matching.settled and reading.contents:
            reading.waiting[sha256] = message
            return
        if letter and reading.contents:
            reading.contents.heard(message, letter)
        self._keep(message)

    def _before(self, sha256: str, reading: "_Reading") -> str | None:
        if sha256 in reading.waiting:
            return reading.waiting[sha256].id
        return self._messages.get(sha256) or reading.book.message_by_evidence(sha256)

    def _keep(self, record: Message | Sighting) -> None:
        self._sink.keep(record)
        self._known.add(record.id)
        if isinstance(record, Message):
            self._messages[record.evidence] = record.id

    def _placed(self, message: Message, contents: Contents | None) -> Message:
        letter = _letter(self._evidence.get(message.evidence))
        found = contents.case_by_contents(letter, message.received_at) if contents and letter else None
        return msgspec.structs.replace(message, case=found[0], matched_by=found[1]) if found else message


class _Reading:
    """One reading of the mailbox: where things are looked up, and what waits for its end."""

    def __init__(self, book: CaseBook, contents: Contents | None) -> None:
        self.book = book
        self.contents = contents
        self.found = 0
        self.waiting: dict[str, Message] = {}
        self.again: list[Sighting] = []


def _letter(raw: bytes) -> Letter | None:
    try:
        return read_letter(raw)
    except NotMail:
        return None
