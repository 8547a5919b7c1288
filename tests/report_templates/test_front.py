"""What the front page says of the five providers."""

from datetime import timedelta

import msgspec
import pytest

from report_templates.big_table import footnotes
from report_templates.front import FrontPage, front_page
from report_templates.language import Language
from report_templates.sections import LONGEST_OUTAGES, AnswersPage, UptimePage, answers_page, uptime_page
from results.judge.comparison import Comparison
from results.judge.rules import Cap

DASH = "\N{EN DASH}"


@pytest.fixture(scope="module")
def front(comparison: Comparison) -> FrontPage:
    """Build the English front page."""
    return front_page(Language("en", comparison), comparison, ["en", "sv"])


@pytest.fixture(scope="module")
def uptime(comparison: Comparison) -> UptimePage:
    """Build the English page of availability."""
    return uptime_page(Language("en", comparison), comparison, ["en", "sv"])


@pytest.fixture(scope="module")
def answers(comparison: Comparison) -> AnswersPage:
    """Build the English page of answers."""
    return answers_page(Language("en", comparison), comparison, ["en", "sv"])


def told(texts: object) -> str:
    """Return everything that a part of a context says, with ordinary spaces."""
    return msgspec.json.encode(texts).decode().replace("\N{NO-BREAK SPACE}", " ")


def test_the_standfirst_counts_what_was_measured_and_asked(front: FrontPage, comparison: Comparison) -> None:
    """Only measured slots and questions that were taken are claimed."""
    measured = sum(c.availability.measured for p in comparison.providers for c in p.checks)
    asked = sum(s.asked for p in comparison.providers for s in p.support)
    assert front.standfirst.startswith(f"We measured 5 providers {measured} times and sent them {asked} questions.")


def test_providers_stand_in_the_comparisons_order(front: FrontPage) -> None:
    """The order is the alphabet's, whatever the totals are."""
    names = [row.name for row in front.table.rows]
    assert names == sorted(names)
    assert [row.total.value for row in front.table.rows] == ["5.0", "2.3", DASH, "2.5", DASH]


def test_weights_stand_in_the_tables_head(front: FrontPage) -> None:
    """Each criterion's share of the total is beside its title."""
    assert [column.weight for column in front.table.columns] == ["35%", "15%", "20%", "15%", "15%"]


def test_a_cap_that_bites_has_its_letter_and_the_total_before_it(front: FrontPage) -> None:
    """The provider that answered nothing is held down, and the footnote says why."""
    total = front.table.rows[3].total
    assert (total.value, total.letters, total.before) == ("2.5", "a", "3.1")
    assert told(front.table.footnotes[0]).count("Support by e-mail below 20%: the total is 2.5 at most.") == 1


def test_too_little_data_is_a_dash_with_a_footnote(front: FrontPage) -> None:
    """A figure of too few samples is not shown; the dash leads to the reason."""
    uptime = front.table.rows[4].cells[0]
    assert (uptime.figure, uptime.grade, uptime.dots, uptime.n) == ("", DASH, "", "48")
    assert uptime.note in {note.mark for note in front.table.footnotes if "Too little data" in note.text}


def test_a_footnote_without_a_mark_in_the_table_is_left_out(comparison: Comparison) -> None:
    """A cap that holds nobody down stands on the method page alone."""
    loose = Cap(criterion=comparison.criteria[0].id, worse_than=0.0, total_at_most=1.0)
    rules = msgspec.structs.replace(comparison.rules, caps=(*comparison.rules.caps, loose))
    more = msgspec.structs.replace(comparison, rules=rules)
    language = Language("en", more)
    assert footnotes(language, more) == footnotes(language, comparison)


def test_a_captcha_is_a_footnote_of_its_own(front: FrontPage) -> None:
    """A door that asks for a person gives no grade, and is told as that."""
    form = front.table.rows[4].cells[4]
    assert form.note in {note.mark for note in front.table.footnotes if "CAPTCHA" in note.text}
    assert form.note != front.table.rows[4].cells[0].note


def test_too_little_data_gives_no_share_anywhere(uptime: UptimePage, answers: AnswersPage) -> None:
    """What the table withholds is not told by strips, charts or answers either."""
    assert uptime.strips[0].strips[4].uptime == DASH
    cirrus = answers.answers[1].rows[2]
    assert (cirrus.answered, cirrus.share, cirrus.median) == ("2 of 2", DASH, DASH)


def test_downtime_stands_beside_uptime(front: FrontPage) -> None:
    """A percentage alone tells a reader little."""
    cell = front.table.rows[1].cells[0]
    assert cell.figure == "92.35%"
    assert told(cell.aside) == '"6.5 s down, 3 outages"'


