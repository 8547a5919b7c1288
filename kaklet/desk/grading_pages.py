"""The pages on which answers are graded blind, and on which it is told how far graders agree."""

from aiohttp import web

from kaklet.desk.accounts import Role
from kaklet.desk.grading import Sheet, Tray, code_of, graded, sheet_of, tray_of
from kaklet.desk.office import OFFICE, VISITOR, field, onward, page, refusal, whole
from kaklet.mail.desk import Desk
from results.judge.grades import GRADES, Grading, grading
from results.records import Message


async def grading_page(request: web.Request) -> web.Response:
    """Show the next answer that this grader is to grade."""
    office, visitor = request.app[OFFICE], request[VISITOR]
    who = visitor.name or ""
    skipped = [one for one in request.query.get("skip", "").split(",") if one.isalnum()]

    def look(desk: Desk) -> tuple[Tray, Sheet | None, Grading | None]:
        tray = tray_of(desk, office.study.study.id, who)
        left = [one for one in tray.open if code_of(office.study.study.id, who, one) not in skipped]
        sheet = sheet_of(desk, office.study, who, left[0]) if left and visitor.role is not Role.READER else None
        told = grading(desk.post.decisions.reviews, desk.post.messages, desk.post.cases)
        return tray, sheet, told

    tray, sheet, told = await office.at_mail(look)
    context = {
        "tray": tray,
        "sheet": sheet,
        "grades": list(GRADES),
        "skipped": ",".join([*skipped, sheet.code] if sheet else skipped),
        # Means by provider would tell a grader whom the answers before him may be from.
        "told": None if visitor.role is Role.GRADER else told,
    }
    return page(request, "grading.html", context)


async def grade(request: web.Request) -> web.Response:
    """Keep a grade."""
    office, who = request.app[OFFICE], request[VISITOR].name or ""
    form = await request.post()
    code, useful = field(form, "code"), field(form, "useful")
    mark = whole(field(form, "grade"), GRADES)
    if mark is None or useful not in {"yes", "no"}:
        return refusal(request, 422, "A grade is 1 to 10, with yes or no to its usefulness: go back and say both.")

    def find(desk: Desk) -> Message | None:
        open_ones = tray_of(desk, office.study.study.id, who).open
        return next((one for one in open_ones if code_of(office.study.study.id, who, one) == code), None)

    message = await office.at_mail(find)
    if message is None:
        return refusal(request, 409, "This answer does not wait for your grade any more: go on to the next.")
    review = graded(message, by=who, at=office.now(), useful=useful == "yes", grade=mark, why=field(form, "why"))
    await office.keeping(lambda store: store.keep([review]))
    return onward("/grading", "graded")
