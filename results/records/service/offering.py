"""
A service offering, item by item.

After Grönroos' model of the augmented service offering: a core service; facilitating services and goods, without which
it cannot be used; supporting ones, which raise its value; how accessible it is, how people and systems interact, and
what the customer does himself.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Self

import msgspec

from results.records.service.shapes import Mistake, Name, Seen, Words


class Aspect(StrEnum):
    """Which part of the offering an item belongs to."""

    CORE = "core"
    FACILITATING = "facilitating"
    """Makes the core possible: a modem, cables, an outlet."""
    VALUE_RAISING = "value_raising"
    """Raises its value: a mailbox, a router, free software, music."""
    ACCESSIBILITY = "accessibility"
    """A channel or the service itself, with its hours; disturbances."""
    INTERACTION = "interaction"
    """With persons, systems, equipment, other customers."""
    CUSTOMER_WORK = "customer_work"
    """Ordering, installing, troubleshooting: done by the customer himself or by the provider."""
    TIES = "ties"
    """What keeps the customer: a bond (binding period, locked equipment) or a relation."""


CHOICES: Mapping[Aspect, tuple[str, ...]] = {
    Aspect.CORE: ("yes", "no"),
    Aspect.FACILITATING: ("yes", "no"),
    Aspect.VALUE_RAISING: ("yes", "no"),
    Aspect.CUSTOMER_WORK: ("customer", "provider", "either"),
    Aspect.TIES: ("bond", "relation"),
}
"""The values that an item can have; those of the other aspects are words, as opening hours are."""


class Offered(Seen, frozen=True, kw_only=True, tag="offering"):
    """One item of one provider's offering."""

    aspect: Aspect
    item: Name
    """The same word for the same thing at every provider, or they cannot be compared."""
    value: Name
    note: Words = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The item."""
        return (self.provider, self.aspect, self.item.casefold())

    def tidy(self) -> Self:
        """Spell what is chosen from a list in small letters."""
        return msgspec.structs.replace(self, value=self.value.casefold()) if self.aspect in CHOICES else self

    def mistakes(self) -> Iterator[Mistake]:
        """Yield how the value does not fit the aspect."""
        choices = CHOICES.get(self.aspect)
        if choices and self.value not in choices:
            yield "value", f"of {self.aspect} must be one of: {', '.join(choices)}; not {self.value!r}"
