"""Links that a form's software wants opened before anybody reads a question: what became of them, counted."""

from collections.abc import Collection, Iterable
from enum import StrEnum

import msgspec

from results.records import Verdict
from results.records.verification import Verification, VerificationOutcome


class Proof(StrEnum):
    """What became of the link by which a form's software wants an address proven."""

    OPENED = "opened"
    """It was opened, and led to a page."""
    UNCLEAR = "unclear"
    """It was to be opened, and whether it was, or whether it served, is not known."""
    LEFT = "left"
    """It was not opened: the question waits behind a closed door."""


class Verifications(msgspec.Struct, frozen=True, kw_only=True):
    """Of all questions that went by a form. Those asked are the sum of the others."""

    asked: int
    """A mail asked for a click on a link before anybody would read the question."""
    opened: int
    """The link was opened once, and led to a page."""
    left: int
    """The link was not opened."""
    unclear: int
    """The link was to be opened, and whether that served is not known."""


def counted_proofs(proofs: Iterable[Proof | None]) -> Verifications:
    """Count what became of the links; None stands for a question that none was asked for."""
    every = [one for one in proofs if one is not None]
    return Verifications(
        asked=len(every),
        opened=every.count(Proof.OPENED),
        left=every.count(Proof.LEFT),
        unclear=every.count(Proof.UNCLEAR),
    )


def proof_of(begun: Verification | None, outcome: VerificationOutcome | None) -> Proof:
    """Tell what became of a link, by what is on record."""
    if begun is None:
        return Proof.LEFT
    return Proof.OPENED if outcome is not None and outcome.opened else Proof.UNCLEAR


def asked_first(verdicts: Collection[Verdict]) -> bool:
    """Whether a mail of these *verdicts* asked for an address to be proven."""
    return Verdict.VERIFICATION_REQUIRED in verdicts
