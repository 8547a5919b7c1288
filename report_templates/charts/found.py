"""What the tasks of a comparison found, task by task, for the charts."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from results.judge.comparison import Check, Comparison, ProviderResult
from results.judge.support import Support

_ODD = re.compile(r"[^A-Za-z0-9_-]+")


class Found(NamedTuple):
    """One check of one provider."""

    provider: ProviderResult
    check: Check


class Asked(NamedTuple):
    """One door of one provider."""

    provider: ProviderResult
    support: Support


def tasks_measured(comparison: Comparison) -> Iterator[tuple[str, list[Found]]]:
    """Yield each task that measures with what it found, in the order in which the providers name them."""
    for task in dict.fromkeys(check.task for provider in comparison.providers for check in provider.checks):
        yield task, [Found(p, c) for p in comparison.providers for c in p.checks if c.task == task]


def tasks_asked(comparison: Comparison) -> Iterator[tuple[str, list[Asked]]]:
    """Yield each task that asks with what it found, in the order in which the providers name them."""
    for task in dict.fromkeys(support.task for provider in comparison.providers for support in provider.support):
        yield task, [Asked(p, s) for p in comparison.providers for s in p.support if s.task == task]


def file_part(task: str) -> str:
    """Return the name of *task* as a part of a file's name and of an id."""
    return _ODD.sub("-", task)[:60]
