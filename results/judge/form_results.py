"""What forms said to the questions that were put into them, beside what became of these."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from results.judge.form_outcome import Outcome, OutcomeKind
from results.judge.verification import Proof
from results.records import Failure

_TURNED_AWAY = {OutcomeKind.REJECTED: Failure.FORM_REJECTED, OutcomeKind.BLOCKED: Failure.BLOCKED}


class FormSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one form when a question went by it."""

    outcome: Outcome | None = None
    """None where no answer is known."""
    robots: str | None = None
    """What the site's robots rules said of its page."""
    in_hand: bool = False
    """Whether a person has begun to send it, and has not said since that it was sent, or why it was not."""
    proof: Proof = Proof.LEFT
    """What became of the link by which its software wants an address proven, if a mail asks for that."""


class Answered(msgspec.Struct, frozen=True):
    """What is known of one question that a form took, or did not take."""

    kind: OutcomeKind
    silent: bool
    """Whether its window has closed and nothing at all came: no acknowledgement, no answer, no bounce."""
    robots: str | None = None
    """What the site's robots rules said of the form's page."""


class Outcomes(msgspec.Struct, frozen=True, kw_only=True):
    """What a form said, counted over all questions that it gave any answer to."""

    confirmed: int
    thanked: int
    rejected: int
    blocked: int
    unknown: int
    confirmed_and_silent: int
    """Of the confirmed: nothing ever came, to the window's end."""
    thanked_and_silent: int
    """Of the thanked: the same. Thanks are no delivery."""
    robots_disallowed: int
    """Of all: the site's robots rules close the form's page to programs."""


def outcomes(answered: Iterable[Answered]) -> Outcomes:
    """Count what a form said."""
    every = list(answered)
    kinds = Counter(one.kind for one in every)
    silent = Counter(one.kind for one in every if one.silent)
    return Outcomes(
        confirmed=kinds[OutcomeKind.CONFIRMED],
        thanked=kinds[OutcomeKind.THANKED],
        rejected=kinds[OutcomeKind.REJECTED],
        blocked=kinds[OutcomeKind.BLOCKED],
        unknown=kinds[OutcomeKind.UNKNOWN],
        confirmed_and_silent=silent[OutcomeKind.CONFIRMED],
        thanked_and_silent=silent[OutcomeKind.THANKED],
        robots_disallowed=sum(one.robots == "disallowed" for one in every),
    )


def turned_away(failure: Failure | None, outcome: Outcome | None, *, heard: bool) -> Failure | None:
    """
    Tell why a question was not taken, by what the form itself said; *failure* where it said nothing of the kind.

    Whatever was *heard* from behind the form since proves that it took the question after all, also where its answer
    was an error, led to another host, or never came. A status that says no more than an error stays what it was: only
    words or marks of a rejection are one.
    """
    if heard:
        return None
    if outcome is None:
        return failure
    found = _TURNED_AWAY.get(outcome.kind)
    by_status = all(reason.startswith("status=") for reason in outcome.reasons)
    if found is None or (failure is Failure.UNEXPECTED_STATUS and by_status):
        return failure
    return found if failure in {None, Failure.UNEXPECTED_STATUS} else failure
