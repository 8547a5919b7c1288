"""Records that tests make up: a test says what is special about its own, and the rest is as usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results.judge.rules import Criterion, Metric, Rules
from results.records import Case, Channel, Failure, Observation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def made_case(name: str, at: datetime, **facts: object) -> Case:
    """Make a question by mail that was due and opened *at*, but for *facts*."""
    usual = {
        "agent": "here",
        "provider": "alpha",
        "target": "support",
        "task": "ask",
        "channel": Channel.EMAIL,
        "slot": at,
        "opened_at": at,
        "question": "php",
        "persona": "Maja Öberg",
        "address": f"{name}@study.localhost",
        "subject": "PHP",
        "evidence": "00",
    }
    return Case(id=name, **{**usual, **facts})


def made_visit(slot: datetime, failure: Failure | None = None, **facts: object) -> Observation:
    """Make a visit to a page that was due at *slot*, but for *facts*."""
    usual = {"agent": "here", "provider": "alpha", "target": "site", "task": "page", "kind": "http"}
    return Observation(slot=slot, failure=failure, **{**usual, **facts})


def made_rules(weights: Mapping[str, float], thresholds: tuple[float, ...], **more: object) -> Rules:
    """Make rules with a criterion of uptime for each of *weights*, all with these *thresholds*."""
    criteria = tuple(
        Criterion(
            id=name,
            metric=Metric.UPTIME_PERCENT,
            task="t",
            title={"en": name},
            weight=weight,
            thresholds=thresholds,
        )
        for name, weight in weights.items()
    )
    return Rules(minimum_samples=1, minimum_questions=1, answer_window_seconds=60.0, criteria=criteria, **more)
