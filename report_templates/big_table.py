"""The big table: a row for each provider, a column for each category, which opens into its criteria, and footnotes."""

from collections.abc import Sequence
from math import floor
from string import ascii_lowercase

from report_templates.claims import places
from report_templates.figures import DASH, beside, cap_rule, criterion_of, interval, told
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_file, provider_name
from report_templates.table_shapes import (
    BigTable,
    CategoryCell,
    CategoryHead,
    Cell,
    Column,
    Footnote,
    Opened,
    OpenedRow,
    Row,
    TotalCell,
)
from report_templates.words import MEASURES, WITHHELD
from results.judge.comparison import Comparison, Figure, ProviderResult, Withheld
from results.judge.grading import to_one_decimal
from results.judge.ranking.ranks import TOTAL, Standing
from results.judge.rules import GRADES, Category, Criterion

_FEW = 6


def big_table(language: Language, comparison: Comparison) -> BigTable:
    """Build the table of all providers, in the comparison's order."""
    columns = columns_of(language, comparison)
    rows = tuple(row(language, comparison, p) for p in comparison.providers)
    return BigTable(
        columns=columns,
        categories=categories_of(language, comparison),
        rows=rows,
        opened=tuple(_opened(language, comparison, one, columns, rows) for one in comparison.rules.categories),
        few=len(rows) <= _FEW,
        footnotes=footnotes(language, comparison),
    )


def columns_of(language: Language, comparison: Comparison) -> tuple[Column, ...]:
    """Build the heads of all criteria."""
    return tuple(_column(language, criterion) for criterion in comparison.criteria)


def categories_of(language: Language, comparison: Comparison) -> tuple[CategoryHead, ...]:
    """Build the heads of all categories; none in a study without them."""
    return tuple(_category(language, comparison, one) for one in comparison.rules.categories)


def _category(language: Language, comparison: Comparison, category: Category) -> CategoryHead:
    titles = {one.id: plain(language.pick(one.title)) for one in comparison.criteria}
    return CategoryHead(
        key=plain(category.id),
        title=plain(language.pick(category.title)),
        weight=language.share(category.weight),
        criteria=", ".join(titles[one] for one in category.criteria),
    )


def _opened(
    language: Language, comparison: Comparison, category: Category, columns: Sequence[Column], rows: Sequence[Row]
) -> Opened:
    at = [number for number, one in enumerate(comparison.criteria) if one.id in category.criteria]
    return Opened(
        key=plain(category.id),
        title=plain(language.pick(category.title)),
        weight=language.share(category.weight),
        columns=tuple(columns[number] for number in at),
        rows=tuple(
            OpenedRow(name=one.name, href=one.href, cells=tuple(one.cells[number] for number in at)) for one in rows
        ),
    )


def _column(language: Language, criterion: Criterion) -> Column:
    title, measure = plain(language.pick(criterion.title)), language.say(MEASURES[criterion.metric])
    return Column(
        title=title,
        measure="" if measure.casefold() == title.casefold() else measure,
        weight=language.share(criterion.weight),
    )


def row(language: Language, comparison: Comparison, provider: ProviderResult) -> Row:
    """Build one provider's row."""
    marks = _marks(comparison)
    return Row(
        name=provider_name(provider),
        href=provider_file(provider),
        total=_total(language, comparison, provider),
        cells=tuple(_cell(language, comparison, provider, figure, marks) for figure in provider.figures),
        categories=tuple(
            _category_cell(language, category, provider, marks)
            for category in comparison.rules.categories
            if provider.categories
        ),
    )


def _category_cell(
    language: Language, category: Category, provider: ProviderResult, marks: dict[Withheld, str]
) -> CategoryCell:
    grade = next(one.grade for one in provider.categories if one.category == category.id)
    whys = [one.withheld for one in provider.figures if one.criterion in category.criteria and one.withheld]
    # What is not offered is left out of the mean, unless nothing is: then it is the reason.
    why = next((one for one in whys if one is not Withheld.NOT_OFFERED), Withheld.NOT_OFFERED)
    return CategoryCell(
        label=plain(language.pick(category.title)),
        grade=DASH if grade is None else language.number(to_one_decimal(grade), 1),
        dots="" if grade is None else dots(floor(grade + 0.5)),
        note=marks[why] if grade is None else "",
    )


