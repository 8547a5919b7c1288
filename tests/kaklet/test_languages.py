"""The studies that come with Kaklet have their texts in every language of a report."""

from pathlib import Path

from kaklet.config import load
from kaklet.demo import tour
from kaklet.simulate.plan import plan_of
from kaklet.simulate.study_file import study_text
from kaklet.study import Study
from report_templates import LANGUAGES

ROOT = Path(__file__).parents[2]


def titles(study: Study) -> list[dict[str, str]]:
    """Collect the titles of the study, its criteria and its tasks."""
    return [
        study.study.title,
        *(criterion.title for criterion in study.rules.criteria),
        *(task.title for task in study.task),
    ]


def texts(study: Study) -> list[dict[str, str]]:
    """Collect all of the study's own words that a reader of the report meets."""
    return [*titles(study), study.study.funding, *(one.about for one in study.provider if one.about)]


def test_the_demonstration_speaks_every_language() -> None:
    """Its report is made in all languages, and no text of its study falls back to English."""
    study = load(ROOT / "config.toml").study
    assert sorted(tour.LANGUAGES) == sorted(LANGUAGES)
    assert all(text.keys() == set(LANGUAGES) for text in texts(study))


def test_a_made_up_study_speaks_every_language(tmp_path: Path) -> None:
    """What the program makes up has its titles in all languages of a report."""
    made = tmp_path / "study.toml"
    plan = plan_of(providers=2, days=2, seed=1, every_seconds=900)
    made.write_text(study_text(plan, data="data", truth="truth.json"), encoding="utf-8")
    study = load(made).study
    assert all(text.keys() == set(LANGUAGES) for text in texts(study))


def test_a_new_study_begins_with_titles_in_every_language() -> None:
    """The file that `kaklet init` writes has the usual titles in all languages; who pays is for its author to say."""
    study = load(ROOT / "kaklet" / "study_template.toml").study
    assert all(text.keys() == set(LANGUAGES) for text in titles(study))
    assert set(study.study.funding) == {"en"}
