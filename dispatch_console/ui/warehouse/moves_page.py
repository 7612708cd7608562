"""The last movements of stock: when, why, what, from where to where."""

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dispatch_console.domain.stock import Line, Move
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table, matches, search_line
from dispatch_console.words import parts as words
from dispatch_console.words import text
from dispatch_console.words.people import person_name


class MovesPage(QWidget):
    """One row for each part that a movement took from one place to another."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        self._stores: Stores | None = None
        self.search = search_line(
            tr("Search movements"), tr("Part, place, person, reason"), self._fill
        )
        heads = [tr("When"), tr("What"), tr("Part"), tr("Quantity"), tr("Stock place"), tr("Who")]
        self.table = Table(
            tr("Movements"), [*heads, tr("Reason")], 2, (3,), tr("No movements here.")
        )
        self.table.setSortingEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 3 * SPACE, 0, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)

    def show_stores(self, stores: Stores) -> None:
        """What was read."""
        self._stores = stores
        self._fill()

    def _fill(self) -> None:
        stores = self._stores
        if stores is None:
            return
        numbers: dict[int | None, str] = {one.id: one.number for one in stores.serials}
        rows = [
            self._row(move, line, stores, numbers.get(line.serial_id, ""))
            for move in stores.moves
            for line in move.lines
        ]
        self.table.show_rows(
            [row for row in rows if matches(self.search.text(), *(c.words for c in row.cells))]
        )

    def _row(self, move: Move, line: Line, stores: Stores, serial: str) -> Row:
        part = stores.parts[line.part_id]
        name = words.part_words(part)
        sign = "+" if line.quantity > 0 else ""
        return Row(
            (move.id, line.place_id, line.serial_id, line.quantity > 0),
            (
                Cell(text.day_and_time(move.at, self._zone), -move.id),
                Cell(words.move_name(move.kind)),
                Cell(f"{name} · {serial}" if serial else name),
                Cell(sign + words.quantity(line.quantity, part.unit), line.quantity),
                Cell(words.place_words(stores.places[line.place_id])),
                Cell(person_name(move.who)),
                Cell(move.reason),
            ),
        )
