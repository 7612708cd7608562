"""What the search found among closed tickets, set apart from the open ones above."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.searching import ClosedTickets
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.board.rows import Column, heading
from dispatch_console.ui.theme.palette import SPACE, status_colour
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text

HEIGHT = 150
COLUMNS_SHOWN = (Column.NUMBER, Column.STATUS, Column.TITLE, Column.CUSTOMER)
_TICKET = Qt.ItemDataRole.UserRole


class ClosedResults(QFrame):
    """Hidden while there is nothing to tell. `opened(Ticket)`: Enter or a double click."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel()
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self._heading, role="caption")
        mark = QLabel()
        mark.setPixmap(theme.pixmap("lock", 14, theme.current().muted))
        self._list = QTreeWidget()
        self._list.setAccessibleName(tr("Closed tickets found"))
        self._list.setHeaderLabels([heading(column) for column in COLUMNS_SHOWN])
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAlternatingRowColors(True)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.itemActivated.connect(lambda item: self.opened.emit(item.data(0, _TICKET)))
        for section, width in enumerate((84, 76, 160)):
            self._list.header().resizeSection(section, width)
        head = QHBoxLayout()
        head.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        head.setSpacing(SPACE)
        head.addWidget(mark)
        head.addWidget(self._heading, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._list)
        self._list.setFixedHeight(HEIGHT)
        theme.dress(self, role="bar")
        self.hide()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the tickets listed."""
        count = self._list.topLevelItemCount()
        items = (self._list.topLevelItem(row) for row in range(count))
        return tuple(item.text(0) for item in items if item is not None)

    @property
    def sentence(self) -> str:
        """What the heading says; empty while hidden."""
        return "" if self.isHidden() else self._heading.text()

    def show_searching(self) -> None:
        """A search is under way: what was found before stays until its answer is there."""
        self._heading.setText(tr("Searching closed tickets…"))
        self.show()

    def show_found(self, found: ClosedTickets) -> None:
        """List these in place of any before; the chosen one stays chosen."""
        before = self._list.currentItem()
        chosen = None if before is None else before.data(0, _TICKET).id
        self._list.clear()
        for ticket in found.tickets:
            item = _item(ticket)
            self._list.addTopLevelItem(item)
            if ticket.id == chosen:
                self._list.setCurrentItem(item)
        self._list.setVisible(bool(found.tickets))
        self._heading.setText(_told(found))
        self.setVisible(bool(found.text))

    def show_failed(self) -> None:
        """The database could not be asked."""
        self.show_found(ClosedTickets(""))
        self._heading.setText(tr("Closed tickets could not be searched. Open ones are shown."))
        self.show()


def _told(found: ClosedTickets) -> str:
    if not found.tickets:
        return tr("No closed ticket matches")
    if found.more:
        return tr(
            "Closed: the newest {count}. More words narrow it down.", count=len(found.tickets)
        )
    return tr("Closed: {count} found", count=len(found.tickets))


def _item(ticket: Ticket) -> QTreeWidgetItem:
    status = text.status_name(ticket.status)
    palette = theme.current()
    item = QTreeWidgetItem([ticket.number, status, ticket.title, ticket.customer_name])
    for column in (0, 2, 3):
        item.setForeground(column, QColor(palette.muted))
        item.setToolTip(column, plain_tip(item.text(column)))
    item.setForeground(1, QColor(status_colour(palette, ticket.status)))
    item.setData(0, _TICKET, ticket)
    return item
