"""Were the rules there before the figures? What is hashed, when it was registered, and what has changed since."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

import msgspec

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


def register(rules: Rules, at: datetime) -> Registration:
    """Make the registration of *rules*."""
    # Through JSON and back: 5 and 5.0 are one rule.
    alike = msgspec.json.decode(msgspec.json.encode(rules), type=Rules)
    text = msgspec.json.encode(alike, order="deterministic").decode()
    if not rules.categories:
        # Rules that were registered before there were any are the same rules still.
        known = msgspec.json.decode(text)
        text = msgspec.json.encode({name: known[name] for name in known if name != "categories"}).decode()
    return Registration(sha256=sha256(text.encode()).hexdigest(), at=at, rules=text)


def registered(rules: Rules, found: Sequence[Registration], start: datetime) -> Registered:
    """Tell what *found* says of *rules*, for a period that begins at *start*."""
    present = register(rules, start).sha256
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
