"""The tickets behind a bar or a row, each to be opened."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.reporting import Listed
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text


class TicketList(Dialog):
    """`ticket_wanted(ticket id)` by a double click, Enter or the button."""

    ticket_wanted = Signal(object)

    def __init__(
        self, about: str, listed: Listed, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Tickets behind a figure"))
        self.resize(820, 480)
        heads = [tr("Ticket"), tr("Title"), tr("Customer"), tr("Status"), tr("Created at")]
        self.table = Table(tr("Tickets"), heads, 1)
        self.table.show_rows([_row(one, zone) for one in listed.tickets])
        self.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
        self.table.itemActivated.connect(lambda _: self._open())
        self.table.itemSelectionChanged.connect(self._allow)
        head = label("heading", about, wraps=True)
        count, shown = listed.count, len(listed.tickets)
        words = tr("{count} tickets", count=f"{count:,}")
        if shown < count:
            words = tr("The newest {shown} of {count} tickets", shown=shown, count=f"{count:,}")
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        self.open_ = QPushButton(tr("Open ticket"))
        self.open_.clicked.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(head)
        layout.addWidget(label("caption", words))
        layout.addWidget(self.table, 1)
        layout.addLayout(fields.foot(close, self.open_))
        self._allow()

    def _open(self) -> None:
        if self.table.chosen is not None:
            self.ticket_wanted.emit(self.table.chosen)

    def _allow(self) -> None:
        self.open_.setEnabled(self.table.chosen is not None)


def _row(ticket: Ticket, zone: ZoneInfo) -> Row:
    created = ticket.created_at.astimezone(zone)
    return Row(
        ticket.id,
        (
            Cell(ticket.number),
            Cell(ticket.title),
            Cell(ticket.customer_name),
            Cell(text.status_name(ticket.status)),
            Cell(f"{created:%Y-%m-%d %H:%M}", ticket.created_at),
        ),
    )
