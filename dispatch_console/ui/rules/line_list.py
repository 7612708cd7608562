"""A list of what rules did, or would have done, at which tickets."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.rules.record import Logged
from dispatch_console.support.i18n import tr
from dispatch_console.ui.rules.words import NOTHING, Known, changes_sentence, outcome_name
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text

MOST_WIDE = 260


class LineList(QTreeWidget):
    """When, which ticket, which rule, what became of it, what changed."""

    def __init__(
        self, name: str, board: Board, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._known, self._zone = Known(board), zone
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setProperty("elides", True)
        self.setHeaderLabels(
            [tr("When"), tr("Ticket"), tr("Rule"), tr("Outcome"), tr("What it did")]
        )
        self.header().setStretchLastSection(True)

    def know(self, queues: Sequence[Queue]) -> None:
        """By these names."""
        self._known = replace(self._known, queues=queues)

    def show_lines(self, lines: Sequence[Logged]) -> None:
        """These, in the order given."""
        self.clear()
        self.addTopLevelItems([self._item(line) for line in lines])
        for column in range(self.columnCount() - 1):
            self.resizeColumnToContents(column)
            self.setColumnWidth(column, min(self.columnWidth(column), MOST_WIDE))
        self.header().setSectionResizeMode(self.columnCount() - 1, QHeaderView.ResizeMode.Stretch)

    def _item(self, line: Logged) -> QTreeWidgetItem:
        did = changes_sentence(line, self._known)
        when = NOTHING if line.at is None else text.day_and_time(line.at, self._zone)
        item = QTreeWidgetItem(
            [when, line.ticket, line.name or NOTHING, outcome_name(line.outcome), did]
        )
        item.setToolTip(2, plain_tip(line.name))
        item.setToolTip(4, plain_tip(did))
        return item
