"""
The text of small study files: what every study must have is said here, and a test says what is special about its own.

A study of a single page that is asked twice a second, for instance:

    small_study(
        task("page", "site", "http", every_seconds=0.5, timeout_seconds=0.3),
        provider("alpha", site="http://127.0.0.1:9/"),
    )
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

Value = str | float | bool


class Judged(NamedTuple):
    """The one criterion that a small study weighs by."""

    id: str
    metric: str
    task: str
    title: str
    thresholds: tuple[float, ...]


UPTIME = Judged("uptime", "uptime_percent", "page", "Uptime", (80, 90, 95, 99, 99.9))
ANSWERED = Judged("answered", "answered_percent", "ask", "Answered", (20, 40, 60, 80, 100))
TEN_DAYS_SECONDS = 864_000.0
MAILDIR = '{ kind = "maildir", path = "maildir" }'


def small_study(
    *tables: str,
    name: str = "small",
    agent: str = "here",
    head: str = "",
    judged: Judged = UPTIME,
    answer_window_seconds: float = 60.0,
    rules: str = "",
) -> str:
    """
    Return a study of *tables*, in their order, which one sample and one question are enough to judge.

    *head* are further lines of its table ``[study]``, *rules* of ``[rules]``; what stands last may be written on.
    """
    needed = f"""[study]
id = "{name}"
title = {{ en = "A small study" }}
funding = {{ en = "Nobody pays." }}
agent = "{agent}"
data = "data"
{_lines(head)}
[rules]
minimum_samples = 1
minimum_questions = 1
answer_window_seconds = {answer_window_seconds}
{_lines(rules)}
[[rules.criteria]]
id = "{judged.id}"
metric = "{judged.metric}"
task = "{judged.task}"
title = {{ en = "{judged.title}" }}
weight = 100
thresholds = {list(judged.thresholds)}
"""
    return "\n".join((needed, *tables))


def task(name: str, target: str, kind: str, *lines: str, every_seconds: float, **settings: Value) -> str:
    """Return the table of a task: *settings* are those of its probe, *lines* stand in it as they are."""
    probe = ", ".join(f"{key} = {_toml(value)}" for key, value in {"kind": kind, **settings}.items())
    return (
        f'[[task]]\nname = "{name}"\ntarget = "{target}"\nevery_seconds = {every_seconds}\n'
        f"{_lines(*lines)}probe = {{ {probe} }}\n"
    )


def provider(identifier: str, *lines: str, **urls: str) -> str:
    """Return the table of a provider with a target for each of *urls*; *lines* stand last, and as they are."""
    name = identifier.replace("-", " ").capitalize()
    return f'[[provider]]\nid = "{identifier}"\nname = "{name}"\n{_targets(urls)}{_lines(*lines)}'


def control(identifier: str, **urls: str) -> str:
    """Return the table of a control likewise."""
    return f'[[control]]\nid = "{identifier}"\n{_targets(urls)}'


def mail(*lines: str, domain: str = "brevlada.localhost", persona: str = "Maja Lind", inbox: str = MAILDIR) -> str:
    """Return the table of the mail; without a *persona* it names none. *lines* stand last, and as they are."""
    personas = f'personas = ["{persona}"]' if persona else ""
    return f'[mail]\ndomain = "{domain}"\n{_lines(personas, f"inbox = {inbox}", *lines)}'


def question(
    identifier: str = "php", subject: str = "PHP versions", body: str = "Which versions of PHP can I choose?"
) -> str:
    """Return the table of a question."""
    return f'[[question]]\nid = "{identifier}"\nsubject = "{subject}"\nbody = "{body}"\n'


def empty_maildir(folder: Path) -> Path:
    """Make a maildir of *folder*, unless it is one, and return it."""
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    return folder


def _targets(urls: dict[str, str]) -> str:
    return "".join(f'target.{name} = {{ url = "{url}" }}\n' for name, url in urls.items())


def _lines(*lines: str) -> str:
    return "".join(f"{line.strip()}\n" for line in lines if line.strip())


def _toml(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)
