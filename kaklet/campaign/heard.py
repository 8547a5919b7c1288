"""What has come in a case so far: the judges' verdicts, with people's decisions above them."""

from kaklet.mail.hearing import read_correspondence
from results.keep import EvidenceFolder, Store
from results.records import Case, Verdict


def heard(store: Store, folder: EvidenceFolder, case_id: str, *, human_seconds: float) -> set[Verdict]:
    """Return the verdicts on all messages of the case *case_id*, as they hold now."""
    cases = store.all(Case)
    provider = next(case.provider for case in cases if case.id == case_id)
    # All of the provider's cases are judged: what is a template shows in them.
    post = read_correspondence(store, folder, [case for case in cases if case.provider == provider])
    decided = {one.message: one.verdict for one in post.decisions.reviews if one.verdict is not None}
    # What is in the case and could not even be read may be anything, unless a person knows.
    verdicts = {one.evidence: decided.get(one.id, Verdict.UNDETERMINED) for one in post.messages if one.case == case_id}
    verdicts |= {one.evidence: one.verdict for one in post.judged(human_seconds=human_seconds).get(case_id, ())}
    return set(verdicts.values())
