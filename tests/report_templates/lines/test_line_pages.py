"""Pages of Internet lines: each verdict with what it stands on, the unknown as unknown, and a report of lines alone."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from report_templates import LANGUAGES, render
from report_templates.language import Language
from report_templates.line.outages import MOST_OUTAGES, outages_told
from report_templates.line.stories import MOST_LINES, LineStory, PlanPart, plan_parts
from report_templates.plain_text import plain_text
from results.judge.comparison import Comparison
from results.judge.line.disconnections import Cause, Disconnection, Sign
from results.judge.line.durations import Durations
from results.judge.line.found import LineFound
from results.judge.line.plan import Direction
from results.judge.line.responsiveness import ResponsivenessFound, Rpm, RpmBands, RpmFound
from results.judge.line.ruling import Outcome

FRONT_BYTES = 300_000
HREF = re.compile(r'href="([\w.-]+\.html)"')


@pytest.fixture(scope="module")
def pages(of_lines: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render the report of lines alone in English."""
    folder = tmp_path_factory.mktemp("report")
    render(of_lines, folder, ["en"])
    return folder / "en"


def read(pages: Path, name: str) -> str:
    """Read a page."""
    return (pages / name).read_text(encoding="utf-8")


def parts(comparison: Comparison, provider: str, code: str = "en") -> tuple[PlanPart, ...]:
    """Tell the plans of *provider*."""
    return plan_parts(Language(code, comparison), comparison, provider)


def story(comparison: Comparison, agent: str) -> LineStory:
    """Tell the line of *agent*."""
    told = [
        line for one in comparison.lines.plans for part in parts(comparison, one.plan.provider) for line in part.lines
    ]
    return next(one for one in told if f"({agent})" in one.name)


def rule(line: LineStory, name: str) -> str:
    """Return what a rule set says of the download of *line*."""
    return next(f"{way.verdict}. {way.text}" for one in line.rules if name in one.name for way in one.ways[:1])


def test_a_report_of_lines_alone_grades_and_ranks_nobody(pages: Path) -> None:
    """No table of totals, no places, no thresholds; but what can be said, the lines and their sellers."""
    front = read(pages, "index.html")
    for absent in ('class="big', "How grades are made", "0 measurements", "0 questions", "Our prober was running"):
        assert absent not in front
    for there in (
        "tests of speed",
        "14 lines of 5 plans",
        "Internet providers are not ranked",
        "provider-kustkabel.html",
    ):
        assert there in front
    assert len(front.encode()) < FRONT_BYTES


def test_the_method_of_lines_alone_tells_of_lines(pages: Path) -> None:
    """Each rule set with its source; nothing of mail, of grades or of who is ahead."""
    method = read(pages, "method.html")
    for there in ("99/2021", "Measuring Broadband America", "Bredbandskollen", "How Internet lines are judged"):
        assert there in method
    for absent in ("What a message can be", "Who is ahead", "Thresholds"):
        assert absent not in method


def test_every_link_leads_to_a_page(pages: Path) -> None:
    """Contents, sellers and the way back."""
    there = {one.name for one in pages.iterdir()}
    for page in pages.glob("*.html"):
        assert set(HREF.findall(page.read_text(encoding="utf-8"))) <= there, page.name


def test_hosts_and_lines_stand_in_one_report(of_both: Comparison, tmp_path: Path) -> None:
    """The hosts' table as ever, then the lines; no Internet provider is in the table."""
    render(of_both, tmp_path / "report", ["en"])
    front = (tmp_path / "report" / "en" / "index.html").read_text(encoding="utf-8")
    table, rest = front[: front.index('id="conclusion"')], front[front.index('id="conclusion"') :]
    assert "Älvfiber" not in table[table.index('<table class="big') :]
    assert "Älvfiber: Fiber 100" in rest
    assert "How grades are made" in rest


