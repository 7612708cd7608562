"""Files to import, written for one test."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from openpyxl import Workbook

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.mapping import ColumnMapping
from dispatch_console.services.importing.results import Mode, Report
from dispatch_console.services.importing.run import Request, run

EXCERPT = Path(__file__).parents[2] / "data" / "service_requests" / "requests.csv"
GIVEN = Path(__file__).parents[4] / "shared" / "data"


def text_file(folder: Path, text: str, encoding: str = "utf-8", name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(
    folder: Path, sheets: Mapping[str, Sequence[Sequence[object]]], name: str = "file.xlsx"
) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / name)
    return folder / name


def import_file(
    context: Context,
    path: Path,
    kind: Kind = Kind.TICKETS,
    mode: Mode = Mode.GOOD_ROWS_ONLY,
    mapping: ColumnMapping | None = None,
) -> Report:
    return run(context, uuid4(), Request(kind=kind, path=path, mapping=mapping), mode)


def codes(report: Report, row: int | None = None) -> set[str]:
    return {found.code for found in report.issues if found.row == row}


def error_code(error: BaseException) -> str:
    assert isinstance(error, DomainError)
    return error.code
