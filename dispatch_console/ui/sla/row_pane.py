"""Rows of a document: a table of what they say, and the form of the one that is chosen."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.support.i18n import tr
from dispatch_console.ui.sla.sheet import Sheet
from dispatch_console.ui.theme.palette import SPACE

Row = Mapping[str, Any]

_AT = re.compile(r"\[(\d+)\]\.?(.*)")


class RowForm(Sheet):
    """The form of one row. `edited`: `row` says something else now."""

    edited = Signal()

    def show_row(self, row: Row) -> None:
        """Fill the form."""
        raise NotImplementedError

    @property
    def row(self) -> Row:
        """As the form says."""
        raise NotImplementedError


class RowPane(QWidget):
    """`rows` in their order; `edited`: they are others now. `words` says a row's cells."""

    edited = Signal()

    def __init__(
        self,
        name: str,
        heads: Sequence[str],
        form: RowForm,
        words: Callable[[Row], Sequence[str]],
        blank: Row,
        verb: str,
    ) -> None:
        super().__init__()
        self._words, self._blank, self.form = words, blank, form
        self._rows: list[Row] = []
        self.table = QTreeWidget()
        self.table.setAccessibleName(name)
        self.table.setProperty("elides", True)
        self.table.setHeaderLabels(list(heads))
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAlternatingRowColors(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.table.header()
        header.setStretchLastSection(True)
        for column in range(len(heads) - 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.add, self.remove = QPushButton(verb), QPushButton(tr("Remove row"))
        feet = QHBoxLayout()
        feet.setSpacing(2 * SPACE)
        for button, deed in ((self.add, self._add), (self.remove, self._remove)):
            button.clicked.connect(deed)
            feet.addWidget(button)
        feet.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.table, 1)
        column.addLayout(feet)
        column.addWidget(form)
        self.table.currentItemChanged.connect(lambda *_: self._choose())
        form.edited.connect(self._take)

    @property
    def rows(self) -> list[Row]:
        """All, as they are to be written."""
        return list(self._rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These, the first of them chosen."""
        self._rows = list(rows)
        self.table.blockSignals(True)
        self.table.clear()
        self.table.addTopLevelItems([QTreeWidgetItem(list(self._words(row))) for row in rows])
        self.table.blockSignals(False)
        if rows:
            self._go_to(0)
        self._choose()

    def mark(self, inside: str, why: str) -> bool:
        """Say it at the field of the row: ``[3].date``; whether there is such a row."""
        found = _AT.fullmatch(inside)
        if found is None or int(found[1]) >= len(self._rows):
            return False
        self._go_to(int(found[1]))
        return self.form.mark(found[2], why) or self.form.mark("", why)

    @property
    def _at(self) -> int:
        item = self.table.currentItem()
        return -1 if item is None else self.table.indexOfTopLevelItem(item)

    def _go_to(self, at: int) -> None:
        self.table.setCurrentIndex(self.table.model().index(at, 0))

    def _choose(self) -> None:
        at = self._at
        self.form.unmark()
        self.form.setEnabled(at >= 0)
        self.remove.setEnabled(at >= 0)
        self.form.show_row(self._rows[at] if at >= 0 else self._blank)

    def _take(self) -> None:
        at = self._at
        if at < 0:
            return
        self._rows[at] = self.form.row
        item = self.table.topLevelItem(at)
        assert item is not None
        for column, words in enumerate(self._words(self._rows[at])):
            item.setText(column, words)
        self.edited.emit()

    def _add(self) -> None:
        self._rows.append(self._blank)
        item = QTreeWidgetItem(list(self._words(self._blank)))
        self.table.addTopLevelItem(item)
        self.table.setCurrentItem(item)
        self.edited.emit()

    def _remove(self) -> None:
        at = self._at
        if at >= 0:
            # The rows go first: the table chooses its neighbour at once.
            del self._rows[at]
            self.table.takeTopLevelItem(at)
            self._choose()
            self.edited.emit()
