"""What must fit together for the accounting: controls, maintenance, limits."""

from collections import Counter
from collections.abc import Callable

from kaklet.study import Study
from probes.wire.endpoint import address_mistake
from results.judge.maintenance import Maintenance

Complain = Callable[[str, str], None]
"""Takes the path of a key and a sentence that continues it."""


def check_accounting(study: Study, complain: Complain) -> None:
    """Tell *complain* of everything that accounting could not work with."""
    if not 0 <= study.rules.minimum_coverage <= 1:
        complain("rules.minimum_coverage", "must be a share from 0 to 1, such as 0.9")
    if study.rules.maximum_lag_seconds <= 0:
        complain("rules.maximum_lag_seconds", "must be more than 0")
    for place, task in enumerate(study.task):
        bound = task.acceptable_seconds
        if bound is not None and not 0 < bound < task.probe.timeout_seconds:
            complain(f"task[{place}].acceptable_seconds", "must be more than 0 and less than the probe's timeout")
    _controls(study, complain)
    for place, window in enumerate(study.maintenance):
        _maintenance(window, study, f"maintenance[{place}]", complain)


def _controls(study: Study, complain: Complain) -> None:
    names = Counter([provider.id for provider in study.provider] + [control.id for control in study.control])
    asked = {task.target: task.probe for task in study.task if task.probe.channel is None}
    for place, control in enumerate(study.control):
        path = f"control[{place}]"
        if names[control.id] > 1:
            complain(f"{path}.id", f"is {control.id!r}, which is taken: give each provider and control its own")
        for name, address in control.target.items():
            if name not in asked:
                complain(f"{path}.target.{name}", "is asked by no task that measures: remove it, or add a task for it")
            elif mistake := address_mistake(address.url):
                complain(f"{path}.target.{name}.url", mistake)
            elif address.url.partition(":")[0].lower() not in asked[name].schemes:
                schemes = " or ".join(f"{scheme}:" for scheme in sorted(asked[name].schemes))
                complain(f"{path}.target.{name}.url", f"must begin with {schemes}, which this kind of probe asks")


def _maintenance(window: Maintenance, study: Study, path: str, complain: Complain) -> None:
    if window.provider not in {provider.id for provider in study.provider}:
        complain(f"{path}.provider", f"is {window.provider!r}, which is no provider: write the id of one")
    naive = [key for key in ("start", "end", "announced") if getattr(window, key).utcoffset() is None]
    for key in naive:
        complain(f"{path}.{key}", "has no zone: end it with Z for UTC, or with an offset such as +02:00")
    if not naive and window.start >= window.end:
        complain(f"{path}.end", "must be later than its start")
