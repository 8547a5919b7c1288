"""`kaklet alerts`, the schemas of what is told, and what `kaklet check` says of an [alerts] table."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from watched_study import NOON, STUDY, Watched, beat, samples, session

from kaklet.alerts.listing import AlertsNow
from kaklet.command_line import main
from kaklet.config import ConfigError, load
from results.records import Failure

HOOK_KEY = 'secret = { env = "HOOK" }'


def minute_now() -> int:
    """Tell how many minutes have passed since the study's noon."""
    return int((datetime.now(UTC) - NOON) / timedelta(minutes=1))


def said(*words: str) -> str:
    """Return what a command prints."""
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return done.output


def test_it_lists_what_is_open_now(study: Path, watched: Watched) -> None:
    """What was never watched too: it is looked up at this moment, and written down nowhere."""
    now = minute_now()
    watched.keep(*samples(range(now - 60, now - 20)), *samples(range(now - 20, now), Failure.TIMEOUT))
    watched.keep(session("malmo", now - 60), beat("malmo", now - 60, now - 15))
    lines = said("alerts", str(study)).splitlines()
    assert [line.split()[0] for line in lines] == ["down", "lost"]
    assert "alpha page" in lines[0]
    assert "timeout" in lines[0]
    found = msgspec.json.decode(said("alerts", str(study), "--json"), type=AlertsNow)
    assert [event.alert.split("/")[0] for event in found.open] == ["outage", "agent"]
    assert watched.alerts.newest() == []


def test_where_nothing_is_open_it_says_so(study: Path, watched: Watched) -> None:
    """And where an alert is open by what was told, and no longer is, that is so too."""
    now = minute_now()
    watched.keep(*samples(range(now - 60, now - 30)), *samples(range(now - 30, now - 20), Failure.TIMEOUT))
    assert watched.at(now - 20) == ["outage_opened alpha"]
    assert "Alerts that were told and are open: 1 (`kaklet alerts`)." in said("status", str(study))
    watched.keep(*samples(range(now - 20, now)))
    assert said("alerts", str(study)) == "Nothing is open.\n"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("alert", {"id", "event", "alert", "since", "provider", "task", "cause", "samples"}),
        ("alert-state", {"state", "provider", "task", "agent", "since", "until"}),
        ("alert-waiting", {"state", "count", "why"}),
        ("alerts", {"open", "given_up"}),
    ],
)
def test_each_format_has_a_schema(name: str, fields: set[str]) -> None:
    """What is told can be checked by whoever gets it."""
    schema = json.loads(said("schema", name))
    assert fields <= schema["$defs"][schema["$ref"].rpartition("/")[2]]["properties"].keys()


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ("[alerts]", "alerts tells nobody"),
        ("[alerts]\nevery_second = 5", "alerts.every_second is not a known key; did you mean every_seconds?"),
        ("[alerts]\nevery_seconds = 1", "alerts.every_seconds must be at least 5"),
        (
            f'[[alerts.webhook]]\nurl = "ftp://a.example/"\n{HOOK_KEY}',
            "alerts.webhook[0].url must be written as https:",
        ),
        (f'[[alerts.webhook]]\nurl = "https://me:pw@a.example/"\n{HOOK_KEY}', "without a user or a password"),
        (f'[[alerts.webhook]]\nurl = "http://a.example/"\n{HOOK_KEY}', "must begin with https"),
        (f'[[alerts.webhook]]\nurl = "https://10.0.0.1/"\n{HOOK_KEY}', "set local = true"),
        ('[[alerts.webhook]]\nurl = "https://a.example/"', "alerts.webhook[0].secret is missing"),
        ('[[alerts.webhook]]\nurl = "https://a.example/"\nsecret = {}', "must name one place"),
        ("[alerts.home_assistant]", "alerts.home_assistant needs a [broker]"),
        (
            '[broker]\nurl = "mqtt://127.0.0.1"\n[alerts.home_assistant]\nprefix = "home/#"',
            "alerts.home_assistant.prefix must be the beginning of a topic",
        ),
        (
            '[broker]\nurl = "mqtt://127.0.0.1"\n[alerts]\n[[provider]]\nid = "agent"\nname = "A"\ntarget = {}',
            "'agent'",
        ),
    ],
)
def test_a_mistake_in_the_table_is_named(study: Path, table: str, mistake: str) -> None:
    """By its key, with what would be right."""
    study.write_text(f"{STUDY}\n{table}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(study)
    assert mistake in str(caught.value)
    assert "pw" not in str(caught.value)


def test_a_right_table_is_taken(study: Path) -> None:
    """A local one may do without TLS; with a broker no webhook is needed."""
    hooks = f'[[alerts.webhook]]\nurl = "https://a.example/x"\n{HOOK_KEY}\n'
    hooks += f'[[alerts.webhook]]\nurl = "http://10.0.0.1/"\nlocal = true\n{HOOK_KEY}\n'
    study.write_text(f"{STUDY}\n{hooks}", encoding="utf-8")
    load(study)
    study.write_text(f'{STUDY}\n[alerts]\n[broker]\nurl = "mqtt://127.0.0.1"\n', encoding="utf-8")
    load(study)


def test_the_commented_table_of_the_template_is_right(tmp_path: Path) -> None:
    """Whoever takes the comment signs away has a study that loads."""
    template = said("init", str(tmp_path / "study.toml"))
    assert template
    words = (tmp_path / "study.toml").read_text(encoding="utf-8")
    begun = words.index("# [alerts]")
    table = words[begun : words.index("\n\n", begun)]
    bare = "\n".join(line.removeprefix("# ") for line in table.splitlines() if line != "#")
    broker = '[broker]\nurl = "mqtt://127.0.0.1"\n'
    (tmp_path / "study.toml").write_text(f"{STUDY}\n{broker}{bare}\n", encoding="utf-8")
    alerts = load(tmp_path / "study.toml").study.alerts
    assert alerts is not None
    assert alerts.webhook
    assert alerts.home_assistant
