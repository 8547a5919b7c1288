"""What a made-up provider's waits really are: computed from how the dice are thrown, not from what they showed."""

from math import exp, log
from statistics import NormalDist

from kaklet.simulate.plan import Character
from kaklet.simulate.truth import Answers

SOONEST_SECONDS = 240.0
"""No person of a made-up study answers faster."""
HORIZONS = (3_600.0, 86_400.0, 259_200.0)
_NORMAL = NormalDist()


def answers_of(who: Character, window_seconds: float) -> Answers:
    """Tell the truth about the waits of *who*, of all questions that are delivered."""
    return Answers(
        share=who.answers,
        median_seconds=who.answer_median_seconds,
        sigma=who.answer_sigma,
        soonest_seconds=SOONEST_SECONDS,
        answered_within={str(int(seconds)): within(who, seconds) for seconds in HORIZONS},
        restricted_mean_seconds=restricted_mean(who, window_seconds),
        window_seconds=window_seconds,
    )


def within(who: Character, seconds: float) -> float:
    """Tell the share of questions that a person answers within *seconds*."""
    return who.answers * _NORMAL.cdf(_score(who, seconds)) if seconds >= SOONEST_SECONDS else 0.0


def restricted_mean(who: Character, window_seconds: float) -> float:
    """
    Tell the mean of min(wait, window), where who is not answered waits for the whole window.

    A wait is lognormal and never below the soonest: E[min(max(s, L), w)] = E[min(L, w)] + E[(s - L)+].
    """
    answered = _limited(who, window_seconds) + SOONEST_SECONDS - _limited(who, SOONEST_SECONDS)
    return who.answers * answered + (1 - who.answers) * window_seconds


def _limited(who: Character, seconds: float) -> float:
    """Tell E[min(L, *seconds*)] of the lognormal L."""
    score, mean = _score(who, seconds), who.answer_median_seconds * exp(who.answer_sigma**2 / 2)
    return mean * _NORMAL.cdf(score - who.answer_sigma) + seconds * (1 - _NORMAL.cdf(score))


def _score(who: Character, seconds: float) -> float:
    return log(seconds / who.answer_median_seconds) / who.answer_sigma
