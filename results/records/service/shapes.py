"""The shapes of fields that several kinds share: each is a type that carries its own bounds."""

from collections.abc import Iterator
from typing import Annotated, Self

import msgspec
from msgspec import Meta

Name = Annotated[str, Meta(min_length=1, max_length=200)]
"""What something is called, and told apart by."""
Words = Annotated[str, Meta(max_length=4000)]
"""Free text; may be empty."""
Address = Annotated[str, Meta(max_length=2000)]
"""Where something stands: a web address or a place in words; may be empty."""
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Place = Annotated[int, Meta(ge=1, le=1_000_000)]
"""A number in an order that begins with 1."""
Seconds = Annotated[float, Meta(ge=0, le=1e8)]
Amount = Annotated[float, Meta(ge=0, le=1e9)]
Grade = Annotated[float, Meta(ge=1, le=10)]
"""1 is the worst and 10 the best."""
Year = Annotated[int, Meta(ge=1970, le=2999)]
TimeOfDay = Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
"""Hours and minutes of the study's zone, as 14:05; empty where it is not known."""
Printed = Annotated[str, Meta(pattern=r"^-?\d{1,9}(\.\d{1,6})?$")]
"""A number with as many decimals as its author printed."""

Mistake = tuple[str, str]
"""The name of a field, and what would be right, as the end of a sentence that begins with the field."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What all kinds have: a provider that they are about, and a key that versions of the same thing share."""

    provider: Name
    """Its id in the study."""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells the thing apart from all others of its kind."""
        raise NotImplementedError

    def tidy(self) -> Self:
        """Return the same with its words spelt as they are compared."""
        return self

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what does not fit together, though each field is right by itself."""
        return iter(())
