"""Were the rules there before the figures? What is hashed, when it was registered, and what has changed since."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

import msgspec
from msgspec.structs import replace

from results.judge.line.plan import LinePlan, Sold
from results.judge.rules import Rules
from results.records import Registration

_MISSING = "-"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was changed."""

    at: datetime
    rule: str
    """Where it stands, such as ``criteria.uptime.weight``."""
    before: str
    """As JSON; a hyphen where there was none."""
    after: str


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a comparison's rules."""

    sha256: str
    """Of the rules that it was made by."""
    since: datetime | None = None
    """Since when they stand as they are; None if they were never registered."""
    in_time: bool = False
    """Whether that was no later than the first due slot."""
    changes: tuple[Change, ...] = ()
    """All changes from one registration to the next, oldest first."""


def register(rules: Rules, at: datetime, sold: Sold | None = None) -> Registration:
    """Make the registration of *rules*, and of what was *sold* where a study has lines."""
    # Through JSON and back: 5 and 5.0 are one rule.
    alike = msgspec.json.decode(msgspec.json.encode(rules), type=Rules)
    text = msgspec.json.encode(alike, order="deterministic").decode()
    if not rules.categories:
        # Rules that were registered before there were any are the same rules still.
        known = msgspec.json.decode(text)
        text = msgspec.json.encode({name: known[name] for name in known if name != "categories"}).decode()
    if sold is not None and sold.lines:
        text = msgspec.json.encode({**msgspec.json.decode(text), **_of_lines(sold)}, order="deterministic").decode()
    return Registration(sha256=sha256(text.encode()).hexdigest(), at=at, rules=text)


def _of_lines(sold: Sold) -> dict[str, Any]:
    """
    Tell what is fixed about lines: the rules for them, each line, and the plans that these have.

    Not in it are words for readers about a place, and where the copy of a contract lies. What is empty is left out, so
    that a key which a later version adds changes nothing.
    """
    rules, plans, lines = msgspec.json.decode(msgspec.json.encode(tuple(sold)), type=Sold)
    had = {one.plan for one in lines}
    times = Counter(one.agent for one in lines)
    names = [
        one.agent if times[one.agent] == 1 else f"{one.agent} from {one.since or 'the beginning'}" for one in lines
    ]
    mine = [_kept(one) for one in plans if one.id in had]
    return {
        "line_rules": _spare(rules),
        "line_plans": sorted(map(_spare, mine), key=lambda one: str(one["id"])),
        "lines": sorted(
            ({"id": name, **_spare(replace(one, place={}))} for name, one in zip(names, lines, strict=True)),
            key=lambda one: str(one["id"]),
        ),
    }


def _kept(plan: LinePlan) -> LinePlan:
    return plan if plan.contract is None else replace(plan, contract=replace(plan.contract, file=""))


def _spare(one: msgspec.Struct) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(one)
    return _filled(told)


def _filled(told: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of *told* what is empty, all the way down; a choice between yes and no is not."""
    inner = {name: _filled(value) if isinstance(value, Mapping) else value for name, value in told.items()}
    return {name: value for name, value in inner.items() if value not in (None, "", [], (), {})}


def registered(rules: Rules, found: Sequence[Registration], start: datetime, sold: Sold | None = None) -> Registered:
    """Tell what *found* says of *rules* and of what was *sold*, for a period that begins at *start*."""
    present = register(rules, start, sold).sha256
    known = sorted(found, key=lambda one: one.at)
    since = None
    for one in known:
        if one.sha256 != present:
            since = None
        elif since is None:
            since = one.at
    steps = pairwise(known)
    return Registered(
        sha256=present,
        since=since,
        in_time=since is not None and since <= start,
        changes=tuple(change for before, after in steps for change in _changes(before, after)),
    )


def _changes(before: Registration, after: Registration) -> Iterator[Change]:
    for rule, old, new in changed_rules(before.rules, after.rules):
        yield Change(at=after.at, rule=rule, before=old, after=new)


def changed_rules(before: str, after: str) -> Iterator[tuple[str, str, str]]:
    """Yield each rule that differs between two registered texts: where it stands, and both values as JSON."""
    old, new = (dict(_leaves(msgspec.json.decode(one), "")) for one in (before, after))
    for rule in sorted(old.keys() | new.keys()):
        if old.get(rule) != new.get(rule):
            yield rule, old.get(rule, _MISSING), new.get(rule, _MISSING)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- JSON
    """Yield each rule by its path; those of a list by their id, or by their position where they have none."""
    if isinstance(value, Mapping):
        for key in value:
            yield from _leaves(value[key], f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for place, one in enumerate(value):
            yield from _leaves(one, f"{path}.{one.get('id', place)}")
    else:
        yield path, msgspec.json.encode(value).decode()
