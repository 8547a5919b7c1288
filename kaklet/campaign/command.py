"""`kaklet plan`: the campaign laid out ahead, read by a person, and approved."""

import getpass
from pathlib import Path

import click
import msgspec

from kaklet.campaign.approval import ApprovalError, approvals_of, approve, keep_plan
from kaklet.campaign.balance import Tally, balance
from kaklet.campaign.document import Document
from kaklet.campaign.layout import PlanError, lay_out
from kaklet.campaign.told import plan_lines
from kaklet.config import load
from kaklet.daemon import database
from kaklet.telling import CONFIG, give_up, telling
from probes.probe import utc_now
from results.keep import Store
from results.records import Approval


class PlanTold(msgspec.Struct, frozen=True, kw_only=True):
    """What `kaklet plan --json` writes."""

    sha256: str
    """Of *document* as canonical JSON: keys in one order, no spaces."""
    approvals: tuple[Approval, ...]
    """None yet where it is empty: then nothing of it is sent."""
    balance: tuple[Tally, ...]
    document: Document


@click.command()
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="As JSON; see `kaklet schema plan`.")
@click.option("--letters", is_flag=True, help="With the full text of each letter.")
@click.option("--approve", "sha256", metavar="HASH", help="Approve exactly the plan with this hash.")
@click.option("--by", metavar="NAME", help="Who approves; this account's name if it is left out.")
@telling
def plan(config: Path, *, as_json: bool, letters: bool, sha256: str | None, by: str | None) -> None:
    """Lay out the campaign of the study CONFIG ahead; nothing is sent before it is approved."""
    loaded = load(config)
    try:
        document = lay_out(loaded.study)
    except PlanError as error:
        give_up(str(error))
    store = Store.create(database(Path(loaded.study.study.data)))
    try:
        if sha256 is not None:
            _approve(store, document, sha256, getpass.getuser() if by is None else by)
            return
        keep_plan(store, document, utc_now())
        approvals = approvals_of(store, document.sha256)
    finally:
        store.close()
    if as_json:
        told = PlanTold(
            sha256=document.sha256, approvals=tuple(approvals), balance=tuple(balance(document)), document=document
        )
        click.echo(msgspec.json.encode(told, order="deterministic"))
        return
    for line in plan_lines(document, approvals, letters=letters):
        click.echo(line)


def _approve(store: Store, document: Document, sha256: str, by: str) -> None:
    try:
        approval = approve(store, document, sha256, by=by, now=utc_now())
    except ApprovalError as error:
        give_up(str(error))
    click.echo(f"Approved by {approval.by}: {len(document.contacts)} questions leave by this plan, and by no other.")
