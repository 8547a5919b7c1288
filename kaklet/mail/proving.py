"""
Opens links that a form's software mails before it takes a question: where the study allows it, once, and on record.

That a link is to be opened is on disk before its host is asked. Who finds that record asks no more: after a kill it
is not known whether the link was opened, and it stays so.
"""

import asyncio
import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kaklet.campaign.document import decoded
from kaklet.mail.hearing import read_correspondence
from kaklet.study import Address, Study
from probes.contact.manners import host_of, is_loopback
from probes.forms.proof_link import Link, link_among
from probes.forms.proving import open_once
from probes.probe import ProbeFailed, one_line, utc_now
from probes.support_form import SupportFormProbe
from results.judge.correspondence import Heard
from results.judge.decisions import placed
from results.keep import EvidenceFolder, Store, StoreError
from results.records import (
    Approval,
    Assignment,
    Case,
    Channel,
    Failure,
    Handover,
    Match,
    Message,
    Placement,
    Plan,
    Review,
    Sink,
    Verdict,
    Verification,
    VerificationOutcome,
)
from results.records.mail_links import links_in

SURE = frozenset({Match.ADDRESS, Match.PERSON})
"""How a message must have come to its case: a link in a mail that was placed by a guess may be anybody's."""
_TAKEN = frozenset({None, Failure.OUTCOME_UNKNOWN})
_SOURCES = (
    *("cases", "handovers", "verifications", "plans", "approvals"),
    *("messages", "assignments", "placements", "reviews"),
)
"""The tables that tell what is due. They only ever grow: while none is longer, nothing new is."""

log = logging.getLogger(__name__)


class Due(NamedTuple):
    """A link that may be opened now."""

    case: str
    message: str
    link: Link
    hosts: frozenset[str]
    local: bool
    ca_file: str | None


class Proving:
    """Looks for such links in the mail of *study*, whose store is at *path*, and opens them."""

    def __init__(self, study: Study, path: Path, folder: EvidenceFolder, sink: Sink) -> None:
        self._study = study
        self._path = path
        self._folder = folder
        self._sink = sink
        self._doors: dict[tuple[str, str], Address] = {
            (provider.id, name): at
            for provider in study.provider
            for name, at in provider.target.items()
            if at.form is not None and at.form.proving_hosts
        }
        self._authorities = {
            task.name: task.probe.ca_file for task in study.task if isinstance(task.probe, SupportFormProbe)
        }
        self._begun: set[str] = set()
        self._sizes: list[int] = []
        self._seen: object = None

    def __bool__(self) -> bool:
        """Whether the study allows any link to be opened."""
        return bool(self._doors)

    async def turn(self) -> None:
        """Open what is due. Trouble with the store is told, and opens nothing."""
        try:
            for due in await asyncio.to_thread(self._due):
                await self._open(due)
        except StoreError as error:
            log.warning("%s No link that a form asks for is opened until then.", error)

    async def _open(self, due: Due) -> None:
        self._begun.add(due.case)
        self._sink.keep(
            Verification(
                case=due.case,
                message=due.message,
                host=due.link.host,
                url_sha256=hashlib.sha256(due.link.url.encode()).hexdigest(),
                at=utc_now(),
            )
        )
        await self._sink.settled()
        try:
            opened = await open_once(due.link.url, due.hosts, local=due.local, ca_file=due.ca_file)
        except ProbeFailed as failed:
            outcome = VerificationOutcome(
                case=due.case, at=utc_now(), failure=failed.failure, detail=one_line(failed.detail)
            )
        else:
            outcome = VerificationOutcome(case=due.case, at=utc_now(), status=opened.status, host=opened.host)
        self._sink.keep(outcome)
        log.info("The link that case %s asked for was opened once: %s.", due.case, outcome.status or outcome.failure)

    def _due(self) -> list[Due]:
        store = Store.read(self._path)
        try:
            sizes = [*map(store.count, _SOURCES), len(self._begun)]
            if sizes == self._sizes:
                return []
            found = list(self._found(store))
            self._sizes = sizes
            return found
        finally:
            store.close()

    def _found(self, store: Store) -> Iterator[Due]:
        wanted = {case.id: case for case in self._waiting(store)}
        if not wanted:
            return
        decisions = store.all(Assignment), store.all(Placement), store.all(Review)
        messages = placed(store.all(Message), *decisions[:2])
        mail = frozenset(one.id for one in messages if one.case in wanted and one.matched_by in SURE)
        seen = mail, tuple(len(every) for every in decisions)
        if not mail or seen == self._seen:
            return  # judging reads all mail, and nothing has come or been decided since
        providers = {case.provider for case in wanted.values()}
        cases = [case for case in store.all(Case) if case.provider in providers]
        heard = read_correspondence(store, self._folder, cases).heard(human_seconds=self._study.rules.human_seconds)
        found: dict[str, Due] = {}
        for one in heard:
            name = one.message.case or ""
            if one.message.id in mail and name not in found and (due := self._judged(one, wanted[name])):
                found[name] = due
        self._seen = seen
        yield from found.values()

    def _waiting(self, store: Store) -> Iterator[Case]:
        """Yield the questions of ours that a form took, of which no link was opened, and of which one may be."""
        begun = {one.case for one in store.all(Verification)} | self._begun
        taken = {one.case for one in store.all(Handover) if not one.number and one.failure in _TAKEN}
        plans: dict[str, Plan] | None = None
        for case in store.all(Case):
            door = self._doors.get((case.provider, case.target))
            if (
                door is None
                or case.channel is not Channel.FORM
                or case.agent != self._study.study.agent
                or not case.evidence
                or case.id in begun
                or case.id not in taken
            ):
                continue
            if case.plan is None:
                if is_loopback(host_of(door.url)):
                    yield case
                continue
            plans = plans if plans is not None else _approved(store)
            if case.plan in plans and _planned(case, plans[case.plan], door):
                yield case

    def _judged(self, one: Heard, case: Case) -> Due | None:
        if one.verdict is not Verdict.VERIFICATION_REQUIRED:
            return None
        door = self._doors[case.provider, case.target]
        hosts = door.form.proving_hosts if door.form else frozenset()
        local = is_loopback(host_of(door.url))
        try:
            links = links_in(self._folder.get(one.message.evidence))
        except KeyError:
            return None
        link = link_among(links, hosts, local=local) if links else None
        ca_file = self._authorities.get(case.task)
        return Due(case.id, one.message.id, link, hosts, local, ca_file) if link else None


def _approved(store: Store) -> dict[str, Plan]:
    by_people = {one.plan for one in store.all(Approval)}
    return {one.sha256: one for one in store.all(Plan) if one.sha256 in by_people}


def _planned(case: Case, plan: Plan, door: Address) -> bool:
    """Whether *plan* says of the form of *case* just what the study says now: what a person approved holds."""
    contact = next((one for one in decoded(plan.document).contacts if one.case == case.id), None)
    return contact is not None and (contact.url, contact.form) == (door.url, door.form)
