"""How grades are made: the thresholds of each criterion, its weight, and the caps."""

import msgspec

from report_templates.big_table import cap_letter
from report_templates.figures import cap_rule, limit
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.words import MEASURES
from results.judge.comparison import Comparison
from results.judge.rules import Criterion


class ThresholdRow(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion."""

    title: str
    measure: str
    weight: str
    steps: tuple[str, ...]
    """What the grades 1 to 5 ask for."""


class CapRow(msgspec.Struct, frozen=True, kw_only=True):
    """One cap."""

    mark: str
    text: str


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """All rules of grading."""

    rows: tuple[ThresholdRow, ...]
    caps: tuple[CapRow, ...]
    minimum: str


def thresholds(language: Language, comparison: Comparison) -> Thresholds:
    """Tell the rules of *comparison*."""
    rules = comparison.rules
    return Thresholds(
        rows=tuple(
            ThresholdRow(
                title=plain(language.pick(c.title)),
                measure=language.say(MEASURES[c.metric]),
                weight=_weight(language, comparison, c),
                steps=tuple(_step(language, c, value) for value in c.thresholds),
            )
            for c in comparison.criteria
        ),
        caps=tuple(
            CapRow(mark=cap_letter(position), text=cap_rule(language, comparison, cap))
            for position, cap in enumerate(rules.caps)
        ),
        minimum=language.say(
            "No grade is given for uptime or response time with fewer than %(samples)s measurements, nor for answers"
            " with fewer than %(questions)s questions whose window of %(window)s has closed.",
            samples=language.number(rules.minimum_samples),
            questions=language.number(rules.minimum_questions),
            window=language.duration(rules.answer_window_seconds),
        ),
    )


def _weight(language: Language, comparison: Comparison, criterion: Criterion) -> str:
    """Tell a weight in the total; with categories, the share within one and the weight of that."""
    own = language.share(criterion.weight)
    whole = next((one.weight for one in comparison.rules.categories if criterion.id in one.criteria), None)
    return own if whole is None else language.say("%(share)s of %(whole)s", share=own, whole=language.share(whole))


def _step(language: Language, criterion: Criterion, value: float) -> str:
    sign = "\N{GREATER-THAN OR EQUAL TO}" if criterion.metric.higher_is_better else "\N{LESS-THAN OR EQUAL TO}"
    return f"{sign}\N{NO-BREAK SPACE}{limit(language, criterion.metric, value)}"
