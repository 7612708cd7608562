"""What lies where: search, one place or all, what runs low; and all that moves it."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.ids import PartId, PlaceId
from dispatch_console.domain.part import Part, Suggestion
from dispatch_console.domain.part_price import price_on
from dispatch_console.domain.roles import Right
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table, matches, search_line
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import allow
from dispatch_console.words import parts as words

Shelf = tuple[PartId, PlaceId | None]
"""A part at a place; at none, it is in the catalogue alone."""

DEEDS = ("receive", "transfer", "write_off", "count", "reorder", "price", "part", "new_part")
"""What this page asks for by `wanted`."""


class StockPage(QWidget):
    """`wanted(deed, shelf or None)`: one of `DEEDS`, about the chosen row."""

    wanted = Signal(str, object)

    def __init__(self, intents: Intents) -> None:
        super().__init__()
        self._intents = intents
        self._stores: Stores | None = None
        self.search = search_line(tr("Search stock"), tr("Number or name of a part"), self._fill)
        self.place = fields.choice(tr("Stock place"), {None: tr("All places")})
        self.place.setMinimumContentsLength(16)
        self.low = QCheckBox(tr("To be ordered"))
        self._sum = label("caption")
        heads = [
            tr("Part"),
            tr("Name"),
            tr("Stock place"),
            tr("In stock"),
            tr("Reserved"),
            tr("Available"),
        ]
        heads += [tr("Reorder point"), tr("To order"), tr("Unit cost"), tr("Sale price")]
        empty = tr("No parts here. “New part…” enters one, “Files” brings in a list.")
        self.table = Table(tr("Stock"), heads, 1, (3, 4, 5, 6, 7, 8, 9), empty)
        self.place.currentIndexChanged.connect(self._fill)
        self.low.toggled.connect(self._fill)
        self.table.itemSelectionChanged.connect(self._choose)
        self.buttons = {deed: self._button(deed) for deed in DEEDS}
        top = QHBoxLayout()
        top.setSpacing(2 * SPACE)
        top.addWidget(self.search, 1)
        top.addWidget(self.place)
        top.addWidget(self.low)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        for button in self.buttons.values():
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._sum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 3 * SPACE, 0, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        intents.gate.changed.connect(self._choose)
        self._choose()

    def show_stores(self, stores: Stores) -> None:
        """What was read."""
        self._stores = stores
        chosen = self.place.currentData()
        self.place.blockSignals(True)
        self.place.clear()
        self.place.addItem(tr("All places"), None)
        for place in stores.real:
            self.place.addItem(words.place_words(place), place.id)
        self.place.setCurrentIndex(max(0, self.place.findData(chosen)))
        self.place.blockSignals(False)
        self._fill()

    @property
    def chosen(self) -> Shelf | None:
        """The part and place of the chosen row."""
        return self.table.chosen

    def _fill(self) -> None:
        stores = self._stores
        if stores is None:
            return
        order = {(one.part_id, one.place_id): one for one in stores.suggestions}
        shelves: set[Shelf] = {*stores.stock, *stores.points}
        shelves |= {(key, None) for key in stores.parts.keys() - {key for key, _ in shelves}}
        shown = [key for key in sorted(shelves, key=str) if self._wanted(key, stores, order)]
        self.table.show_rows([_row(key, stores, order.get(key)) for key in shown])  # pyright: ignore
        self._sum.setText(_summary(shown, stores))
        self._choose()

    def _wanted(
        self, shelf: Shelf, stores: Stores, order: "dict[tuple[PartId, PlaceId], Suggestion]"
    ) -> bool:
        part, place = stores.parts[shelf[0]], self.place.currentData()
        if place is not None and shelf[1] != place:
            return False
        if self.low.isChecked() and shelf not in order:
            return False
        return matches(self.search.text(), part.number, part.name_en, part.name_zh)

    def _button(self, deed: str) -> QPushButton:
        names = {
            "receive": tr("Receive…"),
            "transfer": tr("Transfer…"),
            "write_off": tr("Write off…"),
            "count": tr("Stocktake…"),
            "reorder": tr("Reorder point…"),
            "price": tr("Sale price…"),
            "part": tr("Edit part…"),
            "new_part": tr("New part…"),
        }
        button = QPushButton(names[deed])
        theme.dress(button, kind="primary" if deed == "receive" else "")
        button.clicked.connect(lambda: self.wanted.emit(deed, self.chosen))
        return button

    def _choose(self) -> None:
        shelf = self.chosen
        stocked = shelf is not None and shelf[1] is not None
        possible = {
            "transfer": stocked,
            "write_off": stocked,
            "count": stocked or self.place.currentData() is not None,
            "reorder": shelf is not None,
            "price": shelf is not None,
            "part": shelf is not None,
        }
        for deed, button in self.buttons.items():
            allow(button, possible.get(deed, True), self._intents.gate)
            permit(button, self._intents.rights, Right.STOCK)


def _row(shelf: Shelf, stores: Stores, order: Suggestion | None) -> Row:
    part = stores.parts[shelf[0]]
    place = stores.places[shelf[1]] if shelf[1] is not None else None
    stock = stores.stock.get((part.id, place.id)) if place else None
    point = stores.points.get((part.id, place.id)) if place else None
    nothing, warning = Decimal(0), theme.current().warning if order else ""
    return Row(
        shelf,
        (
            Cell(part.number),
            Cell(words.named(part)),
            Cell(words.place_words(place) if place else tr("nowhere")),
            _amount(stock.quantity if stock else nothing, part),
            _amount(stock.reserved if stock else nothing, part),
            Cell(
                words.quantity(stock.free if stock else nothing, part.unit),
                stock.free if stock else nothing,
                warning,
            ),
            Cell(words.quantity(point.point) if point else "", point.point if point else nothing),
            Cell(
                f"▲ {words.quantity(order.order)}" if order else "",
                order.order if order else nothing,
                warning,
            ),
            Cell(words.money({part.currency: part.cost}), part.cost),
            _price(part, stores),
        ),
        strong=order is not None,
    )


def _price(part: Part, stores: Stores) -> Cell:
    """What it is sold at today, where it has a price of its own."""
    own = price_on(stores.prices.get(part.id, ()), stores.read_at.date(), part.currency)
    if own is None or own.price is None:
        return Cell(tr("by markup"), Decimal(0))
    return Cell(words.money({own.currency: own.price}), own.price)


def _amount(value: Decimal, part: Part) -> Cell:
    return Cell(words.quantity(value, part.unit), value)


def _summary(shown: Sequence[Shelf], stores: Stores) -> str:
    """What all that is shown has cost."""
    worth: dict[str, Decimal] = {}
    for part_id, place in shown:
        part = stores.parts[part_id]
        stock = stores.stock.get((part_id, place)) if place is not None else None
        if stock is not None:
            value = worth.get(part.currency, Decimal(0)) + stock.quantity * part.cost
            worth[part.currency] = value
    return tr("Worth {amount}", amount=words.money(worth)) if worth else ""
