"""The big table: a row for each provider, a column for each criterion, footnotes for what is held down or withheld."""

from string import ascii_lowercase

import msgspec

from report_templates.claims import places
from report_templates.figures import DASH, beside, cap_rule, criterion_of, told
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_file, provider_name
from report_templates.words import MEASURES, WITHHELD
from results.judge.comparison import Comparison, Figure, ProviderResult, Withheld
from results.judge.ranking.ranks import TOTAL, Standing
from results.judge.rules import GRADES, Criterion


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a criterion."""

    title: str
    measure: str
    """What its figure is; empty where the title says it."""
    weight: str


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One figure with its grade."""

    label: str
    """The column's title, for where the row is shown as a card."""
    figure: str
    """Empty where there is too little to say anything."""
    aside: str
    """What makes the figure readable; may be empty."""
    grade: str
    """A whole number from 0 to 5, or a dash."""
    dots: str
    """The same as the id of a drawing; empty where there is no grade."""
    note: str
    """The mark of the footnote that says why there is no grade; empty where there is one."""
    n: str
    places: str
    """Its rank interval; empty where it is not ranked."""


class TotalCell(msgspec.Struct, frozen=True, kw_only=True):
    """A provider's total."""

    value: str
    letters: str
    """The marks of its footnotes; may be empty."""
    before: str
    """What it would be without the caps; empty where none holds it down."""
    places: str
    """Its rank interval; empty where it is not ranked."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One provider."""

    name: str
    href: str
    total: TotalCell
    cells: tuple[Cell, ...]


class Footnote(msgspec.Struct, frozen=True, kw_only=True):
    """A mark and what it stands for."""

    mark: str
    text: str


class BigTable(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    footnotes: tuple[Footnote, ...]


def big_table(language: Language, comparison: Comparison) -> BigTable:
    """Build the table of all providers, in the comparison's order."""
    return BigTable(
        columns=tuple(_column(language, criterion) for criterion in comparison.criteria),
        rows=tuple(row(language, comparison, p) for p in comparison.providers),
        footnotes=footnotes(language, comparison),
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
    return tuple(
        Footnote(mark=cap_letter(position), text=cap_rule(language, comparison, cap))
        for position, cap in enumerate(comparison.rules.caps)
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
