"""Watched forms, from the store to the summary, the status and the report."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kaklet.config import Loaded, load
from kaklet.daemon import database
from kaklet.forms.telling import told
from kaklet.report_commands import render_report
from kaklet.reporting import compare_study
from kaklet.rolling import FOLDING
from kaklet.status import status_lines
from results.judge.form_shapes import Difference, Turn
from results.judge.form_watch import Closed
from results.judge.summary import summarise
from results.keep import Store
from results.records import Failure, FormField, FormSeen, FormShape, Heartbeat, Observation, Session
from results.records.form import detail_of

START = datetime(2026, 5, 3, tzinfo=UTC)
TASK = """
target.contact = { url = "http://127.0.0.1:9/contact" }
[[task]]
name = "contact-form"
target = "contact"
every_seconds = 3600
probe = { kind = "form_health" }
"""
OPEN = FormShape(
    purpose="contact",
    kind="contact",
    method="post",
    action="host.example/send",
    fields=(FormField(name="email", role="email", required=True, label="Your <b>e-mail</b>"),),
    captcha=None,
    honeypots=(),
)
GUARDED = msgspec.structs.replace(OPEN, captcha="hCaptcha")


def look(hour: int, shape: FormShape | None) -> Observation:
    """Return a look at the form; None where it was missing."""
    slot = START + timedelta(hours=hour)
    return Observation(
        agent="here", provider="alpha", target="contact", task="contact-form", kind="form_health",
        slot=slot, started_at=slot, duration_seconds=0.1, failure=None if shape else Failure.FORM_MISSING,
        detail=detail_of(shape.signature) if shape else "", metrics={"total_seconds": 0.1, "fields": 1}, session="s",
    )  # fmt: skip


@pytest.fixture
def watched(study: Path) -> Loaded:
    """Return a study that saw a form get a CAPTCHA after two days, and miss for an hour before."""
    study.write_text(study.read_text(encoding="utf-8") + TASK, encoding="utf-8")
    loaded = load(study)
    shapes: list[FormShape | None] = [OPEN] * 30 + [None] + [OPEN] * 17 + [GUARDED] * 24
    seen = [
        FormSeen(
            provider="alpha", target="contact", signature=one.signature, at=START + timedelta(hours=hour),
            description=msgspec.json.encode(one).decode(), evidence="e" * 64,
        )
        for one, hour in ((OPEN, 0), (GUARDED, 48))
    ]  # fmt: skip
    session = Session(id="s", agent="here", started_at=START, software="0", config_sha256="0", boot_id="")
    with closing(Store.create(database(Path(loaded.study.study.data)))) as store:
        beat = Heartbeat(session="s", at=START + timedelta(days=3), running=(), mailbox_read_at=None)
        store.keep([session, beat, *seen, *(look(hour, shape) for hour, shape in enumerate(shapes))])
    return loaded


def test_the_summary_tells_each_change(watched: Loaded) -> None:
    """In JSON, per target, with before and after; the closed door is counted, and is no downtime."""
    (provider,) = summarise(compare_study(watched)).providers
    (form,) = provider.forms
    assert [[one.what for one in change.differences] for change in form.changes] == [
        [Turn.FORM_GONE],
        [Turn.FORM_BACK],
        [Turn.CAPTCHA_APPEARED],
    ]
    assert form.changes[-1].last_before == START + timedelta(hours=47)
    assert form.changes[-1].first_after == START + timedelta(hours=48)
    assert (form.looks, form.seen, form.closed) == (72, 71, Closed.CAPTCHA)
    assert provider.doors is not None
    assert (provider.doors.number, provider.doors.person_only) == (1, 1)
    (check,) = [one for one in provider.checks if one.task == "contact-form"]
    assert (check.up, check.down) == (71, 1)


def test_roll_ups_tell_the_same(watched: Loaded) -> None:
    """Byte for byte."""
    raw = msgspec.json.encode(compare_study(watched))
    with closing(Store.create(database(Path(watched.study.study.data)))) as store:
        assert store.roll_up(FOLDING)
    assert msgspec.json.encode(compare_study(watched)) == raw


def test_the_status_tells_how_the_form_stands(watched: Loaded) -> None:
    """Closed to machines, and what the newest form has that the one before had not."""
    lines = "\n".join(status_lines(watched, START + timedelta(days=3)))
    assert "alpha contact-form: there, but for a person only (CAPTCHA: hCaptcha)." in lines
    assert "2 forms seen; the newest since 2026-05-05 00:00 UTC: it asks for a CAPTCHA" in lines


def test_the_report_tells_the_change_with_its_day(watched: Loaded, tmp_path: Path) -> None:
    """On the provider's page, in each language, with the finding about its doors."""
    render_report(watched, tmp_path / "report", ["en", "sv"])
    english = (tmp_path / "report" / "en" / "provider-alpha.html").read_text(encoding="utf-8")
    assert "On 5 May 2026 the form began to ask for a CAPTCHA (hCaptcha)." in english
    assert "On 4 May 2026 the form was gone." in english
    assert "Its one door to support is closed to anything but a browser with a person at it." in english
    swedish = (tmp_path / "report" / "sv" / "provider-alpha.html").read_text(encoding="utf-8")
    assert "Den 5 maj 2026 började formuläret begära en captcha (hCaptcha)." in swedish


@pytest.mark.parametrize("what", Turn)
def test_every_difference_has_words(what: Turn) -> None:
    """For people at a terminal, too, without what could steer it."""
    words = told(Difference(what=what, field="f\x1b[31m", before="x", after="y"))
    assert words
    assert "\x1b" not in words
