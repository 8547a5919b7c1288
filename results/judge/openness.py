"""What an editor owes the reader beside figures: ties, the providers' own answers, what was left out, corrections."""

from datetime import date

import msgspec


class Reply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provider was shown what would be said of it."""

    asked: date
    """When it was."""
    answered: date | None = None
    """When it answered; None if it did not."""
    text: dict[str, str] = {}
    """Its answer in its own words, by language code."""


class Exclusion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that a reader would look for and that is not in the comparison."""

    what: dict[str, str]
    """By language code."""
    reason: dict[str, str]


class Correction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that was wrong in what was published, and was put right."""

    on: date
    text: dict[str, str]
    """What was wrong and what is right, by language code."""
    by: str
    """Who answers for it."""


class Openness(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    ties: dict[str, dict[str, str]] = {}
    """What binds the authors to a provider, by its id and by language code."""
    replies: dict[str, Reply] = {}
    """By the id of the provider."""
    exclusions: tuple[Exclusion, ...] = ()
    corrections: tuple[Correction, ...] = ()
