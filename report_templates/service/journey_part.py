"""The attention model by phase: a small table for each journey, and what its author printed."""

from collections.abc import Mapping

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.service.tables import ServicePart, SmallRow, SmallTable, cell
from report_templates.service.words import COMPONENTS
from results.judge.service.attention import ComponentMean, GradeTold, Journey, PhaseMean
from results.judge.service.record import ServiceRecord
from results.records.service import Component


def journey_part(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> ServicePart | None:
    """Tell the journeys; None where there are none."""
    if not record.journeys:
        return None
    return ServicePart(
        key="attention",
        title=language.say("The customer's journey"),
        lead=language.say(
            "Hospitality, service and quality, graded from 1 to 10 in each phase by the customer who went through it. "
            "What did not apply has no grade, and no mean counts it."
        ),
        tables=tuple(_table(language, one, names, place) for place, one in enumerate(record.journeys)),
        notes=tuple(
            _disagreement(language, journey, component, names)
            for journey in record.journeys
            for component in journey.components
            if component.agrees is False
        ),
    )


def _table(language: Language, journey: Journey, names: Mapping[str, str], place: int) -> SmallTable:
    present = [component.component for component in journey.components]
    phases = [_phase(language, phase, present) for phase in journey.phases]
    means = SmallRow(
        head=language.say("Mean"),
        beneath="",
        cells=(*(cell(_grade(language, one.mean), f"n = {one.n}") for one in journey.components), cell("")),
    )
    return SmallTable(
        key=f"journey-{place}",
        caption=f"{names[journey.provider]}: {plain(journey.journey)}",
        heads=(
            language.say("Phase"),
            *(language.say(COMPONENTS[one]).capitalize() for one in present),
            language.say("Mean of the phase"),
        ),
        numbers=True,
        rows=(*phases, means),
    )


def _phase(language: Language, phase: PhaseMean, present: list[Component]) -> SmallRow:
    reasons = " ".join(dict.fromkeys(plain(grade.reason) for grade in phase.grades if grade.reason))
    return SmallRow(
        head=plain(phase.phase, at_most=60),
        beneath=plain(reasons, at_most=400),
        cells=(
            *(cell(_grades(language, [one for one in phase.grades if one.component is each])) for each in present),
            cell(_grade(language, phase.mean)),
        ),
    )


def _grades(language: Language, grades: list[GradeTold]) -> str:
    return ", ".join(
        language.say("n/a") if one.grade is None else language.number(one.grade, int(one.grade % 1 > 0))
        for one in grades
    )


def _grade(language: Language, mean: float | None) -> str:
    return "" if mean is None else language.number(round(mean, 1), 1)


def _disagreement(language: Language, journey: Journey, found: ComponentMean, names: Mapping[str, str]) -> str:
    decimals = len(found.stated_as.partition(".")[2])
    return language.say(
        "%(provider)s, %(journey)s: the author printed %(stated)s as the mean of %(component)s; the grades give "
        "%(mean)s.",
        provider=names[journey.provider],
        journey=plain(journey.journey),
        stated=language.number(found.stated_mean or 0.0, decimals),
        component=language.say(COMPONENTS[found.component]),
        mean=_grade(language, found.mean),
    )
