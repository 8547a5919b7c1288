"""`kaklet plan`, as a newcomer and as an editor use it."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner, Result

from kaklet.campaign.document import Document
from kaklet.campaign.layout import PlanError
from kaklet.command_line import main
from kaklet.config import ConfigError, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kaklet.study import Study


def kaklet(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return the file that `kaklet init` writes."""
    file = tmp_path / "s.toml"
    assert kaklet("init", file).exit_code == 0
    return file


def sha256(told: str) -> str:
    """Find the plan's hash in what was printed."""
    found = re.search(r"^Plan ([0-9a-f]{64})$", told, re.MULTILINE)
    assert found is not None
    return found[1]


def test_a_newcomer_sees_a_plan(template: Path) -> None:
    """The written study has a campaign that can be laid out, told in 80 columns, with every letter behind a flag."""
    told = kaklet("plan", template)
    assert told.exit_code == 0, told.output
    assert max(map(len, told.output.splitlines())) <= 80
    assert "Blind: the providers are told afterwards." in told.output
    assert "Balance: how often each provider gets each" in told.output
    letters = kaklet("plan", template, "--letters").output
    assert max(map(len, letters.splitlines())) <= 80
    assert letters.count("Subject: ") == told.output.count(" email en ")


def test_json_is_what_was_hashed(template: Path) -> None:
    """The hash is that of the document in the JSON, by whoever works it out, and the schema knows all of it."""
    told = json.loads(kaklet("plan", template, "--json").output)
    document = msgspec.convert(told["document"], Document)
    assert hashlib.sha256(document.encoded().encode()).hexdigest() == told["sha256"]
    assert told["approvals"] == []
    schema = json.loads(kaklet("schema", "plan").output)
    assert set(told) == set(schema["$defs"]["PlanTold"]["properties"])


def test_exactly_that_plan_is_approved(template: Path) -> None:
    """An approval names the approver; after an edit it holds no more, and the new plan is named."""
    first = sha256(kaklet("plan", template).output)
    assert kaklet("plan", template, "--approve", first, "--by", "Editor").exit_code == 0
    assert "Approved by Editor" in kaklet("plan", template).output
    template.write_text(template.read_text().replace('mode = "blind"', 'mode = "open"'))
    refused = kaklet("plan", template, "--approve", first, "--by", "Editor")
    second = sha256(kaklet("plan", template).output)
    assert (refused.exit_code, second != first, second in refused.output) == (1, True, True)
    assert "Not approved" in kaklet("plan", template).output


@pytest.mark.parametrize(
    ("hash_", "by", "words"),
    [("0" * 64, "Editor", "No plan with the hash"), (None, "  ", "needs a name")],
)
def test_what_cannot_be_approved(template: Path, hash_: str | None, by: str, words: str) -> None:
    """An unknown hash, and an approval by nobody, are refused in one sentence."""
    known = sha256(kaklet("plan", template).output)
    refused = kaklet("plan", template, "--approve", hash_ or known, "--by", by)
    assert refused.exit_code == 1
    assert words in refused.output
    assert len(refused.output.splitlines()) == 1


def test_a_plan_of_the_past_is_not_approved(template: Path) -> None:
    """Once its first letter was due, a plan is approved no more."""
    template.write_text(re.sub(r"(?m)^start = \S+", "start = 2026-01-12", template.read_text()))
    past = sha256(kaklet("plan", template).output)
    refused = kaklet("plan", template, "--approve", past, "--by", "Editor")
    assert (refused.exit_code, "which is over" in refused.output) == (1, True)


def test_a_study_without_a_campaign_is_told_so(study: Path) -> None:
    """There is nothing to plan where there is no [campaign]."""
    refused = kaklet("plan", study)
    assert (refused.exit_code, "no [campaign]" in refused.output) == (1, True)


def test_what_cannot_be_laid_out_is_told_before_anybody_is_asked(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daemon ends at once: it has written nothing and probed nobody."""

    def refuse(study: Study) -> Document:
        raise PlanError(f"There are no days for {study.provider[0].id}.")

    for name in ("KAKLET_IMAP_PASSWORD", "KAKLET_SMTP_PASSWORD"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setattr("kaklet.daemon.lay_out", refuse)
    result = kaklet("run", template)
    assert result.exit_code == 1
    assert "There are no days for" in result.output
    assert not list(template.parent.rglob("*.sqlite3"))


def test_status_tells_of_the_campaign(template: Path) -> None:
    """Status says whether the plan is approved, and what leaves next."""
    plan = sha256(kaklet("plan", template).output)
    assert "not approved" in kaklet("status", template).output
    kaklet("plan", template, "--approve", plan, "--by", "Editor")
    told = kaklet("status", template).output
    assert "is approved by Editor" in told
    assert "The next question leaves at" in told


def test_all_mistakes_at_once(study_file: Callable[..., Path]) -> None:
    """A campaign that fits nowhere is told of by each key, in one go."""
    file = study_file(
        weeks=0,
        contacts=4,
        languages='["xx"]',
        countries=("QQ",),
        seeds='[[mail.seed]]\nname = "host-1"\naddress = "nowhere"\n',
        more=(
            'windows = ["9-11"]\nquestions = ["ssh", "nothing"]\nbudget_per_week = 6\n'
            'reminder_after_business_days = 0\n[campaign.complaint]\nafter_business_days = 99\nwe_hold = { other = "" }'
        ),
    )
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert {problem.path for problem in caught.value.problems} == {
        "campaign.weeks",
        "campaign.windows",
        "campaign.contacts",
        "campaign.questions",
        "campaign.budget_per_week",
        "campaign.reminder_after_business_days",
        "campaign.complaint.after_business_days",
        "campaign.complaint.we_hold.other",
        "provider[0].languages",
        "provider[0].country",
        "provider[1].languages",
        "provider[1].country",
        "mail.seed[0].name",
        "mail.seed[0].address",
    }


def test_own_questions_take_part(study_file: Callable[..., Path]) -> None:
    """A question of the study's own may have a text for each language; one that claims a fault is refused."""
    own = (
        '[[question]]\nid = "http3"\n[question.text.sv]\nsubject = "HTTP/3"\n'
        'body = "Hej! Kan man nå era kunders webbplatser med HTTP/3, och är det på från början?"\n'
    )
    chosen = 'questions = ["http3", "ssh"]\nreminder_after_business_days = 3\n'
    file = study_file(more=chosen + own)
    told = kaklet("plan", file, "--letters")
    assert told.exit_code == 0, told.output
    assert "Subject: HTTP/3" in told.output
    file = study_file(more=chosen + own.replace("Hej!", "Hej! Mitt konto krånglar."))
    with pytest.raises(ConfigError, match="claims no purchase"):
        load(file)