def test_no_failure_seen_is_the_only_hundred(front: FrontPage) -> None:
    """Whoever has 100 % of uptime had no failure, and nobody else has it."""
    for row in front.table.rows:
        if row.cells[0].dots:
            assert (row.cells[0].figure == "100%") == (row.cells[0].aside == "no failure seen")


def test_a_median_that_was_not_reached_is_told_as_longer(front: FrontPage) -> None:
    """Nobody answered, so the wait is over the window, not missing."""
    assert told(front.table.rows[3].cells[3].figure) == '"over 20 s"'


def test_undetermined_messages_leave_a_range(answers: AnswersPage) -> None:
    """The share is told from what is certain to what is possible."""
    cirrus = answers.answers[0].rows[2]
    assert (cirrus.share, cirrus.undetermined, cirrus.waiting) == ("43% to 71%", "2", "1")


def test_a_grade_that_hangs_on_undetermined_messages_is_withheld(front: FrontPage) -> None:
    """Both bounds are shown, and a footnote says that a person decides first."""
    cell = front.table.rows[2].cells[2]
    assert (cell.figure, cell.aside, cell.grade, cell.dots) == ("43% to 71%", "3 to 5 of 7", DASH, "")
    assert cell.note in {note.mark for note in front.table.footnotes if "A person decides first" in note.text}


def test_a_wait_has_both_its_bounds(answers: AnswersPage) -> None:
    """Where undetermined messages may be answers, the median is told from the one to the other."""
    assert told(answers.answers[0].rows[2].median) == '"15 s to over 20 s"'


def test_a_task_has_the_studys_own_name(uptime: UptimePage, answers: AnswersPage) -> None:
    """A task is called as the study has it, and by its door where the study has no name."""
    assert [section.title for section in answers.answers] == [
        "Support by e-mail",
        "Support by form",
        "Questions by web form",
    ]
    assert uptime.strips[0].title == "Front page"


def test_a_form_that_loses_questions_is_a_finding(answers: AnswersPage) -> None:
    """Thanked, and neither acknowledged nor answered: it is told as a sentence."""
    sales = next(section for section in answers.answers if section.key == "sales_form")
    assert told(sales.findings) == (
        '[{"provider":"Enhet 9 Serverdrift","sentence":"The form took 6 questions, and nothing came'
        ' of them within 20 s: no acknowledgement and no answer."}]'
    )


def test_acknowledged_and_never_answered_is_a_finding(answers: AnswersPage) -> None:
    """A machine's thanks are not an answer, and the report says so."""
    said = {f.provider: f.sentence for f in answers.answers[0].findings}
    assert "no person answered any of 7 questions" in said["Drivved Hosting"]


def test_an_outage_is_told_with_its_bounds(uptime: UptimePage) -> None:
    """Length, bounds and what was seen; an outage that was not over is told as that."""
    lengths = [told([o.length, o.bounds, o.cause]) for o in uptime.outages if o.provider.startswith("Bergsund")]
    assert lengths == [
        '["3.5 s","3 s to 4 s","no answer in time"]',
        '["1 s","500 ms to 1.5 s","the server reported an error"]',
        '["2 s","at least 1.5 s; its end was not seen","the connection was refused"]',
    ]


def test_a_gap_of_the_daemon_is_told(front: FrontPage) -> None:
    """When nobody measured is said, to the second."""
    assert told([[gap.start, gap.end, gap.length] for gap in front.gaps]) == '[["14:01:00","14:01:05","5 s"]]'


def test_what_cannot_be_said_names_the_limits(front: FrontPage) -> None:
    """No order but the one that is said, no cause, one place, and no real company."""
    said = " ".join(front.cannot_say)
    for limit in ("intervals", "Why something failed", "from one place", "between two measurements", "fictional"):
        assert limit in said


def test_many_outages_are_cut_to_the_longest(comparison: Comparison) -> None:
    """The page stays readable, and says what it leaves out."""
    first = comparison.providers[1]
    check = first.checks[0]
    outage = check.availability.outages[0]
    many = tuple(
        msgspec.structs.replace(outage, end=outage.start + timedelta(seconds=1 + n)) for n in range(LONGEST_OUTAGES + 6)
    )
    worse = msgspec.structs.replace(
        first,
        checks=(
            msgspec.structs.replace(check, availability=msgspec.structs.replace(check.availability, outages=many)),
        ),
    )
    longer = msgspec.structs.replace(comparison, providers=(worse,))
    page = uptime_page(Language("en", longer), longer, ["en"])
    assert len(page.outages) == LONGEST_OUTAGES
    assert [o.length for o in page.outages[:2]] == ["7\N{NO-BREAK SPACE}s", "8\N{NO-BREAK SPACE}s"]
    assert f"{LONGEST_OUTAGES} longest of {len(many)}" in page.outages_left_out


