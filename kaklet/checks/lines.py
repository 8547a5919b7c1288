"""Whether the Internet lines of a study fit together: each agent on one line at a time, each line with its plan."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kaklet.study import Study
from probes import kind_of
from results.judge.line.plan import Contract, Line, LineRules

Complain = Callable[[str, str], None]
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OF_ONE_KIND = {"web": "web", "dns": "dns", "responsiveness": "responsiveness"}
"""The keys of the line rules whose figures only one kind tells."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


def check_lines(study: Study, complain: Complain) -> None:
    """Tell *complain* of what does not fit in the lines, plans and line rules of *study*."""
    _plans(study, complain)
    plans = {plan.id: plan for plan in study.line_plan}
    for place, line in enumerate(study.line):
        path = f"line[{place}]"
        if (plan := plans.get(line.plan)) is None:
            complain(f"{path}.plan", f"names {line.plan!r}, which is no [[line_plan]]: name one of {_listed(plans)}")
        elif plan.provider != line.provider:
            complain(f"{path}.provider", f"is not that of the plan, {plan.provider!r}: a plan is one provider's")
        if line.timezone:
            try:
                ZoneInfo(line.timezone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                complain(f"{path}.timezone", f"{line.timezone!r} is no time zone: write one such as Europe/Stockholm")
    for agent in _twice(study.line):
        complain("line", f"puts {agent!r} on two lines on the same day: give since and until")
    _rules(study.line_rules, {task.name for task in study.task if task.probe.channel is None}, complain)
    _kinds(study, complain)
    _asked_of_nobody(study, complain)
    if study.line and not study.line_rules.speed:
        complain("line_rules.speed", "is empty: name the tasks whose samples tell the speed of a line")


def _plans(study: Study, complain: Complain) -> None:
    sellers = {provider.id for provider in study.provider}
    for name, times in Counter(plan.id for plan in study.line_plan).items():
        if times > 1:
            complain("line_plan", f"names {name!r} {times} times: give each its own")
        if not _ID.fullmatch(name):
            complain("line_plan", f"names {name!r}: use lower-case letters, digits and hyphens")
    for place, plan in enumerate(study.line_plan):
        path = f"line_plan[{place}]"
        if plan.provider not in sellers:
            complain(
                f"{path}.provider", f"names {plan.provider!r}, which is no [[provider]]: name one of {_listed(sellers)}"
            )
        for way in ("download", "upload"):
            for key, sentence in getattr(plan, way).mistakes():
                complain(f"{path}.{way}.{key}", sentence)
        if plan.contract is not None:
            for key, sentence in _contract(plan.contract):
                complain(f"{path}.contract.{key}", sentence)


def _contract(contract: Contract) -> Iterator[tuple[str, str]]:
    if not _SHA256.fullmatch(contract.sha256):
        yield "sha256", "must be 64 lower-case hexadecimal digits, as sha256sum prints them"
    elif contract.file:
        try:
            found = hashlib.sha256(Path(contract.file).read_bytes()).hexdigest()
        except OSError as error:
            yield "file", f"cannot be read ({error.strerror}): correct its name, or leave it out"
        else:
            if found != contract.sha256:
                yield "sha256", f"is not that of the file, which is {found}: one of them is another contract"
    if not contract.source:
        yield "source", "is empty: say where the contract stands"


def _twice(lines: tuple[Line, ...]) -> list[str]:
    """Name the agents that hang on two lines at a time."""
    by_agent: dict[str, list[tuple[date, date]]] = {}
    for one in lines:
        by_agent.setdefault(one.agent, []).append((one.since or date.min, one.until or date.max))
    return [
        agent
        for agent, times in sorted(by_agent.items())
        if any(later[0] <= earlier[1] for earlier, later in pairwise(sorted(times)))
    ]


def _rules(rules: LineRules, tasks: set[str], complain: Complain) -> None:
    for key in ("speed", "loss", "servers", *_OF_ONE_KIND):
        for name in getattr(rules, key):
            if name not in tasks:
                complain(
                    f"line_rules.{key}", f"names {name!r}, which is no task that measures: name one of {_listed(tasks)}"
                )
    if not 0 < rules.device_limited_share <= 1:
        complain("line_rules.device_limited_share", "must be more than 0 and at most 1")
    if rules.cross_traffic_share < 0:
        complain("line_rules.cross_traffic_share", "must be 0 or more")
    for key in ("minimum_tests", "few_lines"):
        if getattr(rules, key) < 1:
            complain(f"line_rules.{key}", "must be 1 or more")


def _kinds(study: Study, complain: Complain) -> None:
    """Pages, resolvers and round trips a minute are told by the figures of one kind of probe each."""
    tasks = {task.name: task.probe for task in study.task}
    for key, kind in _OF_ONE_KIND.items():
        for name in getattr(study.line_rules, key):
            if name not in tasks:
                continue
            if kind_of(tasks[name]) != kind:
                complain(f"line_rules.{key}", f"names {name!r}, which is of another kind than {kind}")
            elif getattr(tasks[name], "authoritative", False):
                complain(
                    f"line_rules.{key}",
                    f"names {name!r}, which asks the zone's own servers: they are no part of a line",
                )


def _asked_of_nobody(study: Study, complain: Complain) -> None:
    """Only what tells of a line may ask neutral places alone: there the provider is not what is asked."""
    of_lines = study.line_rules.tasks if study.line else frozenset()
    offered = {name for provider in study.provider for name in provider.target}
    neutral = {name for control in study.control for name in control.target}
    for place, task in enumerate(study.task):
        if task.target in neutral - offered and task.name not in of_lines:
            complain(
                f"task[{place}].target", f"{task.target!r} is no target of any provider: name one of {_listed(offered)}"
            )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none: write one"
