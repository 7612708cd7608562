"""Hostile text in every column of files that come in, and in the files that go out."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from uuid import uuid4

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Mode, Report
from dispatch_console.services.importing.run import Request, run
from tests.faults.hostile import TEXTS

COLUMNS = {
    Kind.TICKETS: ("External id", "Title", "Description", "Category", "Customer", "Phone",
                   "Address", "Skills", "Status", "Priority", "Created at", "Site"),
    Kind.ENGINEERS: ("External id", "Number", "Name", "Team", "Phone", "Home latitude",
                     "Home longitude", "Skills", "Regions"),
    Kind.SITES: ("External id", "Name", "Address", "Customer id", "Customer", "Phone"),
    Kind.CONTACTS: ("External id", "Name", "Customer", "Customer id", "Phone", "Email", "Position",
                    "Wechat", "Site", "Language", "Main"),
    Kind.DEVICES: ("External id", "Name", "Customer", "Serial", "Model", "Maker", "Category",
                   "Note", "Site", "Parent", "Code", "Installed on", "Meters", "Readings"),
    Kind.CONTRACTS: ("Number", "Name", "Customer", "Starts on", "Ends on", "Devices", "Labour",
                     "SLA", "Price", "Currency", "Note"),
    Kind.PARTS: ("Number", "Name en", "Unit", "Name zh", "Cost", "Currency", "Place", "Stock",
                 "Serials", "Reorder point"),
}  # fmt: skip

HOME = ["31.15", "121.35"]

LONGEST_CELL = 32_000
"""A spreadsheet holds 32,767 characters in a cell."""

_NO_XML = re.compile("[\ufffe\uffff]")
_FORMULA = re.compile(r"^[=+\-@＝＋－＠\t\r\n]")


def rows(kind: Kind, texts: Mapping[str, str] = TEXTS) -> list[list[str]]:
    """For each text and column a row that has the text there and is in order otherwise."""
    columns, found = COLUMNS[kind], []
    for label, text in texts.items():
        for place, column in enumerate(columns):
            row = [f"{label} {column}"] * 3 + [""] * (len(columns) - 3)
            if kind is Kind.ENGINEERS:
                row[5:7] = HOME
            elif kind is Kind.CONTRACTS:
                row[3] = "2026-01-01"
            row[place] = text
            found.append(row)
    return found


def write_csv(path: Path, kind: Kind, texts: Mapping[str, str] = TEXTS) -> int:
    """A CSV of those rows, written without regard for them; returns how many."""
    found = rows(kind, texts)
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([COLUMNS[kind], *found])
    return len(found)


def write_xlsx(path: Path, kind: Kind) -> int:
    """The same as a workbook, as far as one can be made of it."""
    book = Workbook()
    sheet = book.worksheets[0]
    found = rows(kind)
    for row in [list(COLUMNS[kind]), *found]:
        sheet.append([_cell(text) for text in row])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
    book.save(path)
    return len(found)


def _cell(text: str) -> str:
    plain = text.encode("utf-8", "replace").decode()
    return _NO_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", plain))[:LONGEST_CELL]


def take_in(ctx: Context, path: Path, kind: Kind) -> Report:
    """Import the good rows of the file."""
    return run(ctx, uuid4(), Request(kind=kind, path=path), Mode.GOOD_ROWS_ONLY)


def formulas(ctx: Context, folder: Path, kind: Kind) -> list[str]:
    """Export as CSV and as a workbook; what a spreadsheet would compute instead of show."""
    found: list[str] = []
    table, book = folder / "out.csv", folder / "out.xlsx"
    for path in (table, book):
        export(ctx, kind, path, time_zone="Asia/Shanghai")
    with table.open(encoding="utf-8-sig", newline="") as file:
        found += [cell for line in csv.reader(file) for cell in computed(line)]
    for line in load_workbook(book).worksheets[0].iter_rows():
        found += [str(c.value) for c in line if c.data_type == "f" or c.hyperlink]
    load(ctx)
    return [cell[:60] for cell in found]


def computed(line: Iterable[str]) -> Iterator[str]:
    """The cells that a spreadsheet computes; numbers of ours may begin with a sign."""
    for cell in line:
        if _FORMULA.match(cell) and not re.fullmatch(r"-\d+(\.\d+)?", cell):
            yield cell
