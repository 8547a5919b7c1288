"""Which tasks of a study are for agents: those that only measure, with nothing that is kept at the collector."""

from typing import Any

from scheduler import Task


def not_for_agents(task: Task) -> str | None:
    """Tell why agents do not run *task*, as the end of a sentence; None if they do."""
    probe: Any = task.probe
    if probe.channel is not None:
        return "writes to people"
    if getattr(probe, "accounts", None):
        return "logs in, and passwords stay here"
    if getattr(probe, "ca_file", None):
        return "needs a file of this machine (ca_file)"
    return None
