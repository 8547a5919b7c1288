"""The shapes that every part of the service record is told in."""

from collections.abc import Callable, Iterable

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from results.judge.service.shares import Part

DASH = "\N{EN DASH}"


class SmallCell(msgspec.Struct, frozen=True, kw_only=True):
    """One cell."""

    text: str
    beside: str = ""
    """A second line, smaller."""
    mark: str = ""
    """The id of a drawing before the text; empty for none."""


class SmallRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row; its head names what it is about."""

    head: str
    beneath: str
    """A second line of the head, smaller; may be empty."""
    cells: tuple[SmallCell, ...]


class SmallTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table of words and figures."""

    key: str
    caption: str
    heads: tuple[str, ...]
    """The first is over the rows' heads."""
    numbers: bool
    """Whether its cells are figures, which line up at the right."""
    rows: tuple[SmallRow, ...]
    folds: bool = False
    """Whether its rows stand as cards on a phone, each figure beside the head of its column."""


class ToldStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a story."""

    when: str
    """The day; empty where it is not known."""
    what: str
    words: str
    """What was said or written, in the words of the ledger; may be empty."""
    came_of_it: str


class ToldCase(msgspec.Struct, frozen=True, kw_only=True):
    """One support case as a story."""

    title: str
    figures: tuple[str, ...]
    """What the case adds up to, a sentence each."""
    steps: tuple[ToldStep, ...]


class ServicePart(msgspec.Struct, frozen=True, kw_only=True):
    """One section."""

    key: str
    title: str
    lead: str
    tables: tuple[SmallTable, ...] = ()
    stories: tuple[ToldCase, ...] = ()
    notes: tuple[str, ...] = ()


def cell(text: str, beside: str = "", mark: str = "") -> SmallCell:
    """Make a cell; a dash where there is no *text*."""
    return SmallCell(text=text or DASH, beside=beside, mark=mark)


def share(language: Language, found: Part) -> SmallCell:
    """Tell how many of how many, with the interval beneath; a dash where there is nothing to tell of."""
    if found.low is None or found.high is None:
        return cell("")
    counts = language.say("%(n)s of %(closed)s", n=language.number(found.count), closed=language.number(found.n))
    return cell(counts, f"{language.percent(100 * found.low)}\N{EN DASH}{language.percent(100 * found.high)}")


def listed(items: Iterable[str]) -> SmallCell:
    """Tell *items*, which others wrote, with commas between."""
    return cell(", ".join(plain(item, at_most=80) for item in items))


def given(value: float | None, tell: Callable[[float], str]) -> str:
    """Tell *value*, or nothing where there is none."""
    return "" if value is None else tell(value)
