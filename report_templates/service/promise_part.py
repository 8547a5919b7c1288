"""Promises kept: each claim of the sale beside what was measured."""

from collections.abc import Mapping
from datetime import date

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.service.tables import ServicePart, SmallCell, SmallRow, SmallTable, cell
from report_templates.service.words import HELD, MARKS, MEASURES, UNMEASURED
from results.judge.service.held import PromiseHeld
from results.judge.service.record import ServiceRecord
from results.records.service import Measure

_PER_CENT = {Measure.UPTIME, Measure.PHONE_ANSWERED}


def promise_part(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> ServicePart | None:
    """Tell the promises; None where none were noted."""
    if not record.promises:
        return None
    return ServicePart(
        key="promises",
        title=language.say("Promises kept"),
        lead=language.say(
            "What was said at the sale, beside what was measured in this period. Compensation does not turn a broken "
            "promise into a kept one."
        ),
        tables=(
            SmallTable(
                key="promises-held",
                caption=language.say("Each promise and what became of it"),
                heads=(
                    language.say("Provider and its words"),
                    language.say("Outcome"),
                    language.say("Promised"),
                    language.say("Measured"),
                    language.say("Margin"),
                    language.say("Month by month"),
                ),
                numbers=False,
                rows=tuple(_row(language, one, names) for one in record.promises),
            ),
        ),
    )


def _row(language: Language, one: PromiseHeld, names: Mapping[str, str]) -> SmallRow:
    quote = f"\N{LEFT DOUBLE QUOTATION MARK}{plain(one.quote)}\N{RIGHT DOUBLE QUOTATION MARK}"
    return SmallRow(
        head=names[one.provider],
        beneath=f"{quote} {plain(one.source, at_most=120)}",
        cells=(
            _outcome(language, one),
            cell(_promised(language, one), language.say(MEASURES[one.measure])),
            cell(_measured(language, one), f"n = {language.number(one.n)}" if one.n else ""),
            cell(_margin(language, one)),
            _months(language, one),
        ),
    )


def _promised(language: Language, one: PromiseHeld) -> str:
    if one.measure is Measure.DONE_BY and one.due:
        return language.day(date.fromisoformat(one.due))
    if one.promised is None:
        return ""
    if one.measure in _PER_CENT:
        return language.share(one.promised)
    length = language.duration(one.promised * (3600 if one.measure is Measure.ANSWER_WITHIN else 1))
    return length if one.share is None else f"{length} ({language.share(one.share)})"


def _measured(language: Language, one: PromiseHeld) -> str:
    if one.measured is None:
        return ""
    if one.measure is Measure.DONE_BY:
        late = round(one.measured)
        if late > 0:
            return language.count("%(n)s day late", "%(n)s days late", late)
        return language.count("%(n)s day early", "%(n)s days early", -late) if late else language.say("on the day")
    if one.measure is Measure.RESPONSE:
        return language.duration(one.measured)
    return language.percent(one.measured, 2 if one.measure is Measure.UPTIME else 0)


def _margin(language: Language, one: PromiseHeld) -> str:
    if one.margin is None or one.measured is None or one.measure is Measure.DONE_BY:
        return ""
    sign = "+" if one.margin >= 0 else "\N{MINUS SIGN}"
    if one.measure is Measure.RESPONSE:
        return f"{sign}{language.duration(abs(one.margin))}"
    points = language.number(round(abs(one.margin), 3), 3 if one.measure is Measure.UPTIME else 1)
    return language.say("%(points)s points", points=f"{sign}{points}")


def _outcome(language: Language, one: PromiseHeld) -> SmallCell:
    beside = ""
    if one.why is not None:
        beside = language.say(UNMEASURED[one.why])
    elif one.compensation:
        beside = language.say("Compensation: %(words)s", words=plain(one.compensation))
    return cell(language.say(HELD[one.held]), beside, MARKS[one.held])


def _months(language: Language, one: PromiseHeld) -> SmallCell:
    told = [month.kept for month in one.months if month.kept is not None]
    if one.stable is None:
        return cell("")
    counts = language.say("kept in %(n)s of %(all)s", n=language.number(sum(told)), all=language.number(len(told)))
    return cell(language.say("steady") if one.stable else language.say("with swings"), counts)
