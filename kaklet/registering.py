"""The rules of a study are put on record with the time: by `kaklet register`, and by the daemon at its start."""

from datetime import datetime
from pathlib import Path

from results.judge.registration import register
from results.judge.rules import Rules
from results.keep import Store
from results.records import Registration


def due(database: Path, rules: Rules, now: datetime) -> Registration | None:
    """Return the registration of *rules* that has to be kept; None if they stand in *database* as they are."""
    store = Store.read(database)
    try:
        newest = max(store.all(Registration), key=lambda one: one.at, default=None)
    finally:
        store.close()
    made = register(rules, now)
    return made if newest is None or newest.sha256 != made.sha256 else None
