"""What forms said, read from the store and the evidence and judged."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from probes.forms.posted import posted_entries
from results.judge.form_outcome import Outcome, judge
from results.judge.form_results import FormSaid
from results.judge.mail.redaction import redact
from results.judge.matching import Learned
from results.judge.verification import proof_of
from results.keep import EvidenceFolder, Store
from results.records import Case, FormAnswer, FormDone, FormStart, Handover, Verification, VerificationOutcome
from results.records.came_back import CameBack


def outcomes_of(store: Store, folder: EvidenceFolder, cases: Sequence[Case]) -> dict[str, Outcome]:
    """Judge what forms said to *cases*, by case; what it quotes is redacted. Where no answer came, there is none."""
    handovers = {one.case: one for one in store.all(Handover) if not one.number}
    by_id = {case.id: case for case in cases}
    found: dict[str, Outcome] = {}
    for answer in store.all(FormAnswer):
        case, handover = by_id.get(answer.case), handovers.get(answer.case)
        came = came_back(answer, case, handover, folder) if case and handover else None
        if came is not None:
            outcome = judge(came)
            found[answer.case] = msgspec.structs.replace(outcome, quoted=tuple(map(redact, outcome.quoted)))
    return found


def forms_of(store: Store, folder: EvidenceFolder, cases: Sequence[Case]) -> dict[str, FormSaid]:
    """Tell what is known of the forms that *cases* went by, by case."""
    outcomes = outcomes_of(store, folder, cases)
    known = {case.id for case in cases}
    begun = {one.case: one for one in store.all(Verification) if one.case in known}
    opened = {one.case: one for one in store.all(VerificationOutcome)}
    robots = {one.case: one.robots for one in store.all(FormAnswer) if one.case in known}
    in_hand = {one.case for one in store.all(FormStart)} - {one.case for one in store.all(FormDone)}
    return {
        # A form that a person has sent has no answer on record, and may have wanted a link opened all the same.
        case: FormSaid(
            outcome=outcomes.get(case),
            robots=robots.get(case),
            in_hand=case in in_hand,
            proof=proof_of(begun.get(case), opened.get(case)),
        )
        for case in robots.keys() | begun.keys() | (in_hand & known)
    }


def came_back(answer: FormAnswer, case: Case, handover: Handover, folder: EvidenceFolder) -> CameBack | None:
    """Gather what is known of one answer; None where none came, or its bytes are not there."""
    if answer.status is None or handover.evidence is None:
        return None
    body = _bytes(folder, handover.evidence)
    if body is None:
        return None
    return CameBack(
        url=answer.url,
        status=answer.status,
        body=body,
        content_type=answer.content_type,
        charset=answer.charset,
        headers=_headers(answer.headers),
        before_url=answer.page_url,
        before=_bytes(folder, answer.page) or b"",
        before_charset=answer.page_charset,
        sent=dict(posted_entries(_bytes(folder, case.evidence) or b"")),
    )


def learned_tickets(store: Store, folder: EvidenceFolder, cases: Sequence[Case]) -> dict[str, Learned | None]:
    """
    Tell the numbers that forms gave *cases*, by case: mail names them. None where a form gave none.

    Their host is the form's own. A case whose form has not answered is left out: it may yet.
    """
    hosts = {one.case: urlsplit(one.page_url).hostname or "" for one in store.all(FormAnswer)}
    providers = {case.id: case.provider for case in cases}
    return {
        case: Learned(
            case=case,
            provider=providers[case],
            host=hosts.get(case, "").removeprefix("www."),
            ticket=outcome.ticket.casefold().lstrip("#"),
        )
        if outcome.ticket
        else None
        for case, outcome in outcomes_of(store, folder, cases).items()
    }


def _headers(lines: str) -> dict[str, str]:
    pairs = (line.partition(": ") for line in lines.splitlines())
    return {name: value for name, mark, value in pairs if mark}


def _bytes(folder: EvidenceFolder, sha256: str) -> bytes | None:
    try:
        return folder.get(sha256) if sha256 else None
    except KeyError:
        return None
