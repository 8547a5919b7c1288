"""Makes an edition of a comparison, held against the edition before. Pure."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from results.judge.comparison import Comparison
from results.judge.editions.changes import changes, one_way
from results.judge.editions.edition import Earlier, Edition, Named, RuleChange
from results.judge.line.plan import Sold
from results.judge.registration import changed_rules, register


def edition(
    comparison: Comparison,
    before: Comparison | None,
    *,
    sha256: str = "",
    number: int,
    revision: int = 1,
    draft: bool = False,
    made_at: datetime,
) -> Comparison:
    """
    Return *comparison* as edition *number*, made at *made_at*, with what has changed since *before*.

    *sha256* is that of the ``comparison.json`` in which *before* was published.
    """
    own = Edition(number=number, revision=revision, draft=draft, made_at=made_at)
    if before is not None:
        found = changes(before, comparison)
        own = msgspec.structs.replace(
            own,
            since=_earlier(before, sha256),
            changes=found,
            one_way=one_way(found),
            rules=tuple(_rules(before, comparison)),
            joined=_only_in(comparison, before),
            left=_only_in(before, comparison),
        )
    return msgspec.structs.replace(comparison, edition=own)


def _earlier(before: Comparison, sha256: str) -> Earlier:
    own = before.edition
    return Earlier(
        number=own.number if own else None,
        revision=own.revision if own else 1,
        start=before.start,
        end=before.end,
        made_at=own.made_at if own else None,
        sha256=sha256,
        software=before.software,
        method=before.method,
    )


def _rules(before: Comparison, comparison: Comparison) -> Iterator[RuleChange]:
    old, new = (register(one.rules, one.start, _sold(one)).rules for one in (before, comparison))
    for rule, was, now in changed_rules(old, new):
        yield RuleChange(rule=rule, before=was, after=now)


def _sold(comparison: Comparison) -> Sold:
    found = comparison.lines
    return Sold(found.rules, tuple(one.plan for one in found.plans), tuple(one.line for one in found.lines))


def _only_in(one: Comparison, other: Comparison) -> tuple[Named, ...]:
    known = {each.id for each in other.providers}
    return tuple(Named(id=each.id, name=each.name) for each in one.providers if each.id not in known)
