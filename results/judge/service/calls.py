"""Phone calls: whether anybody answers in the published hours, after how long, and how friendly they are."""

from collections.abc import Iterable, Sequence

import msgspec

from results.judge.service.shares import Part, part
from results.judge.waiting import Wait, median_wait
from results.records.service import Call


class ProviderCalls(msgspec.Struct, frozen=True, kw_only=True):
    """All calls to one provider."""

    provider: str
    calls: int
    in_hours: int
    """Of these, in the provider's published hours: the base of what follows."""
    unknown_hours: int
    """Of which it is not known whether they were in published hours: they count in nothing but *calls*."""
    answered: Part
    """By a person."""
    solved: Part
    """Of the answered: the question was answered in the call."""
    median_wait_seconds: float | None
    """From dialling to a person, by Kaplan and Meier: a call without an answer is a wait that is not over."""
    friendliness: float | None
    """The mean of the callers' grades, 1 to 10."""
    friendliness_n: int


def provider_calls(calls: Iterable[Call]) -> tuple[ProviderCalls, ...]:
    """Add up the calls to each provider, by its id."""
    found: dict[str, list[Call]] = {}
    for one in calls:
        found.setdefault(one.provider, []).append(one)
    return tuple(_provider(provider, rows) for provider, rows in sorted(found.items()))


def _provider(provider: str, calls: Sequence[Call]) -> ProviderCalls:
    heard = [call for call in calls if call.in_hours]
    answered = [call for call in heard if call.answered_seconds is not None]
    grades = [call.friendliness for call in heard if call.friendliness is not None]
    return ProviderCalls(
        provider=provider,
        calls=len(calls),
        in_hours=len(heard),
        unknown_hours=sum(call.in_hours is None for call in calls),
        answered=part(len(answered), len(heard)),
        solved=part(sum(call.solved_seconds is not None for call in heard), len(answered)),
        median_wait_seconds=median_wait([_wait(call) for call in heard]),
        friendliness=sum(grades) / len(grades) if grades else None,
        friendliness_n=len(grades),
    )


def _wait(call: Call) -> Wait:
    if call.answered_seconds is None:
        return Wait(call.ended_seconds, answered=False)
    return Wait(call.answered_seconds, answered=True)
