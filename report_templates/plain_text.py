"""The report on one page of plain text, 80 columns wide: for the terminal and for mail."""

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from report_templates.claims import conclusion
from report_templates.front import front_page
from report_templates.language import Language
from report_templates.line.notes import line_notes, lines_lead
from report_templates.line.stories import plan_parts
from report_templates.line.telling import sellers_of
from report_templates.table_shapes import BigTable, Row
from results.judge.comparison import Comparison

COLUMNS = 80
_NAME = 18
_CELL = 15
_PER_BLOCK = 4


def plain_text(language: Language, comparison: Comparison) -> str:
    """Write what the front page says first: the ending, the table with places, findings, limits, and who paid."""
    return "\n".join(_tidied(line) for line in _lines(language, comparison)) + "\n"


def _lines(language: Language, comparison: Comparison) -> Iterator[str]:
    front = front_page(language, comparison, [language.code])
    yield from _labels(language, comparison)
    yield from _wrapped(front.headline.upper())
    yield from _wrapped(front.period)
    yield ""
    yield from _wrapped(front.standfirst)
    ending = conclusion(language, comparison)
    if front.compares:
        yield from _headed(ending.headline, [ending.reason], bullet="")
        yield from _table(language, front.table)
    yield from _headed(language.say("What we can say"), [claim.sentence for claim in front.can_say])
    yield from _headed(language.say("What we can't"), front.cannot_say)
    if comparison.lines.plans:
        yield from _of_lines(language, comparison)
    if front.edition:
        said = [claim.sentence for claim in front.edition.claims]
        yield from _headed(front.edition.heading, [*said, *front.edition.notes])
        yield from _wrapped(front.edition.lead)
        yield front.edition.hash
    if front.funding:
        yield from _headed(language.say("Who paid"), [front.funding], bullet="")
    yield ""
    for line in front.page.colophon:
        yield from _wrapped(line)
    yield from _labels(language, comparison)


def _of_lines(language: Language, comparison: Comparison) -> Iterator[str]:
    """Yield the Internet lines: of each plan what the rules say and what was found; each single line is in the data."""
    yield from _headed(language.say("Internet lines"), [lines_lead(language, comparison)], bullet="")
    for key, name in sellers_of(comparison.lines).items():
        for plan in plan_parts(language, comparison, key, single=False):
            yield ""
            yield from _wrapped(f"{name}: {plan.name} ({plan.about})")
            for fact in plan.facts:
                yield from _wrapped(f"{fact.name}: {fact.text}", bullet="  ")
            for line in plan.outages:
                yield from _wrapped(f"{line.name}:", bullet="  ")
                for outage in line.told:
                    yield from _wrapped(outage, bullet="  - ")
            for rule in plan.rules:
                yield from _wrapped(f"{rule.name} [{rule.source}]", bullet="  ")
                for way in rule.ways:
                    said = ": ".join(filter(None, (way.way, way.verdict)))
                    yield from _wrapped(f"{said}. {way.text}", bullet="  - ")
    yield ""
    for sentence in line_notes(language, comparison):
        yield from _wrapped(sentence)


def _labels(language: Language, comparison: Comparison) -> Iterator[str]:
    said = []
    if comparison.synthetic:
        said.append(language.say("Synthetic data: nothing was measured."))
    if comparison.demonstration:
        said.append(language.say("Demonstration with fictional providers."))
    for sentence in said:
        yield from _wrapped(f"*** {sentence.upper()} ***")
        yield ""


def _headed(heading: str, sentences: Sequence[str], *, bullet: str = "- ") -> Iterator[str]:
    yield ""
    yield from _wrapped(heading.upper())
    for sentence in sentences:
        yield from _wrapped(sentence, bullet=bullet)


def _table(language: Language, table: BigTable) -> Iterator[str]:
    """Yield the table, four criteria at a time, so that no line is longer than a terminal."""
    yield ""
    yield from _wrapped(language.say("The table").upper())
    for first in range(0, max(1, len(table.columns)), _PER_BLOCK):
        block = range(first, min(first + _PER_BLOCK, len(table.columns)))
        if first:
            yield ""
        yield from _heads(language, table, block)
        for row in table.rows:
            yield from _row(row, block)
    for one in table.opened:
        made_of = ", ".join(f"{column.title} {column.weight}" for column in one.columns)
        yield from _wrapped(f"{one.title} {one.weight}: {made_of}")
    for note in table.footnotes:
        yield from _wrapped(f"{note.mark}  {note.text}")
    yield from _wrapped(
        language.say(
            "Below each name stands its total, below each figure its grade from 0 to 5, and in brackets the places that"
            " it may hold: all of them are right at once with 95 per cent confidence."
        )
    )


def _heads(language: Language, table: BigTable, block: Sequence[int]) -> Iterator[str]:
    heads = [textwrap.wrap(f"{table.columns[at].title} {table.columns[at].weight}", _CELL - 1) for at in block]
    names = [*textwrap.wrap(language.say("Provider"), _NAME - 1), f"  {language.say('Total')}"]
    for line in range(max(map(len, [names, *heads]))):
        yield "".join([_padded(_at(names, line), _NAME), *(_padded(_at(head, line), _CELL) for head in heads)])
    yield "-" * (_NAME + _CELL * len(block))


def _row(row: Row, block: Sequence[int]) -> Iterator[str]:
    total = " ".join(part for part in (row.total.value, row.total.letters, _bracketed(row.total.places)) if part)
    names = [*textwrap.wrap(row.name, _NAME - 1), f"  {total}"]
    cells = []
    for at in block:
        cell = row.cells[at]
        graded = " ".join(part for part in (cell.grade, cell.note, _bracketed(cell.places)) if part)
        cells.append([*textwrap.wrap(cell.figure or cell.grade, _CELL - 1, break_on_hyphens=False), graded])
    if not cells:
        cells.append([])
    for line in range(max(map(len, [names, *cells]))):
        yield "".join([_padded(_at(names, line), _NAME), *(_padded(_at(cell, line), _CELL) for cell in cells)])


def _bracketed(places: str) -> str:
    return f"({places})" if places else ""


def _at(lines: Sequence[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _wrapped(text: str, *, bullet: str = "") -> Iterator[str]:
    yield from textwrap.wrap(
        text, COLUMNS, initial_indent=bullet, subsequent_indent=" " * len(bullet), break_on_hyphens=False
    ) or [""]


def _padded(text: str, width: int) -> str:
    return text + " " * max(1, width - _width(text)) if text else " " * width


def _width(text: str) -> int:
    """Tell how many columns of a terminal *text* takes: East Asian letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )


def _tidied(line: str) -> str:
    """Put plain spaces where the page has those that do not break: a terminal shows them as it likes."""
    return line.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").rstrip()
