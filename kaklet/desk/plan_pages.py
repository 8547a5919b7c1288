"""The page on which the plan of a campaign is read and approved."""

from aiohttp import web

from kaklet.campaign.approval import ApprovalError, approvals_of, approve, keep_plan
from kaklet.campaign.balance import balance
from kaklet.campaign.layout import PlanError, lay_out
from kaklet.desk.office import OFFICE, VISITOR, field, onward, page, refusal
from results.keep import Store


async def plan_page(request: web.Request) -> web.Response:
    """Show the plan with every letter."""
    office = request.app[OFFICE]
    if office.study.campaign is None:
        return page(request, "plan.html", {"plan": None, "problem": ""})
    try:
        document = await office.in_thread(lay_out, office.study)
    except PlanError as error:
        return page(request, "plan.html", {"plan": None, "problem": str(error)})
    approvals = await office.reading(lambda store: approvals_of(store, document.sha256))
    return page(
        request,
        "plan.html",
        {
            "plan": document,
            "problem": "",
            "approvals": approvals,
            "balance": balance(document),
            "complaints": office.study.campaign.complaint,
            "may_approve": not approvals and min(one.at for one in document.contacts) > office.now(),
        },
    )


async def approve_plan(request: web.Request) -> web.Response:
    """Approve the plan that was on the page, if it is still the present one."""
    office, by = request.app[OFFICE], request[VISITOR].name or ""
    sha256 = field(await request.post(), "sha256")

    def do(store: Store) -> None:
        document = lay_out(office.study)
        keep_plan(store, document, office.now())
        approve(store, document, sha256, by=by, now=office.now())

    try:
        await office.keeping(do)
    except (ApprovalError, PlanError) as error:
        return refusal(request, 409, str(error))
    return onward("/plan", "approved")
