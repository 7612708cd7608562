"""Tickets that may be about the same matter, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.likeness import Likeness
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intake.words import likeness_words
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text

NOTE_KEY = Qt.Key.Key_N
_TICKET = Qt.ItemDataRole.UserRole
_OPEN = Qt.ItemDataRole.UserRole + 1


class DuplicateList(QTreeWidget):
    """`opened(ticket id)` on Return, `note_wanted(ticket id)` on N, for an open ticket only.

    `chosen_changed`: another one is the current.
    """

    opened = Signal(object)
    note_wanted = Signal(object)
    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Likely duplicates"))
        self.setHeaderLabels(
            [tr("column.number"), tr("column.title"), tr("column.status"), tr("Why alike")]
        )
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        header = self.header()
        header.setStretchLastSection(True)
        for section, width in enumerate((74, 150, 76)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(section, width)
        self.itemActivated.connect(lambda item: self.opened.emit(_id(item)))
        self.itemSelectionChanged.connect(self.chosen_changed)

    @property
    def chosen(self) -> TicketId | None:
        """The ticket chosen, if a note can be added to it."""
        # The current item still is the one before while a change of selection is told.
        chosen = self.selectedItems()
        return _id(chosen[0]) if chosen and chosen[0].data(0, _OPEN) else None

    def show_likely(self, found: Sequence[Likeness]) -> None:
        """Show these in place of any before; one that was chosen stays so."""
        before = self.chosen
        self.clear()
        for like in found:
            ticket = like.ticket
            status, why = text.status_name(ticket.status), likeness_words(like)
            item = QTreeWidgetItem([ticket.number, ticket.title, status, why])
            item.setData(0, _TICKET, ticket.id)
            item.setData(0, _OPEN, like.open)
            item.setToolTip(1, plain_tip(ticket.title))
            item.setToolTip(3, plain_tip(tr("list.comma").join((why, *like.words))))
            if not like.open:
                for column in range(4):
                    item.setForeground(column, QColor(theme.current().muted))
            self.addTopLevelItem(item)
            if ticket.id == before:
                self.setCurrentItem(item)
        self.chosen_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == NOTE_KEY and not event.modifiers():
            if self.chosen is not None:
                self.note_wanted.emit(self.chosen)
            return
        super().keyPressEvent(event)


def _id(item: QTreeWidgetItem) -> TicketId:
    return TicketId(item.data(0, _TICKET))
