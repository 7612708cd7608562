"""What happened to the ticket, the last thing first."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.services.chronicle import Event
from dispatch_console.support.i18n import tr
from dispatch_console.ui.inspector import history_words
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text
from dispatch_console.words.people import person_name


class HistoryPanel(QWidget):
    """Shows what it is given; whoever owns it asks for that."""

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.events, self._wait = QTreeWidget(), EmptyState("clock")
        self.events.setHeaderLabels([tr("When"), tr("Who"), tr("What"), tr("Details")])
        self.events.setAccessibleName(tr("History of the ticket"))
        self.events.setRootIsDecorated(False)
        self.events.setAlternatingRowColors(True)
        self.events.setWordWrap(True)
        self.events.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.events.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.events.header()
        for column in range(3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(self.events)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def show_reading(self) -> None:
        """It is being looked up."""
        self._wait.say(tr("Reading what happened…"), "", busy=True)
        self._pages.setCurrentWidget(self._wait)

    def show_failure(self, sentence: str) -> None:
        """It could not be looked up."""
        self._wait.say(tr("The history cannot be read"), sentence)
        self._pages.setCurrentWidget(self._wait)

    def show_events(self, events: Sequence[Event], board: Board) -> None:
        """What happened, the last thing first."""
        self.events.clear()
        for event in events:
            details = history_words.story(event, board, self._zone)
            row = QTreeWidgetItem(
                [
                    text.day_and_time(event.at, self._zone),
                    person_name(event.who),
                    history_words.deed(event),
                    details,
                ]
            )
            row.setToolTip(3, plain_tip(details))
            self.events.addTopLevelItem(row)
        self._pages.setCurrentWidget(self.events)
