"""Rows of a delimited text file, one at a time; a broken row never takes its neighbours along."""

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from dispatch_console.services.importing.issues import Issue, issue
from dispatch_console.services.importing.limits import Limits

Cell = str | datetime
"""Text as it stands in the file; a naive datetime where a workbook holds a date."""

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 50


@dataclass(frozen=True, slots=True)
class RawRow:
    """One record; `number` counts records from 1, the header included, as spreadsheets do."""

    number: int
    cells: tuple[Cell, ...]
    issues: tuple[Issue, ...] = ()


def delimiter(path: Path, encoding: str) -> str:
    """The delimiter that cuts the first rows most evenly; a comma for a single column."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = [line.replace("\0", "") for line in islice(file, SAMPLE_ROWS * 4)]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].rstrip("\r\n")) == 5:
        return lines[0][4]
    return max(DELIMITERS, key=lambda mark: _evenness(lines, mark))


def _evenness(lines: list[str], mark: str) -> tuple[float, int]:
    """(share of rows with the commonest width, that width); nothing for a single column."""
    try:
        rows = islice(csv.reader(lines, delimiter=mark), SAMPLE_ROWS)
        widths = Counter(len(cells) for cells in rows if any(cells))
    except csv.Error:
        return (0.0, 0)
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return (0.0, 0)
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return (round(count / widths.total(), 1), width)


class _Lines:
    """Lines that can be handed back; `taken` are those of the record being read."""

    def __init__(self, lines: Iterable[str], most: int) -> None:
        self._lines = iter(lines)
        self._returned: deque[str] = deque()
        self._most = most
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= self._most:
            raise csv.Error("the record never ends")
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        return line.replace("\0", "")

    def keep_first(self) -> str:
        """The first line of the record; the others will be read again as rows of their own."""
        self._returned.extendleft(reversed(self.taken[1:]))
        return self.taken[0]


def csv_rows(path: Path, encoding: str, mark: str, limits: Limits) -> Iterator[RawRow]:
    """Every record of the file, blank ones included (no cells).

    A record that breaks the rules of quoting is read again as the one line it starts on: kept with
    a warning if that has as many cells as the first record, else reported as an error.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _Lines(file, limits.lines_per_row)
        reader = csv.reader(lines, delimiter=mark, strict=True)
        number, width = 0, 0
        while True:
            lines.taken.clear()
            number += 1
            found: tuple[Issue, ...] = ()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells, found = _reread(lines.keep_first(), mark, number, width)
                reader = csv.reader(lines, delimiter=mark, strict=True)
            if number == 1 and _names_delimiter(lines.taken[0]):
                cells = []
            width = width or len(cells)
            if any("\0" in line for line in lines.taken):
                found = (*found, issue("import.warning.nul", number))
            yield RawRow(number, tuple(cells), found)


def _reread(line: str, mark: str, number: int, width: int) -> tuple[list[str], tuple[Issue, ...]]:
    try:
        cells = next(csv.reader([line.replace("\0", "")], delimiter=mark))
    except csv.Error:
        cells = line.rstrip("\r\n").split(mark)
    kept = len(cells) == width
    code = "import.warning.quotes" if kept else "import.error.quotes"
    return [cell.rstrip("\r\n") for cell in cells], (issue(code, number, value=line),)


def _names_delimiter(line: str) -> bool:
    text = line.strip("\ufeff\r\n")
    return len(text) == 5 and text.lower().startswith("sep=")
