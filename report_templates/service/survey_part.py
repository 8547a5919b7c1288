"""Survey indices: 0 to 100 with interval, change since last year, net promoter score."""

from collections.abc import Mapping

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.service.tables import ServicePart, SmallCell, SmallRow, SmallTable, cell
from results.judge.service.record import ServiceRecord
from results.judge.service.survey import Estimate, SurveyYear


def survey_part(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> ServicePart | None:
    """Tell the survey; None where there is none."""
    if not record.survey:
        return None
    return ServicePart(
        key="survey",
        title=language.say("What customers answer"),
        lead=language.say(
            "An index from 0 to 100 with its confidence interval (95 of 100). A change is told as one only where it is "
            "more than chance, all changes of the year taken together."
        ),
        tables=(
            SmallTable(
                key="survey-years",
                caption=language.say("Survey index by provider and year"),
                heads=(
                    language.say("Provider"),
                    language.say("Year"),
                    language.say("Index"),
                    language.say("Respondents"),
                    language.say("Since last year"),
                    language.say("Net promoter score"),
                ),
                numbers=True,
                rows=tuple(_row(language, one, names) for one in record.survey),
            ),
        ),
        notes=(
            (language.say("A dash stands for too few respondents."),)
            if any(not one.index.shown for one in record.survey)
            else ()
        ),
    )


def _row(language: Language, one: SurveyYear, names: Mapping[str, str]) -> SmallRow:
    return SmallRow(
        head=names[one.provider],
        beneath=plain(one.survey, at_most=80),
        cells=(
            cell(str(one.year)),
            _estimate(language, one.index),
            cell(language.number(one.index.n)),
            _change(language, one),
            cell("") if one.recommend is None else _estimate(language, one.recommend),
        ),
    )


def _estimate(language: Language, found: Estimate) -> SmallCell:
    if found.value is None:
        return cell("")
    if found.low is None or found.high is None:
        return cell(_number(language, found.value))
    interval = language.say("%(low)s to %(high)s", low=_number(language, found.low), high=_number(language, found.high))
    return cell(_number(language, found.value), interval)


def _number(language: Language, value: float) -> str:
    return language.number(round(value, 1) + 0.0, 1)


def _change(language: Language, one: SurveyYear) -> SmallCell:
    if one.change is None:
        return cell("")
    sign = "+" if one.change.difference >= 0 else "\N{MINUS SIGN}"
    told = f"{sign}{_number(language, abs(one.change.difference))}"
    return cell(told, language.say("more than chance") if one.change.significant else language.say("may be chance"))
