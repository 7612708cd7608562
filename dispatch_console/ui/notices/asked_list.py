"""The questions that a person is to answer: what is due soonest first, what is overdue marked."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QHeaderView,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.services.help_due import Asked
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text
from dispatch_console.words.people import person_name


class AskedList(QWidget):
    """`opened(Asked)`: its ticket is wanted."""

    opened = Signal(object)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._asked: tuple[Asked, ...] = ()
        self.list, self._wait = QTreeWidget(), EmptyState("bell")
        self.list.setAccessibleName(tr("Questions to me"))
        self.list.setHeaderLabels(
            [tr("Needed by"), tr("Ticket"), tr("Question from"), tr("Question")]
        )
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        for column in range(3):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for signal in (self.list.itemActivated, self.list.itemClicked):
            signal.connect(lambda item, _: self._open(item))
        self._wait.say(
            tr("No question waits"), tr("What colleagues ask you or your team comes here.")
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def show_asked(self, asked: Sequence[Asked]) -> None:
        """These wait for an answer."""
        self._asked = tuple(asked)
        self.list.clear()
        for one in self._asked:
            it = one.request
            row = QTreeWidgetItem(
                [
                    self._due(one),
                    one.ticket.number,
                    person_name(it.who),
                    " ".join(it.question.split()),
                ]
            )
            row.setToolTip(3, plain_tip(it.question))
            if one.overdue:
                row.setIcon(0, theme.icon("warning", theme.current().danger))
                row.setForeground(0, QBrush(QColor(theme.current().danger)))
            self.list.addTopLevelItem(row)
        self._pages.setCurrentIndex(1 if self._asked else 0)

    def _due(self, one: Asked) -> str:
        if one.request.due_at is None:
            return ""
        when = text.day_and_time(one.request.due_at, self._zone)
        return tr("{when} (overdue)", when=when) if one.overdue else when

    def _open(self, item: QTreeWidgetItem) -> None:
        self.opened.emit(self._asked[self.list.indexOfTopLevelItem(item)])
