"""Knows cases by ticket numbers that were learned, and by what we wrote: for messages that nothing else places."""

from datetime import datetime
from typing import Self

import msgspec

from kaklet.forms.answers import learned_tickets
from kaklet.mail.hearing import letter_of, sent_text
from results.judge.decisions import placed
from results.judge.matching import STRONG, Found, Learned, Sent, by_contents, learn
from results.keep import EvidenceFolder, Store
from results.records import Assignment, Case, Channel, FollowUp, Match, Message, Placement
from results.records.letter import Letter

_SOURCES = ("cases", "messages", "assignments", "placements", "follow_ups", "form_answers", "handovers")
"""The tables that it is all known from. They only ever grow: while none is longer, there is nothing new in them."""


class CaseContents:
    """
    What is known of cases by their contents. A `probes.mailbox.Contents`.

    What it reads it remembers, so that a flood of mail that belongs nowhere costs one reading of the rest.
    """

    def __init__(self, folder: EvidenceFolder) -> None:
        self._folder = folder
        self._store: Store | None = None
        self._read: dict[tuple[str, str], Learned | None] = {}
        """By message and case: a person may place a message elsewhere later."""
        self._heard: dict[str, Learned] = {}
        """By message: of what was placed in this run and may not be on disk yet. Its provider is looked up later."""
        self._forms: dict[str, Learned | None] = {}
        """By case: the number that its form gave it."""
        self._sent: dict[tuple[str, int], Sent] = {}
        self._known: tuple[list[Learned], list[Sent]] | None = None
        """All of it, until something new is heard or on record."""
        self._sizes: list[int] = []

    def over(self, store: Store) -> Self:
        """Look things up in *store* from now on: a connection belongs to one thread and one reading."""
        self._store = store
        sizes = [store.count(table) for table in _SOURCES]
        if sizes != self._sizes:
            self._sizes, self._known = sizes, None
        return self

    def heard(self, message: Message, letter: Letter) -> None:
        """Remember a message that was placed."""
        if message.case is not None and message.matched_by in STRONG:
            self._heard[message.id] = learn(letter, case=message.case, provider="")
            self._known = None

    def case_by_contents(self, letter: Letter, at: datetime) -> tuple[str, Match] | None:
        """Tell the one case that *letter*, which came *at*, can belong to by its contents; None for a person to say."""
        found = self.find(letter, at)
        return (found.case, found.by) if found.case is not None and found.by is not None else None

    def find(self, letter: Letter, at: datetime) -> Found:
        """Tell where *letter*, which came *at*, may belong."""
        return by_contents(letter, at, *self._all()) if self._store else Found()

    def learned(self) -> list[Learned]:
        """Tell all that was learned of cases until now."""
        return self._all()[0]

    def _all(self) -> tuple[list[Learned], list[Sent]]:
        if self._store is None:
            return [], []
        if self._known is None:
            cases = {case.id: case for case in self._store.all(Case)}
            self._known = self._learned(self._store, cases), self._all_sent(self._store, cases)
        return self._known

    def _learned(self, store: Store, cases: dict[str, Case]) -> list[Learned]:
        messages = {
            message.id: message for message in placed(store.all(Message), store.all(Assignment), store.all(Placement))
        }
        found = [self._learned_of(one, cases) for one in messages.values() if one.matched_by in STRONG]
        self._heard = {name: told for name, told in self._heard.items() if name not in messages}
        found += [
            msgspec.structs.replace(one, provider=cases[one.case].provider)
            for one in self._heard.values()
            if one.case in cases
        ]
        unread = [case for case in cases.values() if case.channel is Channel.FORM and case.id not in self._forms]
        self._forms |= learned_tickets(store, self._folder, unread) if unread else {}
        return [one for one in (*found, *self._forms.values()) if one is not None]

    def _learned_of(self, message: Message, cases: dict[str, Case]) -> Learned | None:
        key = message.id, message.case or ""
        if key not in self._read:
            letter, case = letter_of(message, self._folder), cases.get(message.case or "")
            self._read[key] = learn(letter, case=case.id, provider=case.provider) if letter and case else None
        return self._read[key]

    def _all_sent(self, store: Store, cases: dict[str, Case]) -> list[Sent]:
        for case in cases.values():
            self._add_sent(case, case, 0)
        for letter in store.all(FollowUp):
            self._add_sent(cases[letter.case], letter, letter.number)
        return list(self._sent.values())

    def _add_sent(self, case: Case, letter: Case | FollowUp, number: int) -> None:
        if (case.id, number) not in self._sent:
            self._sent[case.id, number] = Sent(
                case=case.id,
                at=letter.opened_at,
                text=sent_text(letter.evidence, case.channel, self._folder),
                address=case.address,
                message_id=letter.message_id,
            )
