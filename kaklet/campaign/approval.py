"""Whether the plan of the present study file is approved, and by whom."""

from datetime import datetime

from kaklet.campaign.document import Document
from results.keep import Store
from results.records import Approval, Plan


class ApprovalError(Exception):
    """The plan cannot be approved: one sentence that says what to do."""


def keep_plan(store: Store, document: Document, now: datetime) -> Plan:
    """Write the plan down; a plan that is known already stays as it is."""
    plan = Plan(sha256=document.sha256, made_at=now, document=document.encoded())
    store.keep([plan])
    return plan


def approvals_of(store: Store, sha256: str) -> list[Approval]:
    """Return the approvals of the plan *sha256*, oldest first."""
    return [one for one in store.all(Approval) if one.plan == sha256]


def approve(store: Store, document: Document, sha256: str, *, by: str, now: datetime) -> Approval:
    """
    Approve the plan *sha256* if it is that of the present study file, whose plan is *document*.

    Raises `ApprovalError` if it is not known, not the present one, or if its first letter is due already.
    """
    known = {plan.sha256 for plan in store.all(Plan)}
    if sha256 not in known:
        raise ApprovalError(
            f"No plan with the hash {sha256} was ever printed: give the whole hash that `kaklet plan` prints."
        )
    if sha256 != document.sha256:
        raise ApprovalError(
            f"The study has changed since that plan was printed; its plan is now {document.sha256}: "
            "read it with `kaklet plan`, then approve that."
        )
    if not by.strip():
        raise ApprovalError("An approval needs a name: give it with --by.")
    first = min(one.at for one in document.contacts)
    if first <= now:
        raise ApprovalError(
            f"The first letter of that plan was due at {first:%Y-%m-%d %H:%M} UTC, which is over: "
            "set a later campaign.start, and read the new plan."
        )
    approval = Approval(plan=sha256, at=now, by=by.strip())
    store.keep([approval])
    return approval
