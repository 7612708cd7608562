"""Changes with their prices, the best first; a key makes one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.inspector.why_words import PricedRow, difference
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text

KEY, WORDS, PRICE, TRAVEL, LATE, MOVED = range(6)
LAST_KEY = 9

_PLACE = Qt.ItemDataRole.UserRole


class PricedList(QTreeWidget):
    """`taken(place)`: Enter, a double click or its number on a row; `place` counts rows as added.
    `pointed(row)`: the row chosen, None for none.

    A row keeps its number however many better ones come in, so that no key means another row in
    the moment it is pressed.
    """

    taken = Signal(int)
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PricedRow] = []
        self.setAccessibleName(tr("Changes with their prices"))
        self.setHeaderLabels(
            [tr("Key"), tr("Change"), tr("Price"), tr("Travel"), tr("Made late"), tr("Moved")]
        )
        self.headerItem().setToolTip(
            PRICE, tr("What the plan changes by, as working time; less is better")
        )
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        for section in range(self.columnCount()):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        self.itemActivated.connect(self._take)
        self.currentItemChanged.connect(self._point)

    @property
    def rows(self) -> tuple[PricedRow, ...]:
        """What is shown, in the order added."""
        return tuple(self._rows)

    def empty(self) -> None:
        """Show nothing."""
        self.clear()
        self._rows.clear()

    def add(self, row: PricedRow) -> None:
        """Show one more, at its place by price; the row chosen stays chosen."""
        place = len(self._rows)
        self._rows.append(row)
        item = QTreeWidgetItem(self._cells(place, row))
        item.setData(KEY, _PLACE, place)
        for column in (PRICE, TRAVEL, LATE, MOVED):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
        about = "\n".join(part for part in (row.words, *row.about, row.note) if part)
        for column in range(self.columnCount()):
            item.setToolTip(column, plain_tip(about))
        item.setData(WORDS, Qt.ItemDataRole.AccessibleTextRole, about)
        palette = theme.current()
        colour = palette.ok if row.price < 0 else palette.warning
        item.setForeground(PRICE, QBrush(QColor(colour)))
        if row.note:
            for column in (KEY, WORDS):
                item.setForeground(column, QBrush(QColor(palette.muted)))
        self.insertTopLevelItem(self._index(row.price), item)
        if self.currentItem() is None or place == 0:
            self.setCurrentItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and number.isdecimal() and 0 < int(number) <= min(LAST_KEY, len(self._rows)):
            if not event.isAutoRepeat():
                self.taken.emit(int(number) - 1)
            return
        super().keyPressEvent(event)

    def _index(self, price: float) -> int:
        items = [self.topLevelItem(index) for index in range(self.topLevelItemCount())]
        places = [item.data(KEY, _PLACE) for item in items if item is not None]
        return sum(self._rows[place].price <= price for place in places)

    def _take(self, item: QTreeWidgetItem) -> None:
        self.taken.emit(item.data(KEY, _PLACE))

    def _point(self, item: QTreeWidgetItem | None) -> None:
        self.pointed.emit(None if item is None else self._rows[item.data(KEY, _PLACE)])

    def _cells(self, place: int, row: PricedRow) -> list[str]:
        return [
            str(place + 1) if place < LAST_KEY and not row.note else "",
            row.words,
            difference(row.price),
            text.signed(text.span(row.travel_s), row.travel_s),
            str(row.late) if row.late else "",
            str(row.moved) if row.moved else "",
        ]
