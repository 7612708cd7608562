"""Tables into CSV and XLSX files that no spreadsheet takes for anything but text and numbers."""

import csv
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils.cell import get_column_letter

from dispatch_console.domain.errors import DomainError

Value = str | int | float | Decimal | None
Line = Sequence[Value]

# Some spreadsheets take the wide signs for the plain ones.
_SIGNS = r"[=+\-@＝＋－＠\t\r\n]"
_FORMULA = re.compile(rf"'*{_SIGNS}")
_GUARDED = re.compile(rf"'+{_SIGNS}")
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")
"""XML forbids them, too, and a workbook that holds one cannot be opened."""

_WIDEST = 60
_SAFE_DIGITS = 15
"""A spreadsheet keeps no more of a number."""


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def shown_text(cell: str) -> str:
    """The other way round: the text without the apostrophe that guards it."""
    return cell[1:] if _GUARDED.match(cell) else cell


def exact(amount: Decimal | None) -> Value:
    """The amount as a number of no more digits than it needs, as text if it is too long for one."""
    if amount is None:
        return None
    plain = f"{amount.normalize():f}"
    return Decimal(plain) if len(plain.strip("-0.").replace(".", "")) <= _SAFE_DIGITS else plain


def write_csv(path: Path, columns: Sequence[str], lines: Iterable[Line]) -> int:
    """Write CSV in UTF-8 with the mark that spreadsheets want, in one step; returns the rows.

    Raises `import.write`.
    """
    count = 0
    with (
        _replacing(path) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(columns)
        for line in lines:
            writer.writerow([_safe(value) for value in line])
            count += 1
    return count


def write_xlsx(path: Path, columns: Sequence[str], lines: Iterable[Line]) -> int:
    """Write one sheet with a fixed header, in one step; returns the rows. Raises `import.write`."""
    count = 0
    with _replacing(path) as temporary:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Export")
        sheet.freeze_panes = "A2"
        for position, column in enumerate(columns, 1):
            width = min(_WIDEST, max(12, len(column) + 4))
            sheet.column_dimensions[get_column_letter(position)].width = width
        header = [WriteOnlyCell(sheet, value=column) for column in columns]
        for cell in header:
            cell.font = Font(bold=True)
        sheet.append(header)
        for line in lines:
            sheet.append([_cell(_safe(value)) for value in line])
            count += 1
        book.save(temporary)
    return count


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place once all is written."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".export-")
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DomainError("import.write", file=str(path), reason=reason) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _safe(value: Value) -> Value:
    return harmless(value) if isinstance(value, str) else value


def _cell(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    return _NO_CHARACTERS.sub("", ILLEGAL_CHARACTERS_RE.sub("", value))
