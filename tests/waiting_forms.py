"""A study with an approved plan, of which some forms asked for a person and others are not understood."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from small_study import ANSWERED, TEN_DAYS_SECONDS, empty_maildir, mail, provider, question, small_study, task

from kaklet.campaign.approval import approve, keep_plan
from kaklet.campaign.layout import lay_out
from kaklet.config import Loaded, load
from kaklet.daemon import database, evidence
from probes.forms.reading import read_page
from probes.forms.watching import door, shape_of
from results.keep import EvidenceFolder, Store
from results.records import Failure, FormSeen, Observation, Session
from results.records.form import detail_of

START = datetime(2027, 1, 11, tzinfo=UTC)
ALPHA_URL, BETA_URL = "http://127.0.0.1:9/contact", "http://127.0.0.1:9/kontakt"
GUARDED = b"""<!doctype html><form action=/send method=post><label>Your name <input name=n required></label>
<label>E-mail <input type=email name=m required></label><label>Phone <input type=tel name=p required></label>
<label>Message <textarea name=t required></textarea></label><div class=h-captcha></div>
<button>Contact us</button></form>"""
ODD = b"""<!doctype html><form action=/send method=post><label>E-post <input type=email name=post required></label>
<label>Meddelande <textarea name="din text" required></textarea></label>
<label>Zorgfrell <input name=zorg required></label><button>Kontakta oss</button></form>"""
FORM = "[provider.target.contact.form]\nsubmit = true\n"


def study_text(form: str = FORM) -> str:
    """Return the study; the table of its mail stands last."""
    return small_study(
        task("ask", "contact", "support_form", every_seconds=3600),
        task("look", "contact", "form_health", every_seconds=3600),
        asked("alpha", "en", ALPHA_URL, FORM),
        asked("beta", "sv", BETA_URL, form),
        mail(persona=""),
        judged=ANSWERED,
        answer_window_seconds=TEN_DAYS_SECONDS,
    )


def asked(name: str, language: str, url: str, form: str = FORM) -> str:
    """Return a provider of Sweden that is asked by the form at *url*, with the lines of the table *form*."""
    place = f'[provider.target.contact]\nurl = "{url}"\n{form}'
    return provider(name, f'languages = ["{language}"]', 'country = "SE"', place)


PLANNED = """\
server = "smtp://127.0.0.1:9"
[campaign]
start = 2027-01-11
weeks = 6
contacts = { ask = 1 }
mode = "blind"
budget_per_week = 2
"""
ASKED = f'personas = ["Maja Lind"]\n{question()}'
SESSION = Session(id="s", agent="here", started_at=START, software="0", config_sha256="0", boot_id="")


class WaitingForms:
    """That study in *folder*: Alpha's form asked for a person *waiting* times, Beta's is seen and not understood."""

    def __init__(self, folder: Path, *, waiting: int = 3) -> None:
        self.file = folder / "study.toml"
        empty_maildir(folder / "maildir")
        self.write()
        document = lay_out(self.loaded.study)
        self.slots = [one.at for one in document.contacts if one.provider == "alpha"]
        self.now = self.slots[-1] + timedelta(days=1)
        with closing(Store.create(self.path)) as store:
            store.keep([SESSION])
            keep_plan(store, document, START - timedelta(days=7))
            approve(store, document, document.sha256, by="Eva", now=START - timedelta(days=7))
        for slot in self.slots[:waiting]:
            self.observed("alpha", "ask", slot, failure=Failure.NEEDS_PERSON)
        self.saw("alpha", GUARDED)
        self.saw("beta", ODD)

    def write(self, form: str = FORM, *, planned: bool = True) -> None:
        """Write the study file, with these lines on Beta's *form*, with a campaign or without."""
        self.file.write_text(study_text(form) + (PLANNED if planned else ASKED), encoding="utf-8")

    @property
    def loaded(self) -> Loaded:
        """The study, read anew."""
        return load(self.file)

    @property
    def path(self) -> Path:
        """Where its records are."""
        return database(Path(self.loaded.study.study.data))

    def observed(
        self,
        provider: str,
        task: str,
        slot: datetime,
        *,
        failure: Failure | None = None,
        detail: str = "",
        metrics: dict[str, float] | None = None,
    ) -> None:
        """Note what came of one visit."""
        kind = {"ask": "support_form", "look": "form_health"}[task]
        self.keep(
            Observation(
                agent="here", provider=provider, target="contact", task=task, kind=kind, slot=slot, started_at=slot,
                duration_seconds=1.0, failure=failure, detail=detail, metrics=metrics or {}, session="s",
            )
        )  # fmt: skip

    def saw(self, provider: str, page: bytes, at: datetime = START) -> None:
        """Note that a look saw the form of *page*."""
        form = door(read_page(page, ALPHA_URL).forms)
        assert form is not None
        shape = shape_of(form)
        kept = EvidenceFolder(evidence(Path(self.loaded.study.study.data))).put(page)
        self.keep(
            FormSeen(
                provider=provider, target="contact", signature=shape.signature, at=at,
                description=msgspec.json.encode(shape).decode(), evidence=kept,
            )
        )  # fmt: skip
        metrics = {"submittable": float(form.submittable)}
        self.observed(provider, "look", at, detail=detail_of(shape.signature), metrics=metrics)

    def keep(self, *records: Observation | FormSeen) -> None:
        """Write *records*."""
        with closing(Store.create(self.path)) as store:
            store.keep(records)
