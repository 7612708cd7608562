"""Places of stock: warehouses, bins and vans, added, renamed and retired."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.roles import Right
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table, matches, search_line
from dispatch_console.ui.writing import allow
from dispatch_console.words import parts as words

KEPT = (PlaceKind.WAREHOUSE, PlaceKind.VAN)
"""The other kinds stand for the world outside, and are always there."""


class PlacesPage(QWidget):
    """`change_wanted(Place | None)`: None is a new one; `retire_wanted(Place)`, or take it up."""

    change_wanted = Signal(object)
    retire_wanted = Signal(object)

    def __init__(self, intents: Intents) -> None:
        super().__init__()
        self._intents = intents
        self._stores: Stores | None = None
        self.search = search_line(tr("Search places"), tr("Place or engineer"), self._fill)
        self.retired = QCheckBox(tr("Show those that are retired"))
        self.retired.toggled.connect(self._fill)
        heads = [tr("Code"), tr("Name"), tr("Van of"), tr("Parts there"), ""]
        empty = tr("No places here. “New place…” enters one.")
        self.table = Table(tr("Places of stock"), heads, 1, (3,), empty)
        self.table.itemSelectionChanged.connect(self._choose)
        self.new = QPushButton(tr("New place…"))
        self.change = QPushButton(tr("Change…"))
        self.retire = QPushButton(tr("Retire place"))
        self.new.clicked.connect(lambda: self.change_wanted.emit(None))
        self.change.clicked.connect(lambda: self.change_wanted.emit(self.chosen))
        self.retire.clicked.connect(lambda: self.retire_wanted.emit(self.chosen))
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        for button in (self.new, self.change, self.retire):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.retired)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 3 * SPACE, 0, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        intents.gate.changed.connect(self._choose)
        self._choose()

    def show_stores(self, stores: Stores) -> None:
        """What was read."""
        self._stores = stores
        self._fill()

    @property
    def chosen(self) -> Place | None:
        """The chosen place."""
        return self._stores.places.get(self.table.chosen) if self._stores else None

    def _fill(self) -> None:
        if self._stores is None:
            return
        places = (one for one in self._stores.places.values() if one.kind in KEPT)
        shown = (one for one in places if one.active or self.retired.isChecked())
        rows = [self._row(one, self._stores) for one in shown]
        asked = self.search.text()
        self.table.show_rows(
            [row for row in rows if matches(asked, *(cell.words for cell in row.cells))]
        )
        self._choose()

    def _row(self, place: Place, stores: Stores) -> Row:
        engineer = None if place.engineer_id is None else stores.engineers.get(place.engineer_id)
        lying = sum(1 for (_, at), s in stores.stock.items() if at == place.id and s.quantity)
        return Row(
            place.id,
            (
                Cell(place.code),
                Cell(words.place_words(place)),
                Cell(engineer.name if engineer else ""),
                Cell(str(lying), lying),
                Cell("" if place.active else tr("not in use")),
            ),
        )

    def _choose(self) -> None:
        place, gate = self.chosen, self._intents.gate
        allow(self.new, True, gate)
        for button in (self.change, self.retire):
            allow(button, place is not None, gate)
        up = place is not None and not place.active
        self.retire.setText(tr("Take up again") if up else tr("Retire place"))
        for button in (self.new, self.change, self.retire):
            permit(button, self._intents.rights, Right.STOCK)
