"""`kaklet register` puts the rules on record, and the daemon does it by itself."""

from pathlib import Path

from click.testing import CliRunner

from kaklet.command_line import main
from kaklet.config import load
from kaklet.daemon import database
from results.keep import Store
from results.records import Registration

EVERY_HOUR = ["--providers", "2", "--days", "1", "--seed", "4", "--every", "3600"]


def registrations(study: Path) -> list[Registration]:
    """Read what is on record."""
    store = Store.read(database(Path(load(study).study.study.data)))
    try:
        return store.all(Registration)
    finally:
        store.close()


def test_rules_are_put_on_record_once_and_again_when_they_change(tmp_path: Path) -> None:
    """A second call changes nothing; a changed weight makes a second record, and the report's data tells it."""
    study = tmp_path / "study.toml"
    assert CliRunner().invoke(main, ["simulate", *EVERY_HOUR, "--out", str(study)]).exit_code == 0
    first = CliRunner().invoke(main, ["register", str(study)])
    assert first.exit_code == 0
    assert first.output.startswith("On record since ")
    assert CliRunner().invoke(main, ["register", str(study)]).output == "These rules are on record already.\n"
    text = study.read_text(encoding="utf-8")
    study.write_text(text.replace("minimum_questions = ", "minimum_questions = 1", 1), encoding="utf-8")
    assert CliRunner().invoke(main, ["register", str(study)]).output.startswith("On record since ")
    found = registrations(study)
    assert len(found) == 2
    assert found[0].sha256 != found[1].sha256
