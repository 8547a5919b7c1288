"""
The tables, by numbered steps that sqlite-utils applies once each: one file for each step.

A step that has been released is never edited. Times are whole milliseconds since 1970 UTC (columns ``..._ms``),
durations whole microseconds (``..._us``); what was not reached is NULL. The layout of the narrow rows is told in
``docs/decisions/007-narrow-rows.md`` and ``013-columns-by-kind.md``; the view ``observations_told`` spells them out for
other tools.
"""

from collections.abc import Callable, Sequence

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from results.keep.migrations import (
    alerts,
    campaign,
    clock,
    clock_told,
    columns_by_kind,
    correspondence,
    desk,
    editions,
    eventful,
    facts,
    fleet,
    forms,
    hearing,
    listening,
    mail,
    registered,
    rollups,
    service,
    spools,
    spools_heard,
    submission,
    verification,
)

_STATEMENTS: dict[str, Sequence[str]] = {
    "001_facts": facts.STATEMENTS,
    "002_rollups": rollups.STATEMENTS,
    "003_correspondence": correspondence.STATEMENTS,
    "003a_columns_by_kind": columns_by_kind.STATEMENTS,
    "004_eventful": eventful.STATEMENTS,
    "005_campaign": campaign.STATEMENTS,
    "007_hearing": hearing.STATEMENTS,
    "007a_clock_told": clock_told.STATEMENTS,
    "008_forms": forms.STATEMENTS,
    "009_submission": submission.STATEMENTS,
    "010_service": service.STATEMENTS,
    "011_desk": desk.STATEMENTS,
    "012_mail": mail.STATEMENTS,
    "013_registered": registered.STATEMENTS,
    "015_verification": verification.STATEMENTS,
    "016_fleet": fleet.STATEMENTS,
    "017_clock": clock.STATEMENTS,
    "019_alerts": alerts.STATEMENTS,
    "020_editions": editions.STATEMENTS,
    "021_spools": spools.STATEMENTS,
    "022_listening": listening.STATEMENTS,
    "023_spools_heard": spools_heard.STATEMENTS,
}
STEPS = frozenset(_STATEMENTS)
"""Every step that this version knows. A file with another one was written by a newer version."""

migrations = Migrations("kaklet")


def _step(statements: Sequence[str]) -> Callable[[Database], None]:
    def apply(db: Database) -> None:
        for statement in statements:
            db.execute(statement)

    return apply


for _name, _of_step in _STATEMENTS.items():
    migrations(name=_name)(_step(_of_step))
