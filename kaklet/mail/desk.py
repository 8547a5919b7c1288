"""The desk of the person who looks at mail: what waits there, and the decisions that are taken."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self, TypeVar

from kaklet.config import Loaded
from kaklet.daemon import database, evidence
from kaklet.mail.case_contents import CaseContents
from kaklet.mail.hearing import Correspondence, read_correspondence
from kaklet.mail.shapes import Item, Looked, Wait
from results.judge.correspondence import Heard
from results.judge.mail.redaction import names_of, redact, redact_reason
from results.judge.mail.verdict import classify
from results.keep import EvidenceFolder, Store
from results.records import Assignment, CallBack, Case, Message, Review, Verdict
from results.records.letter import Letter, recipients, references

SHORT = 8
"""Characters of a message's SHA-256 that name it, or more where two begin alike."""
SHORTEST = 4
_MAIL_TABLES = ("cases", "handovers", "messages", "reviews", "assignments", "placements", "call_backs", "forgotten")
"""All that `read_correspondence` reads: one that is left out keeps its news from a desk with a memory."""
_REMEMBERED = ("post", "_heard")
_NOBODY = "Every decision has a name to it: say who decides with --by."


_Decision = TypeVar("_Decision", Assignment, CallBack, Review)


class DeskError(Exception):
    """What was asked of the desk cannot be: one sentence that says what to do."""


class Memory:
    """
    What a desk read and judged last, for the next one of the same study in the same program.

    The tables of mail only ever grow: as long as none has grown, the same comes of them.
    """

    def __init__(self) -> None:
        self._kept: tuple[tuple[int, ...], dict[str, object]] = ((), {})

    def recall(self, mark: tuple[int, ...]) -> dict[str, object]:
        """Return what was kept while the tables were as long as *mark* says; nothing if they have grown."""
        before, kept = self._kept
        return kept if before == mark else {}

    def keep(self, mark: tuple[int, ...], read: dict[str, object]) -> None:
        """Keep what was *read* while the tables were as long as *mark* says."""
        self._kept = (mark, read)