def test_a_seller_that_is_asked_too_has_its_lines_on_its_page(of_both: Comparison, tmp_path: Path) -> None:
    """Beside its answers, and on no second page."""
    host = of_both.providers[0]
    plans = tuple(replace(one, plan=replace(one.plan, provider=host.id), name=host.name) for one in of_both.lines.plans)
    render(replace(of_both, lines=replace(of_both.lines, plans=plans)), tmp_path / "report", ["en"])
    own = (tmp_path / "report" / "en" / f"provider-{host.id}.html").read_text(encoding="utf-8")
    assert "Its Internet lines" in own
    assert "Every question" in own
    assert len(list((tmp_path / "report" / "en").glob("provider-*.html"))) == len(of_both.providers)


def test_a_campaign_is_told_by_what_was_counted(of_lines: Comparison) -> None:
    """So many of thirty tests, so many of three days, and how many are needed."""
    told = rule(story(of_lines, "home-01"), "Germany")
    assert told.startswith("no deviation from the contract.")
    assert re.search(r"In \d+ of 30 tests the normal speed of 80.Mbit/s was reached \(needed: 27\)\.", told)
    assert "On 3 of 3 days a test reached nine tenths of the maximum, 90\N{NO-BREAK SPACE}Mbit/s (needed: 2)." in told


def test_a_failed_campaign_has_no_verdict_and_says_why(of_lines: Comparison) -> None:
    """Nine tests on a day are not ten."""
    told = rule(story(of_lines, "home-02"), "Germany")
    assert told.startswith("not a valid campaign. There is no verdict:")
    assert "a measuring day does not have ten tests" in told


def test_what_deviates_says_first_what_failed(of_lines: Comparison) -> None:
    """The part that decides stands before those that held."""
    deviating = [
        (one, ruling)
        for one in of_lines.lines.lines
        for way in one.directions
        if way.direction is Direction.DOWN
        for ruling in way.rulings
        if ruling.outcome is Outcome.DEVIATES
    ]
    assert deviating
    for line, ruling in deviating:
        failed = next(one for one in ruling.tallies if one.reached < one.needed)
        sentence = rule(story(of_lines, line.line.agent), "Germany").removeprefix("deviates from the contract. ")
        assert f"{failed.reached} of {failed.n}" in sentence.split(".")[0]


def test_a_device_that_holds_the_line_down_is_told_and_counts_nowhere(of_lines: Comparison) -> None:
    """Its tests are left out, and its ceiling is told."""
    line = story(of_lines, "home-07")
    assert line.said == "no test counts"
    facts = {one.name: one.text for one in line.facts}
    assert "held down by the device" in facts["Tests of speed"]
    assert "its own ceiling is 960\N{NO-BREAK SPACE}Mbit/s" in facts["Measuring device"]
    assert all("no verdict" in way.text for one in line.rules for way in one.ways if "peak" in one.name)


def test_few_lines_are_said_to_be_few(of_lines: Comparison) -> None:
    """Three lines in Malmö are a fact about three lines."""
    plan = next(one for one in parts(of_lines, "alvfiber") if one.name == "Fiber 1000")
    assert plan.few.startswith("These are 3 lines in Malmö: what is said holds for them")