def test_swedish_is_written_as_swedish(comparison: Comparison) -> None:
    """Figures, downtime and findings are told in the language's own words and signs."""
    swedish = front_page(Language("sv", comparison), comparison, ["en", "sv"])
    cell = swedish.table.rows[1].cells[0]
    assert told([cell.label, cell.figure, cell.aside]) == '["Tillgänglighet","92,35 %","6,5 s nere, 3 avbrott"]'
    assert swedish.table.rows[1].total.value == "2,3"
    assert "varken bekräftelse eller svar" in told(answers_page(Language("sv", comparison), comparison, ["sv"]).answers)


@pytest.mark.parametrize(
    ("code", "cell", "silence"),
    [
        ("nb", '["92,35 %","6,5 s nede, 3 avbrudd"]', "verken kvittering eller svar"),
        ("nl", '["92,35%","6,5 s uitval, 3 storingen"]', "geen ontvangstbevestiging en geen antwoord"),
    ],
)
def test_norwegian_and_dutch_are_written_as_such(comparison: Comparison, code: str, cell: str, silence: str) -> None:
    """Figures, downtime and findings are told in each language's own words and signs."""
    front = front_page(Language(code, comparison), comparison, ["en", code])
    uptime = front.table.rows[1].cells[0]
    assert told([uptime.figure, uptime.aside]) == cell
    assert front.table.rows[1].total.value == "2,3"
    assert silence in told(answers_page(Language(code, comparison), comparison, [code]).answers)


def test_two_checks_of_one_kind_are_told_apart(comparison: Comparison) -> None:
    """Where a provider has two checks of a kind, an outage names its task."""
    first = comparison.providers[1]
    shop = msgspec.structs.replace(first.checks[0], task="web_shop")
    both = msgspec.structs.replace(
        comparison, providers=(msgspec.structs.replace(first, checks=(*first.checks, shop)),)
    )
    outages = uptime_page(Language("en", both), both, ["en"]).outages
    assert {outage.task for outage in outages} == {"Front page (website)", "Front page (web shop)"}


def test_very_many_checks_and_questions_are_drawn_by_providers_alone(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch, uptime: UptimePage, answers: AnswersPage
) -> None:
    """With more checks and questions than a reader looks at, the sections say where the rest is drawn."""
    language = Language("en", comparison)
    assert (uptime.drawn, answers.each_drawn) == ("", True)
    extra = (msgspec.structs.replace(c, task="ungraded") for p in comparison.providers for c in p.checks[:1])
    providers = tuple(
        msgspec.structs.replace(p, checks=(*p.checks, one)) for p, one in zip(comparison.providers, extra, strict=False)
    )
    many = msgspec.structs.replace(comparison, providers=providers)
    monkeypatch.setattr("report_templates.drawn.MOST_CHECKS", 0)
    monkeypatch.setattr("report_templates.sections.MOST_LANES", 0)
    page, asked = uptime_page(language, many, ["en"]), answers_page(language, many, ["en"])
    assert page.drawn
    assert not asked.each_drawn
    assert not any(chart.lanes for part in asked.answers for chart in part.charts)
    assert {group.task for group in page.strips} == {group.task for group in uptime.strips}


def test_the_first_line_tells_what_stands_behind_the_figures(front: FrontPage, comparison: Comparison) -> None:
    """Period, how much was measured and asked, which version, and who paid."""
    measured, asked, version = front.status
    assert measured.removesuffix(" measurements") in front.standfirst
    assert asked.removesuffix(" questions") in front.standfirst
    assert version == f"Kaklet {comparison.software}"
    assert (front.period, front.funding) != ("", "")


def test_each_section_is_met_on_the_front_page_and_leads_to_its_own(front: FrontPage) -> None:
    """What there is something to tell of is there, in the order of the report, and nothing else."""
    assert [(one.key, one.href) for one in front.teasers] == [
        ("uptime", "uptime.html"),
        ("speed", "speed.html"),
        ("answers", "answers.html"),
    ]
    assert [link.href for link in front.page.sections] == [one.href for one in front.teasers]


def test_no_change_of_the_rules_is_told_as_that(front: FrontPage) -> None:
    """A reader learns on the front page whether the rules stood still."""
    assert front.changes == "No change of the rules is on record."
