"""Deadlines and what they are made of, as a tree that opens row by row."""

from collections.abc import Iterable

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui.sla.words import Row
from dispatch_console.ui.widgets.tips import plain_tip


class DeadlineTree(QTreeWidget):
    """Shows the rows it is given; the deadlines themselves are open, what they counted closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderLabels([tr("Deadline"), tr("When"), tr("Details")])
        self.setAccessibleName(tr("Deadlines"))
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.header()
        for column in range(2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """These and no others."""
        self.clear()
        for row in rows:
            item = _item(row)
            self.addTopLevelItem(item)
            item.setExpanded(True)


def _item(row: Row) -> QTreeWidgetItem:
    item = QTreeWidgetItem(list(row.cells))
    item.setToolTip(2, plain_tip(row.cells[2]))
    item.addChildren([_item(one) for one in row.below])
    return item
