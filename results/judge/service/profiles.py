"""Service offerings side by side: what one has that others lack, and how much work is left to the customer."""

from collections.abc import Iterable, Sequence

import msgspec

from results.judge.service.shares import Part, part
from results.records.service import Aspect, Offered


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing and what was noted of it."""

    item: str
    value: str
    note: str


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """The offering of one provider."""

    provider: str
    core: tuple[str, ...]
    facilitating: tuple[str, ...]
    value_raising: tuple[str, ...]
    accessibility: tuple[Item, ...]
    interaction: tuple[Item, ...]
    customer_work: tuple[Item, ...]
    left_to_customer: Part
    """Of the tasks of which it was noted: those that only the customer can do."""
    bonds: tuple[str, ...]
    relations: tuple[str, ...]
    """What keeps the customer: by bonds he cannot leave, by a relation he does not want to."""
    only_here: tuple[str, ...]
    """Value-raising services that no other provider has whose list was made."""
    lacks: tuple[str, ...]
    """Value-raising services that another provider has and this one does not."""


def profiles(noted: Iterable[Offered]) -> tuple[Profile, ...]:
    """
    Lay the offerings side by side, by the providers' ids.

    A value-raising service that is not on a provider's list counts as lacking if there is such a list at all; of a
    provider without one nothing is said.
    """
    found: dict[str, list[Offered]] = {}
    for one in noted:
        found.setdefault(one.provider, []).append(one)
    lists = {
        provider: {row.item.casefold(): row.item for row in rows if _has(row, Aspect.VALUE_RAISING)}
        for provider, rows in found.items()
        if any(row.aspect is Aspect.VALUE_RAISING for row in rows)
    }
    return tuple(_profile(provider, rows, lists) for provider, rows in sorted(found.items()))


def _profile(provider: str, rows: Sequence[Offered], lists: dict[str, dict[str, str]]) -> Profile:
    others = {key: item for other, items in lists.items() if other != provider for key, item in items.items()}
    own = lists.get(provider)
    work = [row for row in rows if row.aspect is Aspect.CUSTOMER_WORK]
    alone = own is not None and len(lists) == 1
    return Profile(
        provider=provider,
        core=_names(rows, Aspect.CORE),
        facilitating=_names(rows, Aspect.FACILITATING),
        value_raising=_names(rows, Aspect.VALUE_RAISING),
        accessibility=_items(rows, Aspect.ACCESSIBILITY),
        interaction=_items(rows, Aspect.INTERACTION),
        customer_work=_items(rows, Aspect.CUSTOMER_WORK),
        left_to_customer=part(sum(row.value == "customer" for row in work), len(work)),
        bonds=tuple(row.item for row in rows if row.aspect is Aspect.TIES and row.value == "bond"),
        relations=tuple(row.item for row in rows if row.aspect is Aspect.TIES and row.value == "relation"),
        only_here=() if own is None or alone else tuple(item for key, item in own.items() if key not in others),
        lacks=() if own is None else tuple(item for key, item in others.items() if key not in own),
    )


def _has(row: Offered, aspect: Aspect) -> bool:
    return row.aspect is aspect and row.value == "yes"


def _names(rows: Sequence[Offered], aspect: Aspect) -> tuple[str, ...]:
    return tuple(row.item for row in rows if _has(row, aspect))


def _items(rows: Sequence[Offered], aspect: Aspect) -> tuple[Item, ...]:
    return tuple(Item(item=row.item, value=row.value, note=row.note) for row in rows if row.aspect is aspect)