def footnotes(language: Language, comparison: Comparison) -> tuple[Footnote, ...]:
    """Build the footnotes of every table with these marks."""
    return (*_cap_notes(language, comparison), *_withheld_notes(language, comparison))


def cap_letter(position: int) -> str:
    """Return the letter of the cap at *position*: a to z, then aa and on."""
    rounds, letter = divmod(position, len(ascii_lowercase))
    return ascii_lowercase[letter] * (rounds + 1)


def dots(grade: int | None) -> str:
    """Return the id of the drawing of *grade* (0 to 5); empty for no grade."""
    return "" if grade is None else f"dots-{min(max(grade, 0), GRADES)}"


def _cell(
    language: Language,
    comparison: Comparison,
    provider: ProviderResult,
    figure: Figure,
    marks: dict[Withheld, str],
) -> Cell:
    criterion = criterion_of(comparison, figure)
    said = told(language, provider, criterion, figure)
    return Cell(
        label=plain(language.pick(criterion.title)),
        figure="" if said == DASH else said,
        aside="" if said == DASH else beside(language, provider, criterion),
        interval="" if said == DASH else interval(language, provider, criterion),
        grade=DASH if figure.grade is None else str(figure.grade),
        dots=dots(figure.grade),
        note=marks[figure.withheld] if figure.withheld else "",
        n=language.number(figure.n),
        places=places(language, _standing(comparison, criterion.id, provider)),
    )


def _standing(comparison: Comparison, column: str, provider: ProviderResult) -> Standing | None:
    found = comparison.ranking.column(column)
    return next((one for one in found.standings if one.provider == provider.id), None) if found else None


def _total(language: Language, comparison: Comparison, provider: ProviderResult) -> TotalCell:
    total = provider.total
    if total.value is None:
        return TotalCell(value=DASH, letters=_missing_mark(comparison), before="", places="")
    capped = bool(total.caps) and total.uncapped is not None and total.uncapped > total.value
    return TotalCell(
        value=language.number(total.value, 1),
        letters=", ".join(cap_letter(position) for position in total.caps),
        before=language.number(total.uncapped or 0.0, 1) if capped else "",
        places=places(language, _standing(comparison, TOTAL, provider)),
    )


def _marks(comparison: Comparison) -> dict[Withheld, str]:
    """Give a number to each reason that is met in this comparison, in the vocabulary's order."""
    met = {figure.withheld for provider in comparison.providers for figure in provider.figures}
    return {reason: str(number) for number, reason in enumerate((w for w in Withheld if w in met), 1)}


def _missing_mark(comparison: Comparison) -> str:
    return str(len(_marks(comparison)) + 1)


def _cap_notes(language: Language, comparison: Comparison) -> tuple[Footnote, ...]:
    """Explain the caps that a total is marked with; all of them stand on the method page."""
    met = {at for one in comparison.providers if one.total.value is not None for at in one.total.caps}
    return tuple(
        Footnote(mark=cap_letter(position), text=cap_rule(language, comparison, cap))
        for position, cap in enumerate(comparison.rules.caps)
        if position in met
    )


def _withheld_notes(language: Language, comparison: Comparison) -> tuple[Footnote, ...]:
    needed = {
        "samples": language.number(comparison.rules.minimum_samples),
        "questions": language.number(comparison.rules.minimum_questions),
        "coverage": language.percent(100 * comparison.rules.minimum_coverage),
    }
    notes = [
        Footnote(mark=mark, text=language.say(WITHHELD[reason], **needed))
        for reason, mark in _marks(comparison).items()
    ]
    if any(provider.total.value is None for provider in comparison.providers):
        text = language.say("No total, because a grade is missing: the mean of fewer grades would be another figure.")
        notes.append(Footnote(mark=_missing_mark(comparison), text=text))
    return tuple(notes)
