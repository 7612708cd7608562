"""How useful the articles are: used, helped, and solved at first contact."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.knowledge.article import number_of
from dispatch_console.domain.knowledge.usefulness import Usefulness
from dispatch_console.services.knowledge.using import Figures
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.tips import plain_tip

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FiguresView(QWidget):
    """A row for each article. `opened(article id)` on Return or a double click."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = label("caption", wraps=True)
        self._empty = EmptyState("load")
        self.table = QTreeWidget()
        self.table.setAccessibleName(tr("Usefulness"))
        heads = (
            tr("Article number"),
            tr("Article"),
            tr("Used"),
            tr("Helped"),
            tr("Did not help"),
            tr("Tickets"),
            tr("Solved"),
            tr("At first contact"),
        )
        self.table.setHeaderLabels(list(heads))
        self.table.setRootIsDecorated(False)
        self.table.setAlternatingRowColors(True)
        self.table.setUniformRowHeights(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.table.header()
        header.setStretchLastSection(False)
        for column in range(len(heads)):
            fits = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if column == 1 else fits
            )
        self.table.itemActivated.connect(
            lambda item: self.opened.emit(item.data(0, Qt.ItemDataRole.UserRole))
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * SPACE, 0, 0)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._said)
        layout.addWidget(self._pages, 1)
        self.show_reading()

    def show_reading(self) -> None:
        """It is being counted."""
        self._said.setText("")
        self._empty.say(tr("Counting…"), "", busy=True)
        self._pages.setCurrentWidget(self._empty)

    def show_failure(self, sentence: str) -> None:
        """It could not be counted."""
        self._empty.say(tr("The figures could not be read"), sentence)
        self._pages.setCurrentWidget(self._empty)

    def show_figures(self, figures: Figures) -> None:
        """Show these."""
        self.table.clear()
        for row, content in figures.rows:
            self.table.addTopLevelItem(_item(row, content.telling(language()).title))
        self._said.setText(_sentence(figures))
        if figures.rows:
            self._pages.setCurrentWidget(self.table)
        else:
            self._empty.say(
                tr("No article has been published yet"),
                tr("Write one, or make one from a resolved ticket."),
            )
            self._pages.setCurrentWidget(self._empty)


def _item(row: Usefulness, title: str) -> QTreeWidgetItem:
    share = f"{row.first_contact / row.solved:.0%}" if row.solved else "–"
    counts: Mapping[int, Any] = dict(
        enumerate((row.used, row.helped, row.not_helped, row.tickets, row.solved), 2)
    )
    item = QTreeWidgetItem([number_of(row.article_id), title, *map(str, counts.values()), share])
    item.setData(0, Qt.ItemDataRole.UserRole, row.article_id)
    item.setToolTip(1, plain_tip(title))
    for column in range(2, 8):
        item.setTextAlignment(column, _RIGHT)
    return item


def _sentence(figures: Figures) -> str:
    if not figures.solved:
        return tr("No ticket has been solved in the last year.")
    return tr(
        "Of all {solved} tickets solved in the last year, {first} ({share}) were solved at first"
        " contact: with one visit at most, and not reopened.",
        solved=figures.solved,
        first=figures.first_contact,
        share=f"{figures.first_contact / figures.solved:.0%}",
    )
