"""The shapes of the big table: heads, cells, rows, and what opens beneath."""

import msgspec


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
    interval: str
    """The 95 per cent interval around the figure; may be empty."""
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


class CategoryHead(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a category."""

    key: str
    title: str
    weight: str
    criteria: str
    """What it is made of."""


class CategoryCell(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider's grades in one category come to."""

    label: str
    """The column's title, for where the row is shown as a card."""
    grade: str
    """With one decimal, or a dash."""
    dots: str
    """The nearest whole grade as the id of a drawing; empty where there is no grade."""
    note: str
    """The mark of the footnote that says why there is no grade; empty where there is one."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One provider."""

    name: str
    href: str
    total: TotalCell
    cells: tuple[Cell, ...]
    """By criteria."""
    categories: tuple[CategoryCell, ...]
    """Empty in a study without categories."""


class OpenedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One provider in an opened category."""

    name: str
    href: str
    cells: tuple[Cell, ...]


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The criteria of one category."""

    key: str
    title: str
    weight: str
    columns: tuple[Column, ...]
    rows: tuple[OpenedRow, ...]


class Footnote(msgspec.Struct, frozen=True, kw_only=True):
    """A mark and what it stands for."""

    mark: str
    text: str


class BigTable(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    columns: tuple[Column, ...]
    """By criteria."""
    categories: tuple[CategoryHead, ...]
    """Empty in a study without any: then each criterion has its column."""
    rows: tuple[Row, ...]
    opened: tuple[Opened, ...]
    """By categories."""
    few: bool
    """Whether there are so few providers that the categories stand open."""
    footnotes: tuple[Footnote, ...]
