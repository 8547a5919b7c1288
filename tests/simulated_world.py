"""Providers made of outages, weeks and cases whose truth is known."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from results.judge.availability import Availability
from results.judge.check import Week
from results.judge.comparison import Check, Comparison, Counts, Figure, ProviderResult, Withheld
from results.judge.grading import grade_of, total_of
from results.judge.latency import Latency
from results.judge.outages import Outage
from results.judge.registration import Registered
from results.judge.rules import Cap, Criterion, Metric, Rules
from results.judge.support import Received, Support, support, tell
from results.judge.week import start_of, week_of
from results.records import Case, Channel, Failure, Handover, Verdict

START = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)
CASE = Case(
    id="c", agent="a", provider="p", target="support", task="ask", channel=Channel.EMAIL, slot=START, opened_at=START,
    question="php", persona="Maja Öberg", address="x@localhost", subject="PHP", evidence="00",
)  # fmt: skip
SIGMA = 1.2
SAMPLE_SECONDS = 300.0


class Fault(NamedTuple):
    """One outage of a simulated provider."""

    day: float
    seconds: float


class World:
    """A study whose providers fail as they are told to."""

    def __init__(self, days: int = 365, criteria: Sequence[Criterion] = (), caps: Sequence[Cap] = ()) -> None:
        self.days = days
        self.rules = Rules(
            minimum_samples=1,
            minimum_questions=1,
            answer_window_seconds=DAY.total_seconds(),
            criteria=tuple(criteria) or (uptime(),),
            caps=tuple(caps),
        )

    def provider(
        self,
        name: str,
        faults: Sequence[Fault] = (),
        p50s: Sequence[float] = (),
        answers: Sequence[float | None] = (),
    ) -> ProviderResult:
        """
        Make a provider with *faults*, and with a median for each week from the first on.

        *answers* are the hours after which its questions were answered; None for one that was not.
        """
        check, asked = self._check(faults, p50s), self._support(answers)
        figures = tuple(self._figure(criterion, check, asked) for criterion in self.rules.criteria)
        return ProviderResult(
            id=name,
            name=name.title(),
            about={},
            checks=(check,),
            support=(asked,),
            figures=figures,
            total=total_of(figures, self.rules),
            promises=(),
        )

    def comparison(self, providers: Sequence[ProviderResult]) -> Comparison:
        """Make the comparison of *providers*, without a ranking."""
        end = START + self.days * DAY
        return Comparison(
            study="s", title={}, funding={}, demonstration=False, timezone="UTC", start=START, end=end, as_of=end,
            agents=("a",), software="1", method="1", config_sha256="0", rules=self.rules,
            registered=Registered(sha256="0"), criteria=self.rules.criteria,
            counts=Counts(observations=0, cases=0, messages=0, unmatched=0), gaps=(), providers=tuple(providers),
        )  # fmt: skip

    def _check(self, faults: Sequence[Fault], p50s: Sequence[float]) -> Check:
        seconds = self.days * DAY.total_seconds()
        weeks = -(-self.days // 7)
        p50s = p50s or [0.2] * weeks
        first = week_of(int(START.timestamp() * 1000))
        return Check(
            task="page",
            target="site",
            kind="http",
            every_seconds=SAMPLE_SECONDS,
            availability=Availability(
                due=1, measured=1, up=1, down=0, missed=0, void=0,
                due_seconds=seconds, measured_seconds=seconds,
                downtime_seconds=sum(one.seconds for one in faults),
                outages=tuple(outage(one) for one in sorted(faults)),
            ),
            latency=Latency(n=9, censored=0, censored_at=10.0, p50=sorted(p50s)[len(p50s) // 2], p95=None, p99=None),
            phases={},
            weeks=tuple(Week(start=start_of(first + at), n=9, p50=p50) for at, p50 in enumerate(p50s)),
            stretches=(),
        )  # fmt: skip

    def _support(self, answers: Sequence[float | None]) -> Support:
        window = self.rules.answer_window_seconds
        stories = [
            tell(CASE, Handover(case="c", at=START), heard(hours), window_seconds=window, as_of=START + 9 * DAY)
            for hours in answers
        ]
        return support("ask", Channel.EMAIL, stories, [], window_seconds=window)

    def _figure(self, criterion: Criterion, check: Check, asked: Support) -> Figure:
        value = {
            Metric.UPTIME_PERCENT: 100 * (check.availability.uptime or 0.0),
            Metric.RESPONSE_SECONDS: check.latency.p50,
            Metric.ANSWERED_PERCENT: 100 * (asked.answered_share or 0.0),
            Metric.ANSWER_SECONDS: asked.median_seconds,
        }[criterion.metric]
        known = criterion.metric.of_support is False or asked.closed > 0
        return Figure(
            criterion=criterion.id,
            metric=criterion.metric,
            value=value if known else None,
            n=asked.closed if criterion.metric.of_support else 1,
            grade=grade_of(value, criterion) if known else None,
            withheld=None if known else Withheld.TOO_FEW,
        )


def heard(hours: float | None) -> list[Received]:
    """Make a person's answer after so many *hours*; none for None."""
    if hours is None:
        return []
    return [Received(evidence="", after_seconds=3600 * hours, verdict=Verdict.HUMAN, reasons=())]


def uptime(weight: float = 100.0, thresholds: tuple[float, ...] = (98.0, 99.0, 99.5, 99.9, 99.99)) -> Criterion:
    """Make the criterion of uptime."""
    return criterion("uptime", Metric.UPTIME_PERCENT, "page", weight, thresholds)


def criterion(name: str, metric: Metric, task: str, weight: float, thresholds: Sequence[float]) -> Criterion:
    """Make a criterion."""
    one, two, three, four, five = thresholds
    steps = (one, two, three, four, five)
    return Criterion(id=name, metric=metric, task=task, title={"en": name}, weight=weight, thresholds=steps)


def outage(fault: Fault) -> Outage:
    """Make the outage of a *fault*."""
    start = START + fault.day * DAY
    return Outage(
        start=start,
        end=start + timedelta(seconds=fault.seconds),
        start_earliest=None,
        end_latest=None,
        cause=Failure.TIMEOUT,
        samples=1,
        downtime_seconds=fault.seconds,
    )


def faults(dice: random.Random, days: int, a_month: float, mean_minutes: float) -> list[Fault]:
    """Simulate outages at random times, lognormal in length, as samples every five minutes see them."""
    mu = math.log(60 * mean_minutes) - SIGMA**2 / 2
    found, at = [], dice.expovariate(a_month / 30)
    while at < days:
        seen = int(dice.lognormvariate(mu, SIGMA) / SAMPLE_SECONDS + dice.random())
        if seen:
            found.append(Fault(at, seen * SAMPLE_SECONDS))
        at += dice.expovariate(a_month / 30)
    return found
