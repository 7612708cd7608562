"""One file as a table: columns by name, rows padded to them, and what was found on the way."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.importing import encodings
from dispatch_console.services.importing.csv_rows import Cell, RawRow, csv_rows, delimiter
from dispatch_console.services.importing.fields import is_known_header
from dispatch_console.services.importing.issues import Issue, Severity, issue
from dispatch_console.services.importing.limits import DEFAULT, Limits
from dispatch_console.services.importing.workbook import is_workbook, require_safe
from dispatch_console.services.importing.xlsx_rows import sheet_names, xlsx_rows

HEADER_WITHIN = 10
"""Rows in which the header is looked for: exports often put a title above it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A data row; `cells` has as many entries as the table has columns."""

    number: int
    cells: tuple[Cell, ...]
    issues: tuple[Issue, ...] = ()

    @property
    def refused(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.issues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that could be opened. `encoding` is empty for a workbook, `sheet` for a text file."""

    path: Path
    columns: tuple[str, ...]
    header_row: int
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    issues: tuple[Issue, ...]
    limits: Limits
    raw: Callable[[], Iterator[RawRow]]

    def rows(self) -> Iterator[Row]:
        """The data rows below the header; blank ones are left out: their numbers are missing.

        Raises `import.too_many_rows` beyond the limit.
        """
        count = 0
        for record in islice(self.raw(), self.header_row, None):
            if is_blank(record) and not record.issues:
                continue
            count += 1
            if count > self.limits.rows:
                raise DomainError("import.too_many_rows", limit=self.limits.rows)
            yield self._fitted(record)

    def _fitted(self, record: RawRow) -> Row:
        found = list(record.issues)
        cells = record.cells
        missing = len(self.columns) - len(cells)
        if missing > 0:
            if not self.sheet and not any(i.severity is Severity.ERROR for i in found):
                found.append(issue("import.warning.short_row", record.number, missing=missing))
            cells = (*cells, *[""] * missing)
        elif any(cell != "" for cell in cells[len(self.columns) :]):
            extra = next(cell for cell in cells[len(self.columns) :] if cell != "")
            found.append(issue("import.error.long_row", record.number, value=extra, extra=-missing))
        cells = cells[: len(self.columns)]
        for column, cell in zip(self.columns, cells, strict=True):
            if isinstance(cell, str) and len(cell) > self.limits.cell_length:
                length = len(cell)
                found.append(
                    issue("import.error.long_cell", record.number, column, cell, length=length)
                )
        return Row(record.number, cells, tuple(found))


def open_table(
    path: Path, *, sheet: str | None = None, encoding: str | None = None, limits: Limits = DEFAULT
) -> Table:
    """Open a CSV or XLSX file, told apart by content.

    Raises `import.not_found`, `import.unreadable`, `import.empty`, `import.too_large`,
    `import.too_many_columns`, `import.binary`, `import.old_excel`, `import.workbook`,
    `import.zip_bomb`, `import.sheet`, `import.encoding`, `import.encoding_name`.
    """
    size = _size(path)
    if size == 0:
        raise DomainError("import.empty", file=path.name)
    if size > limits.file_bytes:
        limit = limits.file_bytes // 2**20
        raise DomainError("import.too_large", file=path.name, size=size // 2**20, limit=limit)
    if is_workbook(path):
        return _open_workbook(path, sheet, limits)
    found = encodings.named(encoding, path) if encoding else encodings.recognise(path)
    mark = delimiter(path, found.name)
    return _table(
        path,
        lambda: csv_rows(path, found.name, mark, limits),
        found.issues,
        limits,
        encoding=found.name,
        mark=mark,
    )


def is_blank(record: RawRow) -> bool:
    """Whether no cell of the row holds more than white space."""
    return not any(cell.strip() if isinstance(cell, str) else True for cell in record.cells)


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            raise DomainError("import.not_found", file=str(path))
        with path.open("rb"):
            return path.stat().st_size
    except FileNotFoundError:
        raise DomainError("import.not_found", file=str(path)) from None
    except OSError as error:
        raise DomainError("import.unreadable", file=str(path), reason=error.strerror) from None


def _open_workbook(path: Path, sheet: str | None, limits: Limits) -> Table:
    require_safe(path, limits)
    sheets = sheet_names(path)
    if sheet is not None and sheet not in sheets:
        raise DomainError("import.sheet", sheet=sheet, sheets=", ".join(sheets))
    several = len(sheets) > 1
    filled = [name for name in sheets if not (several and _is_blank_sheet(path, name))]
    if not filled:
        raise DomainError("import.empty", file=path.name)
    chosen = sheet or filled[0]
    others = ", ".join(name for name in filled if name != chosen)
    found = (issue("import.note.sheets", sheet=chosen, others=others),) if others else ()
    return _table(path, lambda: xlsx_rows(path, chosen), found, limits, sheet=chosen, sheets=sheets)


def _is_blank_sheet(path: Path, sheet: str) -> bool:
    return all(is_blank(record) for record in islice(xlsx_rows(path, sheet), 1_000))


def _table(
    path: Path,
    raw: Callable[[], Iterator[RawRow]],
    found: Sequence[Issue],
    limits: Limits,
    *,
    encoding: str = "",
    mark: str = "",
    sheet: str = "",
    sheets: tuple[str, ...] = (),
) -> Table:
    header = _header(list(islice(raw(), HEADER_WITHIN)), path)
    names = [" ".join(str(cell).split()) for cell in header.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise DomainError("import.too_many_columns", count=len(names), limit=limits.columns)
    columns, renamed = _distinct(names, header.number)
    if header.number > 1:
        renamed = (issue("import.note.header", header.number), *renamed)
    return Table(
        path=path,
        columns=columns,
        header_row=header.number,
        encoding=encoding,
        delimiter=mark,
        sheet=sheet,
        sheets=sheets,
        issues=(*found, *header.issues, *renamed),
        limits=limits,
        raw=raw,
    )


def _header(records: Sequence[RawRow], path: Path) -> RawRow:
    """The row with most known column names; the first that is not blank where none is known."""
    filled = [record for record in records if not is_blank(record)]
    if not filled:
        raise DomainError("import.empty", file=path.name)
    return max(filled, key=lambda record: (_known(record), -record.number))


def _known(record: RawRow) -> int:
    return sum(isinstance(cell, str) and is_known_header(cell) for cell in record.cells)


def _distinct(names: Sequence[str], row: int) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    """Names made distinct: blank ones get their position, repeated ones a count."""
    taken: dict[str, None] = {}
    found: list[Issue] = []
    for position, name in enumerate(names, 1):
        unique = name or f"#{position}"
        copy = 2
        while unique in taken:
            unique = f"{name or f'#{position}'} ({copy})"
            copy += 1
        if name and unique != name:
            found.append(issue("import.warning.same_header", row, name, renamed=unique))
        taken[unique] = None
    return tuple(taken), tuple(found)
