"""A list of rows: sorted by its heads, filtered by words, with a colour where a state has one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
)

from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.widgets.empty_hint import EmptyHint
from dispatch_console.ui.widgets.tips import plain_tip

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_KEY, _SORT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; `sort` is what it is sorted by, where that is not what it says."""

    words: str
    sort: Any = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the key it is found again by; `more` is its tool tip."""

    key: Any
    cells: Sequence[Cell]
    strong: bool = False
    more: str = field(default="")


class _Item(QTreeWidgetItem):
    def __lt__(self, other: QTreeWidgetItem) -> bool:
        column = self.treeWidget().sortColumn()
        one, two = self.data(column, _SORT), other.data(column, _SORT)
        if one is None or two is None:
            return self.text(column).casefold() < other.text(column).casefold()
        return one < two


class Table(QTreeWidget):
    """Rows with a key each; `stretched` is the column that takes the room left.

    `empty` is what it says once it was filled with no row.
    """

    def __init__(
        self,
        name: str,
        heads: Sequence[str],
        stretched: int,
        numeric: Sequence[int] = (),
        empty: str = "",
    ) -> None:
        super().__init__()
        self._numeric = frozenset(numeric)
        self.setAccessibleName(name)
        # A name that is too long ends in …; its tool tip has the whole.
        self.setProperty("elides", True)
        self.setHeaderLabels(list(heads))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSortingEnabled(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        self.header().setMinimumSectionSize(60)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        for column in numeric:
            self.headerItem().setTextAlignment(column, _RIGHT)
        if empty:
            EmptyHint(self, empty)

    @property
    def chosen(self) -> Any:
        """The key of the chosen row; None if none is."""
        items = self.selectedItems()
        return items[0].data(0, _KEY) if items else None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These rows in place of those before; what was chosen stays so if it is still there."""
        before, place = self.chosen, self.verticalScrollBar().value()
        self.setSortingEnabled(False)
        self.clear()
        self.addTopLevelItems([self._item(row) for row in rows])
        self.setSortingEnabled(True)
        items = (self.topLevelItem(n) for n in range(self.topLevelItemCount()))
        for item in items:
            if before is not None and item is not None and item.data(0, _KEY) == before:
                self.setCurrentItem(item)
        self.verticalScrollBar().setValue(place)

    def _item(self, row: Row) -> QTreeWidgetItem:
        item = _Item([cell.words for cell in row.cells])
        item.setData(0, _KEY, row.key)
        for column, cell in enumerate(row.cells):
            sort = float(cell.sort) if isinstance(cell.sort, Decimal) else cell.sort
            item.setData(column, _SORT, sort)
            item.setToolTip(column, plain_tip("\n".join(filter(None, (cell.words, row.more)))))
            if cell.colour:
                item.setForeground(column, QBrush(QColor(cell.colour)))
            if column in self._numeric:
                item.setTextAlignment(column, _RIGHT)
            if row.strong:
                font = QFont(self.font())
                font.setBold(True)
                item.setFont(column, font)
        return item


def matches(words: str, *texts: str) -> bool:
    """Whether each of the words is somewhere in the texts."""
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


def search_line(name: str, hint: str, changed: Callable[[], None]) -> QLineEdit:
    """A line that filters while one types."""
    made = fields.line(name, hint)
    made.setClearButtonEnabled(True)
    made.textChanged.connect(lambda _: changed())
    return made
