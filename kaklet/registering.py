"""The rules of a study are put on record with the time: by `kaklet register`, and by the daemon at its start."""

from datetime import datetime
from pathlib import Path

from kaklet.study import Study
from results.judge.line.plan import Sold
from results.judge.registration import register
from results.keep import Store
from results.records import Registration


def due(database: Path, study: Study, now: datetime) -> Registration | None:
    """Return the registration of *study*'s rules that has to be kept; None if they stand in *database* as they are."""
    store = Store.read(database)
    try:
        newest = max(store.all(Registration), key=lambda one: one.at, default=None)
    finally:
        store.close()
    made = register(study.rules, now, Sold(study.line_rules, study.line_plan, study.line))
    return made if newest is None or newest.sha256 != made.sha256 else None
