"""The cells of one row by field: joined, cleaned, translated, and read with every fault noted."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import TypeVar

from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.importing.csv_rows import Cell
from dispatch_console.services.importing.fields import fields
from dispatch_console.services.importing.issues import Issue, UnreadableError, issue
from dispatch_console.services.importing.mapping import ColumnMapping
from dispatch_console.services.importing.mojibake import mended
from dispatch_console.services.importing.table import Row
from dispatch_console.services.importing.table_writer import shown_text
from dispatch_console.services.importing.values import says_nothing

T = TypeVar("T")


class CellReader:
    """Reads the fields of one row under a mapping; `issues` gathers what is to be said. `spoiled`:
    the file's text is to be mended, see `mojibake`."""

    def __init__(
        self,
        row: Row,
        mapping: ColumnMapping,
        positions: Mapping[str, int],
        *,
        spoiled: bool = False,
    ) -> None:
        self.number = row.number
        self.issues: list[Issue] = list(row.issues)
        self._cells = row.cells
        self._mapping = mapping
        self._positions = positions
        self._spoiled = spoiled

    def cell(self, field: str) -> Cell:
        """The first of the field's cells that says something, else its default, else ""."""
        for _, cell in self._filled(field):
            return cell
        return self._mapping.defaults.get(field, "")

    def text(self, field: str) -> str:
        """The field's cells as one text, each said once; its default if there are none."""
        parts = dict.fromkeys(self._plain(cell) for _, cell in self._filled(field))
        if not parts:
            return self._mapping.defaults.get(field, "")
        known = fields(self._mapping.kind).get(field)
        return (known.joined if known else " ").join(parts)

    @property
    def custom(self) -> tuple[str, ...]:
        """The custom fields that columns feed."""
        mapped = (*self._mapping.columns, *self._mapping.defaults)
        return tuple(dict.fromkeys(name for name in mapped if name.startswith(CUSTOM)))

    def read(self, field: str, parse: Callable[[str], T]) -> T | None:
        """What `parse` makes of the text; None for a blank cell, or a faulty one (noted)."""
        text = self.text(field)
        return self.attempt(field, lambda: parse(text)) if text else None

    def attempt(self, field: str, parse: Callable[[], T]) -> T | None:
        """What `parse` returns; None where it cannot be read, which is noted."""
        try:
            return parse()
        except UnreadableError as error:
            self.note(error.code, field, **error.params)
            return None

    def note(self, code: str, *names: str, **params: object) -> None:
        """Note something about the row or, with their columns and values, about some fields."""
        filled = [column for name in names for column, _ in self._filled(name)]
        columns = filled or [column for name in names for column in self._columns(name)] or names
        value = " | ".join(str(self._cells[self._positions[column]]) for column in filled)
        self.issues.append(issue(code, self.number, ", ".join(columns), value, **params))

    def warner(self, *names: str) -> Callable[[str], None]:
        """`note` for some fields, as the parsers of values take it."""
        return lambda code: self.note(code, *names)

    def _columns(self, field: str) -> tuple[str, ...]:
        return self._mapping.columns.get(field, ())

    def _filled(self, field: str) -> list[tuple[str, Cell]]:
        """(column, cell) of the field's cells that say something, translated by the mapping."""
        translations = {
            said.strip().casefold(): meant
            for said, meant in self._mapping.values.get(field, {}).items()
        }
        found: list[tuple[str, Cell]] = []
        for column in self._columns(field):
            cell = self._cells[self._positions[column]]
            if isinstance(cell, str):
                cell = translations.get(cell.strip().casefold(), cell)
                if says_nothing(cell):
                    continue
                cell = self._mended(shown_text(cell))
            found.append((column, cell))
        return found

    def _mended(self, text: str) -> str:
        found = mended(text) if self._spoiled and not text.isascii() else None
        if found is None:
            return text
        if not any(one.code == "import.note.mended" for one in self.issues):
            self.issues.append(issue("import.note.mended", self.number, "", text))
        return found

    def _plain(self, cell: Cell) -> str:
        if isinstance(cell, datetime):
            whole_day = cell.time() == time(0)
            return cell.date().isoformat() if whole_day else cell.isoformat(" ")
        lines = (" ".join(line.split()) for line in cell.splitlines())
        return "\n".join(line for line in lines if line)
