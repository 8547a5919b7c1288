"""
Reads a table as people and spreadsheets write it: CSV with commas, semicolons or tabs, with or without a mark of UTF-8.

Rows are numbered as a spreadsheet shows them: the header is row 1, and a cell of several lines is one row.
"""

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kaklet.service.entry import ServiceError

MAX_BYTES = 64 * 2**20
LONGEST_ROW = 500
"""Lines that one row may have; where it has more, a quote was never closed."""
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_DELIMITERS = (",", ";", "\t")


class Row(NamedTuple):
    """One row: its number, and its cells by column, or a sentence that says why they cannot be told."""

    number: int
    cells: dict[str, str]
    problem: str


def rows(content: bytes, columns: Sequence[str], optional: Sequence[str]) -> Iterator[Row]:
    """
    Yield the rows of *content*, whose header must have *columns*, in any order, and may have *optional* ones.

    Bytes that are no UTF-8 stay as surrogates, for whoever reads the cell to complain of. Empty rows are left out.
    Raises `ServiceError` where the header is not right.
    """
    if len(content) > MAX_BYTES:
        raise ServiceError(f"The file is larger than {MAX_BYTES // 2**20} MiB: split it into several.")
    text = _text(content)
    csv.field_size_limit(sys.maxsize)  # the file as a whole is bounded, and long cells are told by their row
    numbered = enumerate(_Lines(text).records(_delimiter(text)), 1)
    try:
        first = next(numbered)
        if text[:4].casefold() == "sep=":  # Excel's own first row, which says what parts the columns
            first = next(numbered)
    except StopIteration:
        raise ServiceError("The file is empty: its first row must be the header, as --template writes it.") from None
    header = _header(first[1], columns, optional)
    for number, cells in numbered:
        yield from _row(number, cells, header)


def _text(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace" if encoding == "utf-16" else "surrogateescape")
    return content.decode("utf-8", errors="surrogateescape")


def _delimiter(text: str) -> str:
    """Tell what parts the header's columns, which hold none of these signs themselves."""
    lines = text.splitlines()[:2]
    if lines and lines[0][:4].casefold() == "sep=" and lines[0][4:] in _DELIMITERS:
        return lines[0][4:]
    head = lines[0] if lines else ""
    return max(_DELIMITERS, key=head.count)


class _Lines:
    """The lines of a text, which can be gone back in: a quote that is never closed must not take all rows after it."""

    def __init__(self, text: str) -> None:
        self._lines = list(io.StringIO(text, newline=""))
        self._at = 0
        self._end = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._at >= min(self._end, len(self._lines)):
            raise StopIteration
        self._at += 1
        return self._lines[self._at - 1]

    def records(self, delimiter: str) -> Iterator[list[str] | str]:
        """Yield each row's cells, or a sentence for one that cannot be read."""
        while self._at < len(self._lines):
            start = self._at
            self._end = start + LONGEST_ROW
            try:
                yield next(csv.reader(self, delimiter=delimiter, strict=True))
            except csv.Error as error:
                self._at = start + 1
                yield f"is no row of CSV ({error}): look for a quote that is not closed or not doubled"


def _header(cells: list[str] | str, columns: Sequence[str], optional: Sequence[str]) -> list[str]:
    if isinstance(cells, str):
        raise ServiceError(f"Row 1 {cells}.")
    names = [cell.strip().casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    expected = f"The header is: {','.join(columns)} (--template writes it)."
    if unknown := [name for name in names if name not in {*columns, *optional}]:
        raise ServiceError(f"Row 1 has a column {unknown[0][:40]!r} that is not known. {expected}")
    if missing := [name for name in columns if name not in names]:
        raise ServiceError(f"Row 1 has no column {missing[0]!r}. {expected}")
    if twice := [name for name in names if names.count(name) > 1]:
        raise ServiceError(f"Row 1 has the column {twice[0]!r} twice. {expected}")
    return names


def _row(number: int, cells: list[str] | str, header: Sequence[str]) -> Iterator[Row]:
    if isinstance(cells, str):
        yield Row(number, {}, cells)
        return
    if not any(cell.strip() for cell in cells):
        return
    spare = cells[len(header) :]
    if any(cell.strip() for cell in spare):
        yield Row(number, {}, f"has {len(cells)} cells, but the header has {len(header)}: is a quote missing?")
    elif len(cells) < len(header):
        yield Row(number, {}, f"has {len(cells)} cells, but the header has {len(header)}: leave empty ones empty")
    else:
        yield Row(number, dict(zip(header, cells, strict=False)), "")
