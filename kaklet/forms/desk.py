"""
The desk of the person who sends what machines may not: questions to forms behind a CAPTCHA, from their own browser.

A CAPTCHA is never bypassed. Who starts such a task is a person at a browser, and its times are those of the buttons.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, urlencode

import msgspec

from kaklet.config import Loaded
from kaklet.daemon import database, evidence
from kaklet.forms.letters import Letter, waiting_letters
from kaklet.forms.shapes import Entry, FormQueue, FormSheet, FormTask
from kaklet.mail.desk import SHORTEST, DeskError, named
from probes.contact.budget import WEEK
from probes.forms.door import VALUES
from probes.support_form import LISTS
from results.keep import EvidenceFolder, Store
from results.records import Case, Failure, FormDone, FormField, FormSeen, FormStart, Handover, Record

SENT = "sent by a person in a browser"
_NOBODY = "Every task has a name to it: say who does it with --by."
_ESSENTIAL = ("name", "email", "subject", "message")


class FormDesk:
    """The forms of the study *loaded* that wait for a person, as it stands at *now*. Raises `StoreError`."""

    def __init__(self, loaded: Loaded, now: datetime) -> None:
        data = Path(loaded.study.study.data)
        self._path = database(data)
        self._folder = EvidenceFolder(evidence(data))
        self._now = now
        self._store = Store.read(self._path)
        self._letters = {one.case.id: one for one in waiting_letters(loaded, self._store)}
        self._cases = {one.id: one for one in self._store.all(Case)}
        self._starts = {one.case: one for one in self._store.all(FormStart)}
        self._ends = {one.case: one for one in self._store.all(FormDone)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def queue(self) -> FormQueue:
        """Tell what waits: what nobody has begun, and what was begun and is not done."""
        names = [name for name in self._letters if name not in self._cases and name not in self._ends]
        names += [name for name in self._starts if name not in self._ends]
        return FormQueue(tasks=tuple(sorted(map(self._task, names), key=lambda one: (one.due, one.case))))

    def sheet(self, case: str) -> FormSheet:
        """Tell all that is needed to send the question of *case*. Raises `DeskError`."""
        name = self._named(case)
        found, texts = self._case(name), self._texts(name)
        shown = self._fields(found)
        entries = [
            Entry(
                role=field.role,
                field=field.label or field.name,
                text=_text(field, texts),
                required=field.required,
            )
            for field in shown
        ]
        roles = {field.role for field in shown}
        if "message" not in roles:
            told = [*_ESSENTIAL, *(role for role in texts if role in VALUES)]
            entries = [Entry(role=role, field=role, text=texts[role]) for role in told]
        letter = self._letters.get(name)
        return FormSheet(
            task=self._task(name),
            persona=found.persona,
            address=found.address,
            entries=tuple(entries),
            consent=letter.consent if letter else False,
        )

    def start(self, case: str, *, by: str) -> FormSheet:
        """
        Note that a person begins to send the question of *case* now, and tell what it needs.

        From this moment it is a contact. Whoever has begun it may ask again. Raises `DeskError`: the contact budget
        is spent, it is somebody else's, or it is over.
        """
        who, name = named(by, _NOBODY), self._named(case)
        if name in self._ends:
            raise DeskError(f"The case {name} is done: `kaklet form queue` lists what waits.")
        begun = self._starts.get(name)
        if begun is not None and begun.by != who:
            raise DeskError(
                f"{begun.by} began this at {begun.at:%Y-%m-%d %H:%M} UTC: ask them, or end it with `kaklet form done`."
            )
        if begun is None:
            self._begin(self._letters[name], who)
        return self.sheet(name)

    def done(self, case: str, *, by: str, sent: bool, why: str = "") -> FormDone:
        """
        Note that the question of *case* was *sent* just now, or *why* it was not.

        What nobody has begun can only be put aside, unsent, which is no contact. Raises `DeskError`.
        """
        who, name, reason = named(by, _NOBODY), self._named(case), " ".join(why.split())
        if name in self._ends:
            raise DeskError(f"The case {name} is done already, by {self._ends[name].by}.")
        if name not in self._starts and sent:
            raise DeskError("Nobody has begun this: `kaklet form start` it first, so that it is counted and timed.")
        if not sent and not reason:
            raise DeskError("Say why it was not sent.")
        end = FormDone(case=name, at=self._now, by=who, sent=sent, why=reason)
        records: list[Record] = [end]
        if name in self._starts:
            failure = None if sent else Failure.NEEDS_PERSON
            records.append(Handover(case=name, at=self._now, failure=failure, detail=SENT if sent else reason[:300]))
        self._keep(*records)
        self._ends[name] = end
        return end

    def _begin(self, letter: Letter, who: str) -> None:
        name, provider = letter.case.id, letter.case.provider
        self._check_budget(letter, self._store.contacts(provider, self._now - WEEK) + 1)
        sent = self._folder.put(urlencode(_texts_of(letter)).encode())
        case = msgspec.structs.replace(letter.case, opened_at=self._now, evidence=sent)
        self._keep(case, FormStart(case=name, at=self._now, by=who))
        held = next(one for one in self._store.all(FormStart) if one.case == name)
        if held.by != who:
            raise DeskError(f"{held.by} began this a moment ago: ask them.")
        self._cases[name], self._starts[name] = case, held
        try:
            # A daemon may have taken the last place meanwhile: both are on record now, so that one of them sees it.
            self._check_budget(letter, self._store.contacts(provider, self._now - WEEK))
        except DeskError as spent:
            self.done(name, by=who, sent=False, why=str(spent))
            raise

    def _check_budget(self, letter: Letter, contacts: int) -> None:
        if letter.per_week is not None and contacts > letter.per_week:
            raise DeskError(
                f"{letter.case.provider} has had its {letter.per_week} contacts in seven days: start this later."
            )

    def _named(self, case: str) -> str:
        wanted = case.strip()
        known = [*self._letters, *(name for name in self._starts if name not in self._letters)]
        found = [name for name in known if name == wanted] or [
            name for name in known if len(wanted) >= SHORTEST and name.startswith(wanted)
        ]
        if len(found) == 1 and (found[0] in self._starts or found[0] not in self._cases):
            return found[0]
        how = f"{len(found)} cases begin" if len(found) > 1 else "No case that waits for a person begins"
        raise DeskError(f"{how} with {wanted!r}: `kaklet form queue` lists those that wait.")

    def _case(self, name: str) -> Case:
        return self._cases[name] if name in self._starts else self._letters[name].case

    def _texts(self, name: str) -> dict[str, str]:
        if name in self._letters:
            return _texts_of(self._letters[name])
        try:
            return dict(parse_qsl(self._folder.get(self._cases[name].evidence).decode(), keep_blank_values=True))
        except KeyError:
            raise DeskError(f"The words of the case {name} are not there any more: end it with --not-sent.") from None

    def _address(self, name: str) -> str:
        """Tell where the form of a case was that has no letter any more; empty where that is lost with its words."""
        try:
            return self._texts(name).get("url", "")
        except DeskError:
            return ""

    def _task(self, name: str) -> FormTask:
        case, start, letter = self._case(name), self._starts.get(name), self._letters.get(name)
        return FormTask(
            case=name,
            provider=case.provider,
            task=case.task,
            target=case.target,
            url=letter.url if letter else self._address(name),
            due=case.slot,
            subject=case.subject,
            started_at=start.at if start else None,
            started_by=start.by if start else None,
        )

    def _fields(self, case: Case) -> tuple[FormField, ...]:
        """Tell the fields of the form as it was seen last, where it is watched; none where it is not."""
        seen = [
            one
            for one in self._store.all(FormSeen)
            if (one.provider, one.target) == (case.provider, case.target) and one.shape.purpose == "contact"
        ]
        newest = max(seen, key=lambda one: one.at, default=None)
        return newest.shape.fields if newest else ()

    def _keep(self, *records: Record) -> None:
        store = Store.create(self._path)
        try:
            store.keep(records)
        finally:
            store.close()


def _text(field: FormField, texts: Mapping[str, str]) -> str:
    """Tell what goes into *field*: of what the study gives beside the letter only what is demanded, or a choice."""
    if field.role in VALUES and not (field.required or field.role in LISTS):
        return ""
    return texts.get("email" if field.role == "email_confirm" else field.role, "")


def _texts_of(letter: Letter) -> dict[str, str]:
    """Tell what goes into a field, by its role; beside that where the form is, for whoever asks again later."""
    first, _, last = letter.case.persona.rpartition(" ")
    return {
        **{str(role): value for role, value in letter.values.items()},
        "url": letter.url,
        "name": letter.case.persona,
        "first_name": first or last,
        "last_name": last,
        "email": letter.case.address,
        "subject": letter.case.subject,
        "message": letter.words.strip(),
    }
