"""Was it the target, or the place that it was seen from? Controls and competitors of the same slot tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple

import msgspec

from results.judge.ledger import Key
from results.judge.outcome import Outcome, is_silence
from results.records import Observation

MANY = 3
"""So many competitors must fail at once, and at least half of those asked, before the place is doubted."""


class Vote(NamedTuple):
    """A scheduled sample and what it counts as."""

    sample: Observation
    outcome: Outcome
    key: Key | None = None
    """What finds the sample, if it is a scheduled one."""


class SharedFailure(msgspec.Struct, frozen=True, kw_only=True):
    """Many competitors failed at once, wherever they were seen from: they may share something upstream."""

    task: str
    start: datetime
    """The first slot of it."""
    end: datetime
    """The end of the last slot of it."""
    providers: tuple[str, ...]
    agents: tuple[str, ...]
    """The vantage points that saw it. A single one cannot tell an upstream from its own surroundings."""
    slots: int


def void_cut_lines(votes: Iterable[Vote], controls: AbstractSet[str]) -> list[Vote]:
    """
    Void what fell silent while the agent's own line may have been down.

    A target that did not answer at all is not believed where no control of the same agent answered in the same slot.
    The controls of the same task are heard (another family or port may be cut alone), else those of any task. Where
    no control was asked in the slot, nothing speaks against the sample, and it stands.
    """
    votes = list(votes)
    heard: dict[tuple[str, str | None, datetime], bool] = {}
    for sample, outcome, _ in votes:
        spoke = outcome.measured or outcome is Outcome.BLOCKED
        if sample.provider in controls and spoke and not sample.attempt:
            for task in (sample.task, None):
                place = (sample.agent, task, sample.slot)
                heard[place] = heard.get(place, False) or not is_silence(sample)
    return [one._replace(outcome=Outcome.VOID) if _is_cut(one, heard) else one for one in votes]


def _is_cut(vote: Vote, heard: Mapping[tuple[str, str | None, datetime], bool]) -> bool:
    sample = vote.sample
    if vote.outcome is not Outcome.DOWN or not is_silence(sample):
        return False
    same_task = heard.get((sample.agent, sample.task, sample.slot))
    return not (heard.get((sample.agent, None, sample.slot), True) if same_task is None else same_task)


class Scene(NamedTuple):
    """One task's slot, seen by all agents at all competitors."""

    votes: Mapping[str, Mapping[str, Outcome]]
    """By agent and provider; only what was measured."""

    def failing(self, agent: str) -> frozenset[str]:
        """Name the competitors that failed for *agent*; none where they are too few to doubt anything."""
        seen = self.votes[agent]
        down = frozenset(name for name, outcome in seen.items() if outcome is Outcome.DOWN)
        return down if len(down) >= MANY and 2 * len(down) >= len(seen) else frozenset()

    def contradicted(self, agent: str) -> bool:
        """Whether another vantage point, itself not in doubt, sees at least half of what failed for *agent* up."""
        down = self.failing(agent)
        return any(
            2 * sum(seen[name].good for name in down if name in seen) >= len(down)
            for other, seen in self.votes.items()
            if other != agent and not self.failing(other)
        )


def doubt(votes: Iterable[Vote]) -> tuple[list[Vote], dict[tuple[str, datetime], Scene]]:
    """
    Void what a suspected vantage point saw in a slot, its successes too.

    It is suspected where many competitors (`MANY`, and half of those asked) failed for it at once while another sees
    them up. Returns the votes, and the scenes (by task and slot) in which many failed wherever it was seen from.
    """
    votes = list(votes)
    by_slot: dict[tuple[str, datetime], dict[str, dict[str, Outcome]]] = defaultdict(lambda: defaultdict(dict))
    for sample, outcome, _ in votes:
        if outcome.measured and not sample.attempt:
            by_slot[sample.task, sample.slot][sample.agent][sample.provider] = outcome
    suspects: set[tuple[str, datetime, str]] = set()
    shared: dict[tuple[str, datetime], Scene] = {}
    for place, seen in by_slot.items():
        scene = Scene(seen)
        failing = [agent for agent in seen if scene.failing(agent)]
        suspects.update((*place, agent) for agent in failing if scene.contradicted(agent))
        if failing and len(failing) == len(seen):
            shared[place] = scene
    void = [
        one._replace(outcome=Outcome.VOID)
        if one.outcome.measured and (one.sample.task, one.sample.slot, one.sample.agent) in suspects
        else one
        for one in votes
    ]
    return void, shared
