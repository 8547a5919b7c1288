"""Answers are graded blind at the desk: by two, who know neither whose they are nor what the other says."""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from kaklet.config import Loaded
from kaklet.desk.accounts import Role
from kaklet.desk.grading import sheet_of, tray_of
from kaklet.desk.office import Office
from kaklet.mail.desk import Desk
from kaklet.reporting import compare_study
from results.judge.summary import summarise
from results.keep import Store
from results.records import Review

if TYPE_CHECKING:
    from conftest import Browser

Entering = Callable[[str, Role], Awaitable["Browser"]]
_CODE = re.compile(r'name="code" value="([0-9a-f]+)"')


async def grade_all(browser: "Browser", grade: str, *, most: int = 500) -> int:
    """Grade what lies before a grader; return how many it were."""
    for number in range(most):
        code = _CODE.search(await browser.text("/grading"))
        if code is None:
            return number
        response = await browser.send("/grading", code=code[1], grade=grade, useful="yes", why="clear")
        assert response.status == 303
    return most


async def test_two_grade_each_answer_and_a_third_where_they_differ(
    entering: Entering, store: Store, office: Office
) -> None:
    """With grades two apart nobody else is asked; with grades three apart a third is, and then nobody."""
    anna, bo, cleo = [await entering(name, Role.GRADER) for name in ("anna", "bo", "cleo")]
    total = await grade_all(anna, "4")
    assert total > 4
    assert await grade_all(bo, "6", most=2) == 2
    assert await grade_all(bo, "7") == total - 2
    assert await grade_all(anna, "4") == 0
    assert await grade_all(cleo, "5") == total - 2
    assert await grade_all(await entering("dan", Role.EDITOR), "5") == 0
    grades = [one for one in store.all(Review) if one.blind]
    assert len(grades) == 3 * total - 2
    assert {one.why for one in grades} == {"clear"}
    assert {one.at for one in grades} == {office.now().replace(microsecond=0)}


async def test_a_grade_is_in_the_summary_with_the_agreement(entering: Entering, office: Office, loaded: Loaded) -> None:
    """Means by provider, how many were graded by two, and alpha where it is defined."""
    assert summarise(compare_study(loaded)).grading is None
    anna, bo = await entering("anna", Role.GRADER), await entering("bo", Role.GRADER)
    total = await grade_all(anna, "4")
    await grade_all(bo, "5")
    found = summarise(compare_study(loaded)).grading
    assert found is not None
    assert found.agreement.answers == found.agreement.within_two == total
    assert found.agreement.graders == 2
    assert found.agreement.alpha is not None
    assert found.agreement.alpha < 0
    assert found.agreement.alpha_useful is None
    assert {one.mean for one in found.providers} == {4.5}
    assert sum(one.answers for one in found.providers) == total
    assert office.now() > compare_study(loaded).start


async def test_the_order_is_random_and_each_graders_own(office: Office, loaded: Loaded) -> None:
    """Two graders see the answers in different orders, each in the same one every time."""
    with Desk(loaded, office.now()) as desk:
        study = loaded.study.study.id
        first, again, other = ([one.id for one in tray_of(desk, study, who).open] for who in ("anna", "anna", "bo"))
        arrived = [one.id for one in desk.post.messages if one.id in first]
    assert first == again
    assert first != other
    assert sorted(first) == sorted(other)
    assert first not in (arrived, arrived[::-1])


async def test_no_sheet_tells_whose_answer_it_is(office: Office, loaded: Loaded) -> None:
    """No provider's name, domain or id is left in any answer or question, and no agent's name."""
    told = [name.lower() for one in loaded.study.provider for name in (one.name, one.id)]
    with Desk(loaded, office.now()) as desk:
        tray = tray_of(desk, loaded.study.study.id, "anna")
        senders = {desk.post.letters[one.id].sender_name for one in tray.open}
        sheets = [sheet_of(desk, loaded.study, "anna", one) for one in tray.open]
    assert senders
    for sheet in sheets:
        text = f"{sheet.question}\n{sheet.answer}".lower()
        assert sheet.answer
        assert not [name for name in told if name in text]
        assert not [name for name in senders if name and name.lower() in text]
        assert ".example" not in text


async def test_a_grader_sees_neither_means_nor_the_others_grades(entering: Entering) -> None:
    """Nothing on a grader's pages tells what somebody else thinks; an editor sees how far they agree."""
    anna, bo, editor = [
        await entering(name, role) for name, role in (("anna", Role.GRADER), ("bo", Role.GRADER), ("eva", Role.EDITOR))
    ]
    await grade_all(anna, "4", most=2)
    assert "Mean grade" not in await bo.text("/grading")
    assert "anna" not in await bo.text("/grading")
    assert "Mean grade" in await editor.text("/grading")
    assert 'name="grade"' not in await (await entering("ren", Role.READER)).text("/grading")


async def test_blind_grades_are_hidden_in_the_case_until_they_are_complete(
    entering: Entering, store: Store, loaded: Loaded, office: Office
) -> None:
    """One grade is shown as a number of grades only; with two that agree, both are shown."""
    anna, bo, editor = [
        await entering(name, role) for name, role in (("anna", Role.GRADER), ("bo", Role.GRADER), ("eva", Role.EDITOR))
    ]
    await grade_all(anna, "4")
    message = next(one.message for one in store.all(Review) if one.blind)
    with Desk(loaded, office.now()) as desk:
        case = desk.message(message).case
    hidden = await editor.text(f"/cases/{case}")
    assert "Grade 4" not in hidden
    assert "1 blind grade is shown once" in hidden
    await grade_all(bo, "5")
    shown = await editor.text(f"/cases/{case}")
    assert "Grade 4, blind" in shown
    assert "Grade 5, blind" in shown


async def test_whoever_judged_in_the_open_does_not_grade_blind(maja: "Browser", loaded: Loaded, office: Office) -> None:
    """A person who has said that an answer is useful, and so knows whose it is, is not asked for its grade."""
    with Desk(loaded, office.now()) as desk:
        before = tray_of(desk, loaded.study.study.id, "Maja").open
    assert (await maja.send(f"/mail/{before[0].evidence[:16]}/useful", useful="yes")).status == 303
    with Desk(loaded, office.now()) as desk:
        assert before[0] not in tray_of(desk, loaded.study.study.id, "Maja").open
        assert before[0] in tray_of(desk, loaded.study.study.id, "Bo").open


async def test_a_grade_outside_of_the_scale_is_refused(maja: "Browser", store: Store) -> None:
    """Neither 0 nor 11 nor half a form is kept, and the same answer is not graded twice by one."""
    before = store.all(Review)
    code = _CODE.search(await maja.text("/grading"))
    assert code
    for fields in ({"grade": "0"}, {"grade": "11"}, {"grade": "٣"}, {"grade": "5", "useful": ""}):
        response = await maja.send("/grading", **{"code": code[1], "useful": "yes", **fields})
        assert response.status == 422
    assert store.all(Review) == before
    assert (await maja.send("/grading", code=code[1], grade="5", useful="no")).status == 303
    assert (await maja.send("/grading", code=code[1], grade="6", useful="no")).status == 409
    assert len(store.all(Review)) == len(before) + 1
