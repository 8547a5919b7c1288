"""
What an agent is told of a study: who is asked what, and when. No mail, no campaign, no persons, no grades, no secrets.

The document's bytes are canonical: JSON with its keys in order, so that the same study gives the same bytes.
"""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from kaklet.checks.study import check_measuring
from kaklet.decoding import Decoder
from kaklet.fleet.tasks import not_for_agents
from kaklet.study import Address, Control, Head, Provider, Study
from probes import AnyProbe
from results.judge.rules import Rules
from scheduler import Task


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task, without what only judges and readers need."""

    name: str
    target: str
    every_seconds: float
    probe: AnyProbe
    confirm_after_seconds: tuple[float, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provider or a control: the address of each target that an agent's tasks ask."""

    id: str
    target: dict[str, str]


class AgentStudy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is measured, in the order of the study file."""

    task: tuple[Asked, ...]
    provider: tuple[Place, ...]
    control: tuple[Place, ...] = ()

    def canonical(self) -> bytes:
        """Return the bytes that stand for it."""
        return msgspec.json.encode(self, order="sorted")


class StudyDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of it, as it is signed."""

    study: str
    """The id of the study."""
    version: int
    """It only grows."""
    made_at: datetime
    content: AgentStudy

    def canonical(self) -> bytes:
        """Return the bytes that are signed."""
        return msgspec.json.encode(self, order="sorted")


def left_out(study: Study) -> Iterator[tuple[str, str]]:
    """Tell what of *study* no agent asks: the name of a task or of a provider's target, and why."""
    for task in study.task:
        if reason := not_for_agents(task):
            yield task.name, reason
    places: list[Provider | Control] = [*study.provider, *study.control]
    for one in places:
        for name, at in one.target.items():
            if _with_password(at):
                yield f"{one.id}.target.{name}", "holds a password in its address"


def for_agents(study: Study) -> AgentStudy:
    """Take from *study* what agents need."""
    tasks = [task for task in study.task if not_for_agents(task) is None]
    asked = {task.target for task in tasks}
    return AgentStudy(
        task=tuple(
            Asked(
                name=task.name,
                target=task.target,
                every_seconds=task.every_seconds,
                probe=task.probe,
                confirm_after_seconds=task.confirm_after_seconds,
            )
            for task in tasks
        ),
        provider=tuple(_place(one, asked) for one in study.provider),
        control=tuple(_place(one, asked) for one in study.control),
    )


def study_of(content: AgentStudy, *, study: str, agent: str, data: str) -> tuple[Study | None, str]:
    """
    Make the study that *agent* runs, with its records in *data*, and nothing in it that an agent does not need.

    Return None and the first reason, which continues "the study", if no agent may or can run it.
    """
    made = Study(
        study=Head(id=study, title={"en": study}, funding={"en": ""}, agent=agent, data=data),
        rules=Rules(minimum_samples=0, minimum_questions=0, answer_window_seconds=1.0, criteria=()),
        task=tuple(
            Task(
                name=one.name,
                target=one.target,
                every_seconds=one.every_seconds,
                probe=one.probe,
                confirm_after_seconds=one.confirm_after_seconds,
            )
            for one in content.task
        ),
        provider=tuple(Provider(id=one.id, name=one.id, target=_addresses(one)) for one in content.provider),
        control=tuple(Control(id=one.id, target=_addresses(one)) for one in content.control),
    )
    for name, reason in left_out(made):
        return None, f"holds {name}, which {reason}: that is nothing for agents"
    if not made.task:
        return None, "holds no task that an agent runs"
    decoder = Decoder()
    check_measuring(made, decoder.complain)
    for problem in decoder.problems:
        return None, f"is not right: {problem.path} {problem.sentence}"
    return made, ""


def _place(one: Provider | Control, asked: set[str]) -> Place:
    told = {name: at.url for name, at in one.target.items() if name in asked and not _with_password(at)}
    return Place(id=one.id, target=told)


def _with_password(at: Address) -> bool:
    try:
        return urlsplit(at.url).password is not None
    except ValueError:
        return False


def _addresses(one: Place) -> dict[str, Address]:
    return {name: Address(url=url) for name, url in one.target.items()}