def test_of_very_many_lines_none_is_told_by_itself(of_lines: Comparison) -> None:
    """Each plan is told as ever, and where the lines are."""
    lines = of_lines.lines.lines * (MOST_LINES // len(of_lines.lines.lines) + 1)
    (first, *_) = parts(replace(of_lines, lines=replace(of_lines.lines, lines=lines)), "alvfiber")
    assert first.lines == ()
    assert first.left_out == "Each single line is in the data beside this report."
    assert first.rules


def test_disconnections_are_told_with_times_and_causes(of_lines: Comparison) -> None:
    """Each with whose doing it was, and the server by its name; of very many the longest."""
    causes = {
        Cause.LINE: "the line, no server answered. ",
        Cause.HOUSE: "the house, the device itself was off or had no link. ",
        Cause.SERVER: "the server {server}, while others answered. ",
        Cause.UNKNOWN: "cause unknown, no server but {server} was asked. ",
    }
    seen = set()
    for one in of_lines.lines.lines:
        told = story(of_lines, one.line.agent).outages
        longest = sorted(one.disconnections, key=lambda each: -each.lasted_seconds)[:MOST_OUTAGES]
        for each, sentence in zip(sorted(longest, key=lambda each: each.start), told, strict=False):
            assert causes[each.cause].format(server=each.provider) in sentence
            seen.add(each.cause)
        if more := len(one.disconnections) - len(longest):
            assert told[-1].startswith(f"{more} shorter one")
    assert seen == set(Cause)


BEGAN = datetime(2026, 1, 10, 20, 14, 4, 200_000, tzinfo=UTC)
WHOLE = Disconnection(
    agent="home-01",
    cause=Cause.SERVER,
    provider="ref-west",
    start=BEGAN,
    end=BEGAN + timedelta(minutes=40, seconds=1),
    lasted_seconds=2_401.0,
    failed=27,
    sign=Sign.REFUSED,
    last_good=BEGAN - timedelta(seconds=1.5),
    last_lost=BEGAN + timedelta(minutes=22),
    first_good=BEGAN + timedelta(minutes=40, seconds=1),
)


@pytest.mark.parametrize(
    ("one", "ending"),
    [
        (
            WHOLE,
            (
                "At least 27 packets arrived at its host, where nothing listened."
                " It began between 20:14:02 and 20:14:05. It ended between 20:36 and 20:55."
            ),
        ),
        (
            replace(WHOLE, sign=Sign.SILENT, last_good=None, first_good=None),
            (
                "At least 27 packets had no answer. When it began is not known: nothing is known of the moments before."
                " When it ended is not known: nothing is known of the moments after."
            ),
        ),
        (
            replace(WHOLE, sign=Sign.UNREACHABLE, last_good=BEGAN - timedelta(days=1)),
            (
                "and a router said that the way does not go on. It began between 9 Jan 20:14 and 10 Jan 20:15."
                " It ended between 20:36 and 20:55."
            ),
        ),
        (
            replace(WHOLE, sign=Sign.FAILED_SAMPLES, failed=2, last_good=None, last_lost=None, first_good=None),
            "while others answered. 2 measurements failed; the times are those of their slots.",
        ),
        (
            replace(WHOLE, sign=Sign.RESTARTED, failed=0, last_good=None, last_lost=None, first_good=None),
            "The device started anew; the times are its last sign of life and its next start.",
        ),
    ],
)
def test_both_ends_are_told_as_exactly_as_they_are_known(of_lines: Comparison, one: Disconnection, ending: str) -> None:
    """To the second between neighbouring packets, to the minute between visits, and the unknown as unknown."""
    (told,) = outages_told(Language("en", of_lines), [one])
    assert told.endswith(ending)


def test_measurements_of_loss_that_do_not_count_are_told(of_lines: Comparison) -> None:
    """With why, wherever loss is told."""
    line = of_lines.lines.lines[0]
    facts = {one.name: one.text for one in story(of_lines, line.line.agent).facts}
    assert line.loss.left_out
    assert f"{line.loss.left_out:,} measurements are in no figure of loss: our own test" in facts["Packets lost"]


def test_the_text_lists_the_longest_disconnections_of_each_line(of_lines: Comparison) -> None:
    """Each line that had any is named, with what was seen."""
    told = plain_text(Language("en", of_lines), of_lines)
    for one in of_lines.lines.lines:
        assert f"({one.line.agent}):" in told
    for seen in ("where nothing listened", "could not send", "started anew"):
        assert seen in " ".join(told.split())


def test_servers_pages_and_resolvers_are_told(of_lines: Comparison) -> None:
    """Which servers, what paced them, how long a page takes, and whose resolver it is."""
    facts = {one.name: one.text for one in story(of_lines, "home-01").facts}
    assert "ref-south" in facts["Servers, and what paced them"]
    assert "bbr" in facts["Servers, and what paced them"]
    assert facts["Page of ref-south"].startswith("Half of ")
    assert "own router, which asks on, went " in facts["Names looked up"]


def responsive(line: LineFound) -> LineFound:
    """Give *line* a measured responsiveness."""
    seconds = Durations(n=40, p50=0.2, p95=0.4)
    way = RpmFound(
        direction=Direction.DOWN,
        counted=40,
        low_confidence=3,
        device_limited=0,
        cross_traffic=0,
        rpm=Rpm(n=40, p20=250.0, p50=312.4),
        peak_rpm=None,
        off_peak_rpm=None,
        bands=RpmBands(poor=18, fair=22, good=0, excellent=0),
        loaded_seconds=seconds,
    )
    return replace(
        line, responsiveness=ResponsivenessFound(failed=0, unknown=0, idle_seconds=seconds, directions=(way,))
    )


def test_responsiveness_is_told_in_the_drafts_bands(of_lines: Comparison) -> None:
    """With the tests that doubt themselves."""
    first, *others = of_lines.lines.lines
    told = replace(of_lines, lines=replace(of_lines.lines, lines=(responsive(first), *others)))
    facts = {one.name: one.text for one in story(told, first.line.agent).facts}
    assert facts["Responsiveness, download"] == (
        "Median 312 round trips a minute in 40 tests: 18 poor, 22 fair, 0 good, 0 excellent."
        " 3 tests tell of themselves that their confidence is low."
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_text_has_the_lines_in_eighty_columns(of_lines: Comparison, code: str) -> None:
    """Each plan and each rule set, in every language."""
    told = plain_text(Language(code, of_lines), of_lines)
    assert max(map(len, told.splitlines())) <= 80
    for name in ("Kustkabel: Kabel 250", "BEAD 80/80", "99/2021"):
        assert name in told


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_other_languages_tell_the_same_figures(of_lines: Comparison, code: str) -> None:
    """As many rule sets, ways, facts and lines, with nothing of the English sentences."""
    for provider in ("alvfiber", "kustkabel", "slattmobil"):
        for english, other in zip(parts(of_lines, provider), parts(of_lines, provider, code), strict=True):
            assert [len(one.ways) for one in english.rules] == [len(one.ways) for one in other.rules]
            assert len(english.facts) == len(other.facts)
            assert all(one.text != two.text for one, two in zip(english.facts[3:], other.facts[3:], strict=True))


def test_what_others_wrote_is_escaped(of_lines: Comparison, tmp_path: Path) -> None:
    """Names of plans, places, servers and sources are words, and never tags."""
    evil = "<script>alert(1)</script>"
    plans = tuple(
        replace(one, name=evil, plan=replace(one.plan, name=evil, medium=evil)) for one in of_lines.lines.plans
    )
    lines = tuple(replace(one, line=replace(one.line, place={"en": evil})) for one in of_lines.lines.lines)
    render(
        replace(of_lines, lines=replace(of_lines.lines, plans=plans, lines=lines)),
        tmp_path / "r",
        ["en"],
        ["html", "txt"],
    )
    for page in (tmp_path / "r" / "en").glob("**/*.html"):
        assert "<script>alert" not in page.read_text(encoding="utf-8"), page.name


def test_a_study_without_lines_is_as_it_was(comparison: Comparison, tmp_path: Path) -> None:
    """No page, no word and no chart of lines."""
    render(comparison, tmp_path / "r", ["en"])
    assert not (tmp_path / "r" / "en" / "lines.html").exists()
    assert "Internet line" not in (tmp_path / "r" / "en" / "index.html").read_text(encoding="utf-8")
    assert "Internet line" not in (tmp_path / "r" / "en" / "method.html").read_text(encoding="utf-8")
