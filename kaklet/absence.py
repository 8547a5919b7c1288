"""The time in which no daemon ran: since when, and whom it would have asked."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from probes import kind_of
from results.keep import Store
from results.records import Session
from scheduler import Series


class Absence(NamedTuple):
    """What went unasked between two sessions."""

    since: datetime
    """When the session before was last heard of."""
    series: list[Series]
    """What was asked before then. What is new in the study was not due yet."""


def absence(path: Path, session: Session, series: Sequence[Series]) -> Absence | None:
    """
    Tell from the database at *path* how long the agent of *session* was away before it; None if it is its first.

    Raises `StoreError` if the database cannot be read.
    """
    store = Store.read(path)
    try:
        own = [one.id for one in store.all(Session) if one.agent == session.agent and one.id != session.id]
        if not own:
            return None
        (since,) = [beat.at for beat in store.heartbeats() if beat.session == own[-1]]
        newest = [one for one in store.newest_observations() if one.agent == session.agent]
    finally:
        store.close()
    known = {(one.provider, one.target, one.task, one.kind) for one in newest}
    return Absence(since, asked_before(series, known))


def asked_before(series: Sequence[Series], known: AbstractSet[tuple[str, str, str, str]]) -> list[Series]:
    """Return those of *series* that are *known* by provider, target, task and kind."""
    return [one for one in series if _names(one) in known]


def _names(series: Series) -> tuple[str, str, str, str]:
    return series.target.provider, series.target.name, series.task.name, kind_of(series.task.probe)
