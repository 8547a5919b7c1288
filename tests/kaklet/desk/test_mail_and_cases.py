"""Mail, cases and the first page at the desk."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from kaklet.config import Loaded, load
from kaklet.desk.office import Office
from kaklet.desk.today import COVERED, Today, today
from kaklet.mail.desk import Desk, Memory
from results.keep import EvidenceFolder, Store
from results.records import Assignment, Case, Failure, Match, Message, Observation, Placement, Review, Verdict

if TYPE_CHECKING:
    from conftest import Browser, Clock

HOSTILE = b"""From: "<script>alert(1)</script>" <a@evil.example>\r
To: someone@brevlada.example\r
Subject: <img src=x onerror=alert(1)> \xe2\x80\xae turned\r
MIME-Version: 1.0\r
Content-Type: text/html; charset=utf-8\r
\r
<h1>Hello</h1><img src="https://tracker.example/pixel.png"><script>alert(2)</script>\r
<p>Your site is <a href="https://evil.example/x">here</a> {{ 7 * 7 }} \x1b[31m</p>\r
"""


def looked_at(office: Office, loaded: Loaded) -> Today:
    """Return what the first page tells."""
    with Desk(loaded, office.now()) as desk:
        store = Store.read(office.database)
        try:
            return today(loaded, desk, store, office.now(), "Maja")
        finally:
            store.close()


async def test_every_page_of_a_study_is_shown(maja: "Browser", store: Store) -> None:
    """All pages that lead on from the first, each case and each message are there."""
    for path in (
        "/",
        "/mail",
        "/mail?why=ungraded",
        "/cases",
        "/cases?from=5",
        "/grading",
        "/calls",
        "/plan",
        "/agents",
    ):
        assert "<h1>" in await maja.text(path)
    for case in store.all(Case):
        assert case.id in await maja.text(f"/cases/{case.id}")
    for message in store.all(Message):
        assert "<h1>" in await maja.text(f"/mail/{message.evidence[:16]}")


async def test_a_correction_is_one_form_and_says_who_and_when(maja: "Browser", store: Store, office: Office) -> None:
    """The verdict that a person gives holds in the case at once, with the name beside it."""
    before = store.all(Review)
    message = next(one for one in store.all(Message) if one.case)
    response = await maja.send(f"/mail/{message.evidence[:16]}/verdict", verdict="bot_answer", to="case")
    assert response.headers["Location"].startswith(f"/cases/{message.case}")
    (review,) = store.all(Review)[len(before) :]
    assert (review.by, review.verdict, review.blind) == ("Maja", Verdict.BOT_ANSWER, False)
    assert review.at == office.now()
    page = await maja.text(f"/cases/{message.case}")
    assert 'class="verdict v-bot_answer"' in page
    assert "<bdi>Maja</bdi>" in page


async def test_a_verdict_that_there_is_not_is_refused(maja: "Browser", store: Store) -> None:
    """What no button offers is no decision."""
    before = store.all(Review)
    message = store.all(Message)[0].evidence[:16]
    for what, fields in (
        ("verdict", {"verdict": "nice"}),
        ("useful", {"useful": "x"}),
        ("nothing", {}),
        ("promise", {"until": "soon"}),
    ):
        assert (await maja.send(f"/mail/{message}/{what}", **fields)).status == 422
    assert store.all(Review) == before


async def test_a_message_of_no_case_is_placed_with_a_reason(maja: "Browser", store: Store, loaded: Loaded) -> None:
    """Without a reason it stays where it is; with one it is in the case that was named."""
    sha256 = EvidenceFolder(Path(loaded.study.study.data, "evidence")).put(HOSTILE)
    lost = Message(id="box/1", received_at=datetime(2026, 1, 6, tzinfo=UTC), folder="INBOX", evidence=sha256)
    store.keep([lost])
    case = store.all(Case)[0]
    assert "of no case" in await maja.text("/mail?why=unmatched")
    assert (await maja.send(f"/mail/{sha256[:16]}/case", case=case.id)).status == 422
    assert (await maja.send(f"/mail/{sha256[:16]}/case", case=case.id, why="it says so")).status == 303
    (placed,) = store.all(Assignment)
    assert (placed.case, placed.by, placed.why) == (case.id, "Maja", "it says so")
    assert "it says so" in await maja.text(f"/cases/{case.id}")


async def test_mail_is_shown_as_text_and_fetches_nothing(maja: "Browser", store: Store, loaded: Loaded) -> None:
    """No tag, address of a picture, script, template or character that steers leaves a message as such."""
    sha256 = EvidenceFolder(Path(loaded.study.study.data, "evidence")).put(HOSTILE)
    case = store.all(Case)[0]
    store.keep([Message(id="box/2", case=case.id, received_at=case.opened_at + timedelta(hours=1), evidence=sha256)])
    for path in (f"/mail/{sha256[:16]}", f"/cases/{case.id}"):
        page = await maja.text(path)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "tracker.example" not in page
        assert "\u202e" not in page
        assert "\x1b" not in page
        assert "{{ 7 * 7 }}" in page


async def test_what_is_not_there_is_told_in_a_sentence(maja: "Browser") -> None:
    """A case, message, call or page that there is not."""
    for path in ("/cases/zzzzzzzz", "/mail/ffffffffff", "/calls/none", "/calls/to/nobody", "/none", "/static/app.py"):
        response = await maja.client.get(path)
        assert response.status in {404, 422}, path
        assert 'role="alert"' in await response.text()


async def test_a_desk_without_records_says_so(study_file: Path, maja: "Browser") -> None:
    """No traceback where nothing was measured yet."""
    (study_file.parent / "data" / "kaklet.sqlite3").unlink()
    response = await maja.client.get("/")
    assert response.status == 503
    assert "Start `kaklet run` first" in await response.text()


def test_today_tells_coverage_by_vantage_point(office: Office, loaded: Loaded, store: Store, clock: "Clock") -> None:
    """Each slot of the last day counts once; those in which the prober failed are not measured."""
    (before,) = looked_at(office, loaded).coverage
    assert before.agent == "synthetic"
    assert before.due == 3 * 2 * 96
    start = clock.now - COVERED
    voids = [one for one in store.observations(start, clock.now) if one.failure and one.failure.blame == "probe"]
    measured = [one for one in store.observations(start, clock.now) if one.task != "ask-by-mail" and one not in voids]
    assert before.measured == len(measured)
    mine = [msgspec.structs.replace(one, agent="elsewhere") for one in measured[:100]]
    store.keep(mine)
    after = {one.agent: one for one in looked_at(office, loaded).coverage}
    assert after["elsewhere"].measured == len(mine)
    assert after["synthetic"] == before


def test_today_tells_what_is_down_now(office: Office, loaded: Loaded, store: Store, clock: "Clock") -> None:
    """An outage that was not seen to end is open; when a good slot follows, it is not."""
    assert not looked_at(office, loaded).outages

    def seen(slot: datetime, failure: Failure | None) -> Observation:
        like = next(one for one in store.observations(clock.now - COVERED, clock.now) if one.task == "front-page")
        return msgspec.structs.replace(like, slot=slot, started_at=slot, failure=failure, detail="", attempt=0)

    slot = clock.now.replace(minute=clock.now.minute // 15 * 15, second=0, microsecond=0)
    store.keep([seen(slot, Failure.CONNECTION_REFUSED)])
    clock.now = slot + timedelta(minutes=16)
    (one,) = looked_at(office, loaded).outages
    assert (one.task, one.outage.cause, one.outage.start) == ("front-page", Failure.CONNECTION_REFUSED, slot)
    store.keep([seen(slot + timedelta(minutes=15), None)])
    clock.now += timedelta(minutes=15)
    assert not looked_at(office, loaded).outages


def test_today_lists_unanswered_questions(office: Office, loaded: Loaded, store: Store) -> None:
    """The oldest first, with its age: an acknowledgement is no answer, a person's word is one."""
    found = looked_at(office, loaded).unanswered
    acknowledged = next(one.case for one in found if one.case.id in {each.case for each in store.all(Message)})
    message = next(one for one in store.all(Message) if one.case == acknowledged.id)
    store.keep([Review(message=message.id, at=office.now(), by="Eva", verdict=Verdict.HUMAN, why="I know her.")])
    left = {one.case.id for one in looked_at(office, loaded).unanswered}
    assert left == {one.case.id for one in found} - {acknowledged.id}
    assert [one.age_seconds for one in found] == sorted((one.age_seconds for one in found), reverse=True)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("host = 1", "desk.host"),
        ("port = 0", "desk.port"),
        ('names = ["a b"]', "desk.names"),
        ("colour = 1", "desk.colour"),
    ],
)
def test_a_wrong_desk_table_is_told_by_its_key(study_file: Path, table: str, words: str) -> None:
    """The study file says where the desk is; what cannot be is told before anything runs."""
    from kaklet.config import ConfigError  # noqa: PLC0415 -- beside what raises it

    study_file.write_text(f"{study_file.read_text(encoding='utf-8')}\n[desk]\n{table}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        load(study_file)


def test_what_was_read_is_remembered_until_something_comes(loaded: Loaded, store: Store, office: Office) -> None:
    """The next page judges nothing again; a new message or decision is seen at once."""
    memory = Memory()
    with Desk(loaded, office.now(), memory) as desk:
        first = desk.post
    with Desk(loaded, office.now(), memory) as desk:
        assert desk.post is first
    message = first.messages[0]
    store.keep([Review(message=message.id, by="Maja", at=office.now(), verdict=Verdict.OTHER)])
    with Desk(loaded, office.now(), memory) as desk:
        assert desk.post is not first
        assert next(one.verdict for one in desk.all_heard() if one.message.id == message.id) is Verdict.OTHER


def test_a_message_that_is_placed_late_is_seen_at_once(loaded: Loaded, store: Store, office: Office) -> None:
    """The daemon finds the case of a message that lay unmatched: the next page shows it there."""
    case = store.all(Case)[0]
    store.keep([Message(id="late", received_at=case.opened_at, evidence="")])
    memory = Memory()
    with Desk(loaded, office.now(), memory) as desk:
        assert desk.case_of(next(one for one in desk.post.messages if one.id == "late")) is None
    store.keep([Placement(message="late", case=case.id, matched_by=Match.TICKET, at=office.now())])
    with Desk(loaded, office.now(), memory) as desk:
        assert desk.case_of(next(one for one in desk.post.messages if one.id == "late")) == case


async def test_what_was_asked_is_shown_beside_a_message_without_names(maja: "Browser", store: Store) -> None:
    """The page of a message tells the question as that of its case does: nobody's name or address stands in it."""
    cases = {case.id: case for case in store.all(Case)}
    message = next(one for one in store.all(Message) if one.case and not cases[one.case].seed)
    page = await maja.text(f"/mail/{message.evidence[:16]}")
    case = cases[message.case or ""]
    assert "What was asked" in page
    assert case.persona not in page
    assert case.address not in page
