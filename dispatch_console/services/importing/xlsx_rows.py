"""Rows of one sheet of a workbook, streamed; values as stored, formulas by their last result."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import repeat
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.workbook.workbook import Workbook

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.importing.csv_rows import Cell, RawRow
from dispatch_console.services.importing.issues import Issue, issue
from dispatch_console.services.importing.workbook import DAMAGE, sheet_parts
from dispatch_console.support.storable import storable

ERROR_VALUES = frozenset(
    {"#REF!", "#N/A", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"}
)
SAFE_DIGITS = 15
"""Spreadsheets keep no more digits of a number than these."""

Spans = Mapping[int, Mapping[int, int]]
"""Row -> column -> the row above, in the same column, that holds a merged cell's value."""


@contextmanager
def opened(path: Path, *, formulas: bool = False) -> Iterator[Workbook]:
    """The workbook, read-only. Raises `import.workbook` for a damaged one."""
    # Given as a stream, for openpyxl refuses paths by their suffix.
    with path.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = load_workbook(file, read_only=True, data_only=not formulas, keep_links=False)
        except DAMAGE:
            raise DomainError("import.workbook", file=path.name) from None
        try:
            yield book
        finally:
            book.close()


def sheet_names(path: Path) -> tuple[str, ...]:
    """The visible sheets that hold cells, in their order."""
    with opened(path) as book:
        return tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible")


def xlsx_rows(path: Path, sheet: str) -> Iterator[RawRow]:
    """Every row up to the last used one. Raises `import.workbook` if the sheet is damaged."""
    with opened(path) as values:
        page = values[sheet]
        filled: dict[int, dict[int, Cell]] = {}
        page.reset_dimensions()
        try:
            parts = sheet_parts(path, page._worksheet_path)  # type: ignore[attr-defined]
            spans = _spans(parts.merged)
            if not parts.formulas:
                for number, cells in enumerate(page.iter_rows(values_only=True), 1):
                    yield _row(number, cells, (), spans, filled)
                return
            with opened(path, formulas=True) as sources:
                source = sources[sheet]
                source.reset_dimensions()
                both = zip(
                    page.iter_rows(values_only=True),
                    source.iter_rows(values_only=True),
                    strict=False,
                )
                for number, (cells, formulas) in enumerate(both, 1):
                    yield _row(number, cells, formulas, spans, filled)
        except DAMAGE:
            raise DomainError("import.workbook", file=path.name) from None


def _row(
    number: int,
    values: Sequence[object],
    formulas: Sequence[object],
    spans: Spans,
    filled: dict[int, dict[int, Cell]],
) -> RawRow:
    issues: list[Issue] = []
    cells: list[Cell] = []
    sources = formulas or repeat(None)
    for column, (value, source) in enumerate(zip(values, sources, strict=False), 1):
        if value is None and isinstance(source, str) and source.startswith("="):
            where = get_column_letter(column)
            issues.append(issue("import.warning.formula", number, where, source))
        if isinstance(value, str) and value in ERROR_VALUES:
            where = get_column_letter(column)
            issues.append(issue("import.warning.cell_error", number, where, value))
            value = None
        cells.append(_cell(value))
    _fill_merged(number, cells, spans, filled, issues)
    return RawRow(number, tuple(cells), tuple(issues))


def _cell(value: object) -> Cell:
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case float():
            text = _number(value)
        case datetime():
            return value.replace(tzinfo=None)
        case date():
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - zone comes later
        case time():
            text = value.isoformat()
        case timedelta():
            text = f"{round(value.total_seconds())} s"
        case _:
            # Workbooks can hold NUL and halves of characters in escaped form.
            text = storable(str(value))
    return text


def _number(value: float) -> str:
    """Whole numbers without a fraction; those too long for a spreadsheet in powers of ten."""
    if value.is_integer() and abs(value) < 10**SAFE_DIGITS:
        return str(int(value))
    return f"{value:.15G}" if value.is_integer() else repr(value)


def _spans(merged: tuple[str, ...]) -> Spans:
    """Only downwards: across a row, one value standing once is what was meant."""
    found: dict[int, dict[int, int]] = {}
    for area in merged:
        left, top, _, bottom = (int(edge or 0) for edge in range_boundaries(area))
        for row in range(top + 1, min(bottom, top + 10_000) + 1):
            found.setdefault(row, {})[left] = top
        if bottom > top:
            found.setdefault(top, {})[left] = top
    return found


def _fill_merged(
    number: int,
    cells: list[Cell],
    spans: Spans,
    filled: dict[int, dict[int, Cell]],
    issues: list[Issue],
) -> None:
    for column, top in spans.get(number, {}).items():
        if column > len(cells):
            cells.extend([""] * (column - len(cells)))
        if top == number:
            filled.setdefault(top, {})[column] = cells[column - 1]
        elif cells[column - 1] == "" and filled.get(top, {}).get(column):
            cells[column - 1] = filled[top][column]
            where = get_column_letter(column)
            issues.append(issue("import.note.merged", number, where, cells[column - 1], top=top))