class Desk:
    """
    The mail of the study *loaded*, as it stands at *now*. Raises `StoreError` if there is no database.

    With a *memory*, what has not changed since the last desk is not read and judged again.
    """

    def __init__(self, loaded: Loaded, now: datetime, memory: Memory | None = None) -> None:
        data = Path(loaded.study.study.data)
        self._path = database(data)
        self._folder = EvidenceFolder(evidence(data))
        self._human_seconds = loaded.study.rules.human_seconds
        self._now = now
        self._store = Store.read(self._path)
        self._memory = memory
        # Before anything is read: what comes meanwhile makes the next mark another one.
        self._mark = tuple(self._store.count(table) for table in _MAIL_TABLES) if memory else ()
        if memory:
            vars(self).update(memory.recall(self._mark))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        if self._memory:
            self._memory.keep(self._mark, {name: vars(self)[name] for name in _REMEMBERED if name in vars(self)})

    @cached_property
    def post(self) -> Correspondence:
        """All cases and messages, read once."""
        return read_correspondence(self._store, self._folder)

    @cached_property
    def _heard(self) -> dict[str, Heard]:
        return {one.message.id: one for one in self.post.heard(human_seconds=self._human_seconds)}

    @cached_property
    def _cases(self) -> dict[str, Case]:
        return {case.id: case for case in self.post.cases}

    @cached_property
    def _short_ids(self) -> dict[str, str]:
        """The short id of each message: as many characters as tell it from all others."""
        ids: dict[str, str] = {}
        for length in range(SHORT, 65):
            left = [one for one in self.post.messages if one.id not in ids and one.evidence]
            begun = Counter(one.evidence[:length] for one in self.post.messages)
            ids |= {one.id: one.evidence[:length] for one in left if begun[one.evidence[:length]] == 1}
            if len(left) == 0:
                break
        return {one.id: ids.get(one.id, one.id) for one in self.post.messages}

    def all_heard(self) -> list[Heard]:
        """Tell what rules and people say of each message of a case, in the order of arrival."""
        return list(self._heard.values())

    def case_of(self, message: Message) -> Case | None:
        """Tell the case that *message* belongs to; None if it belongs to none."""
        return self._cases.get(message.case or "")

    def asked(self, case: Case) -> str:
        """Tell what was asked in *case*, redacted; empty if its words are not there."""
        return redact(self.post.questions.get(case.id, ""), [case.persona])

    def queue(self) -> list[Item]:
        """Tell what waits for a person, the oldest first."""
        found = (self._item(message) for message in sorted(self.post.messages, key=lambda one: one.received_at))
        return [item for item in found if item is not None]

    def _item(self, message: Message) -> Item | None:
        case, heard = self._cases.get(message.case or ""), self._heard.get(message.id)
        why = tuple(self._waits(message, case, heard))
        if not why:
            return None
        letter = self.post.letters.get(message.id)
        names = names_of(letter) if letter else ()
        return Item(
            message=self._short_ids[message.id],
            why=why,
            received_at=message.received_at,
            folder=message.folder,
            subject=redact(letter.subject, [*names, case.persona] if case else names) if letter else "",
            provider=case.provider if case else None,
            case=case.id if case else None,
            verdict=heard.verdict if heard else None,
            machine=heard.machine if heard else None,
            promised_until=heard.decided.promised_until if heard else None,
        )

    def _waits(self, message: Message, case: Case | None, heard: Heard | None) -> Iterator[Wait]:
        if case is None and message.matched_by is None:
            yield Wait.UNMATCHED
        if case is None or heard is None or case.seed:
            return
        decided = heard.decided
        if heard.verdict is Verdict.UNDETERMINED:
            yield Wait.UNDETERMINED
        if heard.verdict is Verdict.HUMAN and decided.useful is None:
            yield Wait.UNGRADED
        promised = decided.promised_until
        if promised is not None and promised <= self._now and decided.kept_at is None and not decided.broken:
            yield Wait.PROMISE

    def message(self, name: str) -> Message:
        """Tell the message whose id is *name*, or whose SHA-256 begins with it. Raises `DeskError` if not just one."""
        wanted = name.strip()
        same = [one for one in self.post.messages if one.id == wanted]
        found = same or [
            one for one in self.post.messages if len(wanted) >= SHORTEST and one.evidence.startswith(wanted.lower())
        ]
        if not found:
            raise DeskError(
                f"No message is called {wanted!r}: `kaklet mail queue` lists those that wait, with their ids."
            )
        if len(found) > 1:
            ids = ", ".join(self._short_ids[one.id] for one in found[:5])
            raise DeskError(f"{len(found)} messages begin with {wanted!r} ({ids}): give more of its id.")
        return found[0]

    def case(self, name: str) -> Case:
        """Tell the case whose id is *name*, or begins with it. Raises `DeskError` if not just one."""
        wanted = name.strip()
        same = [case for case in self.post.cases if case.id == wanted]
        found = same or [case for case in self.post.cases if len(wanted) >= SHORTEST and case.id.startswith(wanted)]
        if len(found) != 1:
            how = f"{len(found)} cases begin" if found else "No case begins"
            raise DeskError(f"{how} with {wanted!r}: give the id of one, as `kaklet mail show` names them.")
        return found[0]

    def look(self, message: Message) -> Looked:
        """Tell all that helps to decide about *message*."""
        case, heard = self._cases.get(message.case or ""), self._heard.get(message.id)
        letter, people = self.post.letters.get(message.id), self.post.decisions
        judgement = classify(letter) if letter and heard is None else None
        names = (*names_of(letter), case.persona) if letter and case else names_of(letter) if letter else ()
        reasons = judgement.reasons if judgement else ()
        return Looked(
            message=message,
            short=self._short_ids[message.id],
            letter=letter,
            case=case,
            heard=heard,
            machine=heard.machine if heard else judgement.verdict if judgement else None,
            reasons=heard.reasons if heard else tuple(redact_reason(reason, names) for reason in reasons),
            names=names,
            question=self.asked(case) if case else "",
            candidates=tuple(self._candidates(message, letter)) if case is None and letter else (),
            reviews=tuple(one for one in people.reviews if one.message == message.id),
            assignments=tuple(one for one in people.assignments if one.message == message.id),
            call_backs=tuple(one for one in people.call_backs if one.message == message.id),
        )

    def _candidates(self, message: Message, letter: Letter) -> Iterator[Case]:
        named = [
            *map(self._store.case_by_address, recipients(letter)),
            *map(self._store.case_by_message_id, (*references(letter), letter.first("message-id").strip())),
            *CaseContents(self._folder).over(self._store).find(letter, message.received_at).candidates,
        ]
        yield from (self._cases[case] for case in dict.fromkeys(named) if case in self._cases)

    def raw(self, message: Message) -> bytes:
        """Return the bytes of *message*. Raises `DeskError` if they are not there."""
        try:
            return self._folder.get(message.evidence)
        except KeyError:
            raise DeskError(
                "The bytes of this message are not there: it was imported, or they were removed in their time."
            ) from None

    def assign(self, message: Message, case: Case | None, *, by: str, why: str) -> Assignment:
        """Place *message* in *case*, or in none."""
        return self._kept(
            Assignment(
                message=message.id, case=case.id if case else None, by=named(by, _NOBODY), at=self._now, why=why.strip()
            )
        )

    def review(
        self,
        message: Message,
        *,
        by: str,
        why: str = "",
        verdict: Verdict | None = None,
        useful: bool | None = None,
        promised_until: datetime | None = None,
    ) -> Review:
        """Note what a person says of *message*; what is None was not judged."""
        if verdict is None and useful is None and promised_until is None:
            raise DeskError("Nothing was decided: give --verdict, --useful or --promised-until.")
        if promised_until is not None and promised_until < message.received_at:
            raise DeskError("A promise is about a time after the message: correct --promised-until.")
        return self._kept(
            Review(
                message=message.id,
                by=named(by, _NOBODY),
                at=self._now,
                why=why.strip(),
                verdict=verdict,
                useful=useful,
                promised_until=promised_until,
            )
        )

    def kept(self, message: Message, *, at: datetime | None, by: str, why: str = "") -> CallBack:
        """Note that what *message* promised was kept *at*, or not kept (None)."""
        if not any(one.message == message.id and one.promised_until for one in self.post.decisions.reviews):
            raise DeskError("No promise of this message is noted: `kaklet mail review --promised-until` notes one.")
        if at is not None and not message.received_at <= at <= self._now:
            raise DeskError("A promise is kept after the message and not in the future: correct --at.")
        return self._kept(
            CallBack(message=message.id, kept_at=at, by=named(by, _NOBODY), at=self._now, why=why.strip())
        )

    def _kept(self, record: _Decision) -> _Decision:
        store = Store.create(self._path)
        try:
            store.keep([record])
        finally:
            store.close()
        return record


def named(by: str, otherwise: str) -> str:
    """Return a person's name as it is noted. Raises `DeskError` with the sentence *otherwise* if it is none."""
    name = " ".join(by.split())
    if not name.isprintable() or not name:
        raise DeskError(otherwise)
    return name
