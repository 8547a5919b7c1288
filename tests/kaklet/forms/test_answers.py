"""From the kept bytes of a form's answer to what it said, and to the case that its ticket number belongs to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from made_records import made_case

from kaklet.forms.answers import outcomes_of
from kaklet.mail.case_contents import CaseContents
from probes.forms.posted import as_posted
from probes.forms.submission import submission
from results.judge.form_outcome import OutcomeKind
from results.keep import EvidenceFolder, Store
from results.records import Case, Channel, FormAnswer, Handover, Match
from results.records.letter import read_letter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = datetime(2026, 5, 3, 12, tzinfo=UTC)
PAGE = b"""<meta charset=utf-8><h1>Kontakt</h1><form method=post action=/send><input name=namn>
<input type=email name=post><textarea name=text></textarea><button>Skicka</button></form>"""
WHMCS = """<meta charset=utf-8><h1>Support Ticket Created</h1><p>Your ticket has been successfully created.
An email has been sent to your address with the ticket information.</p>
<a href="viewticket.php?tid=483920&c=Xy12" class="alert-link ticket-number">Ticket #483920</a>"""
THANKS = "<meta charset=utf-8><h1>Tack för ditt meddelande!</h1><p>Vi svarar så snart vi kan.</p>"


class Desk:
    """A store with cases whose forms have answered."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.create(folder / "kaklet.sqlite3")
        self.evidence = EvidenceFolder(folder / "evidence")

    def answered(self, case: str, provider: str, html: str, *, charset: str = "utf-8", **facts: object) -> Case:
        """Keep a case of *provider* whose form answered with *html*."""
        request = submission(
            PAGE, f"https://www.{provider}.example/kontakt", 0, {"namn": "Åsa", "post": f"{case}@s.se"}
        )
        one = made_case(
            case,
            AT,
            provider=provider,
            target="contact",
            channel=Channel.FORM,
            persona="Åsa",
            address=f"{case}@s.se",
            evidence=self.evidence.put(as_posted(request)),
        )
        answer = FormAnswer(
            case=case,
            engine="static",
            robots="allowed",
            page=self.evidence.put(PAGE),
            page_url=f"https://www.{provider}.example/kontakt",
            form=0,
            url=f"https://www.{provider}.example/send",
            status=200,
            content_type="text/html",
            charset=charset,
        )
        told = Handover(case=case, at=AT, evidence=self.evidence.put(html.encode(charset)))
        self.store.keep([one, msgspec.structs.replace(answer, **facts), told])
        return one


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield a desk."""
    one = Desk(tmp_path)
    yield one
    one.store.close()


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_thanks(desk: Desk, charset: str) -> None:
    """A page of thanks is judged by its bytes, in the encoding that it came in."""
    case = desk.answered("a", "alpha", THANKS.replace("<meta charset=utf-8>", ""), charset=charset)
    found = outcomes_of(desk.store, desk.evidence, [case])["a"]
    assert (found.kind, found.ticket) == (OutcomeKind.THANKED, None)


def test_what_is_quoted_is_redacted(desk: Desk) -> None:
    """A form that repeats our address does not put it into a report."""
    html = "<form method=post><p class=error>Felaktig e-postadress: asa.oberg.kt0483920@s.se</p><input name=namn>"
    html += "<input name=post><textarea name=text></textarea><button>Skicka</button></form>"
    case = desk.answered("a", "alpha", html)
    found = outcomes_of(desk.store, desk.evidence, [case])["a"]
    assert found.kind is OutcomeKind.REJECTED
    assert found.quoted
    assert not any("@s.se" in words for words in found.quoted)


def test_without_an_answer_there_is_no_outcome(desk: Desk) -> None:
    """Where nothing came back, or its bytes are gone, nothing is said of it."""
    cut = desk.answered("a", "alpha", THANKS, status=None)
    gone = desk.answered("b", "alpha", THANKS + " ")
    for handover in desk.store.all(Handover):
        if handover.case == "b" and handover.evidence:
            desk.evidence.remove(handover.evidence)
    assert outcomes_of(desk.store, desk.evidence, [cut, gone]) == {}


def mail(sender: str, subject: str) -> bytes:
    """Return a mail to an address that no case has."""
    lines = [f"From: Support <{sender}>", "To: info@s.se", f"Subject: {subject}", "", "Hej! Det går bra."]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("sender", "subject", "case"),
    [
        ("help@alpha.example", "[Ticket ID: 483920] PHP", "a"),
        ("help@alpha.example", "[Ticket ID: 999999] PHP", None),
        ("help@beta.example", "[Ticket ID: 483920] PHP", None),
        ("help@gmail.com", "[Ticket ID: 483920] PHP", None),
    ],
)
def test_a_ticket_of_a_form_places_mail(desk: Desk, sender: str, subject: str, case: str | None) -> None:
    """Mail that names the number that a form gave, from the form's own host, belongs to that case."""
    desk.answered("a", "alpha", WHMCS)
    desk.answered("b", "beta", WHMCS.replace("483920", "100001"))
    contents = CaseContents(desk.evidence).over(desk.store)
    found = contents.case_by_contents(read_letter(mail(sender, subject)), AT + timedelta(hours=2))
    assert found == ((case, Match.TICKET) if case else None)


def test_a_form_that_answers_later_is_asked_again(desk: Desk) -> None:
    """A number that was not there at one reading of the mailbox is there at the next."""
    contents = CaseContents(desk.evidence).over(desk.store)
    letter = read_letter(mail("help@alpha.example", "[Ticket ID: 483920] PHP"))
    assert contents.case_by_contents(letter, AT + timedelta(hours=2)) is None
    desk.answered("a", "alpha", WHMCS)
    assert contents.over(desk.store).case_by_contents(letter, AT + timedelta(hours=2)) == ("a", Match.TICKET)


def test_a_refused_post_is_judged_too(desk: Desk) -> None:
    """An answer whose status is an error is a fact like any other, and its words are read."""
    html = "<meta charset=utf-8><ul class=errorlist><li>E-postadressen är ogiltig.</li></ul>" + PAGE.decode()
    case = desk.answered("a", "alpha", html, status=422)
    found = outcomes_of(desk.store, desk.evidence, [case])["a"]
    assert (found.kind, found.quoted) == (OutcomeKind.REJECTED, ("E-postadressen är ogiltig.",))
