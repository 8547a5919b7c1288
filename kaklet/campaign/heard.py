"""What has come in a case so far: the judges' verdicts, with people's decisions above them."""

from urllib.parse import parse_qsl

from results.judge.correspondence import judge_messages
from results.judge.decisions import placed
from results.keep import EvidenceFolder, Store
from results.records import Assignment, Case, Channel, Handover, Message, Placement, Review, Verdict
from results.records.letter import Letter, NotMail, read_letter


def heard(store: Store, folder: EvidenceFolder, case_id: str, *, human_seconds: float) -> set[Verdict]:
    """Return the verdicts on all messages of the case *case_id*, as they hold now."""
    cases = {case.id: case for case in store.all(Case)}
    provider = cases[case_id].provider
    own = [case for case in cases.values() if case.provider == provider]
    messages = placed(store.all(Message), store.all(Assignment), store.all(Placement))
    judged = judge_messages(
        own,
        {one.case: one for one in store.all(Handover) if not one.number},
        messages,
        {one.id: letter for one in messages if one.case and (letter := _letter(one.evidence, folder)) is not None},
        {case.id: _sent_text(case, folder) for case in own},
        human_seconds=human_seconds,
    )
    decided = {one.message: one.verdict for one in store.all(Review) if one.verdict is not None}
    by_people = {one.evidence: decided[one.id] for one in messages if one.case == case_id and one.id in decided}
    verdicts = {one.evidence: one.verdict for one in judged.get(case_id, [])}
    # What is in the case and could not even be read may be anything.
    unread = {one.evidence: Verdict.UNDETERMINED for one in messages if one.case == case_id}
    return set({**unread, **verdicts, **by_people}.values())


def _letter(evidence: str, folder: EvidenceFolder) -> Letter | None:
    try:
        return read_letter(folder.get(evidence))
    except (KeyError, NotMail):
        return None


def _sent_text(case: Case, folder: EvidenceFolder) -> str:
    if case.channel is Channel.EMAIL:
        letter = _letter(case.evidence, folder)
        return letter.text if letter else ""
    try:
        sent = folder.get(case.evidence)
    except KeyError:
        return ""
    return "\n".join(value for _, value in parse_qsl(sent.decode(errors="replace")))
