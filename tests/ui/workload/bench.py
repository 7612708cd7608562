"""A panel at work on a make-believe database: the board's own visits, read as a week."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.board import Board
from dispatch_console.insight.load import engineer_days
from dispatch_console.insight.workload import Workload, month_of, week_of
from dispatch_console.services.workload import Spread
from dispatch_console.ui.background import Background
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.workload import WorkloadPanel
from tests.factories import DAY, NOW

ZONE = ZoneInfo("Asia/Shanghai")


def spread_of(board: Board, day: date, **more: object) -> Spread:
    """What the database would say if the board were all there is."""
    days = engineer_days(board, start=DAY, end=DAY + timedelta(days=7), zone=ZONE)
    load = Workload({(d.engineer_id, d.day): d for d in days}, **more)  # pyright: ignore[reportArgumentType]
    return Spread(week_of(day), month_of(day), load)


class Bench:
    """A shown panel with what it is wired to, and what it asked for."""

    def __init__(self, qtbot, board: Board, background: Background, **more: object) -> None:
        self.store = BoardStore(board, lambda: NOW)
        self.store.set_horizon(DAY - timedelta(hours=8), DAY + timedelta(hours=16))
        self.selection, self.intents = Selection(), Intents()
        self.asked: list[date] = []
        self.failure: Exception | None = None

        def read(day: date) -> Spread:
            self.asked.append(day)
            if self.failure is not None:
                raise self.failure
            return spread_of(board, day, **more)

        self.panel = WorkloadPanel(
            self.store, self.selection, self.intents, ZONE, read=read, background=background
        )
        qtbot.addWidget(self.panel)
        self.panel.resize(980, 300)

    def show(self, qtbot) -> None:
        """Show it and wait for what it reads."""
        self.panel.show()
        qtbot.waitUntil(lambda: bool(self.panel.map._sheet.rows))

    def key(self, key: Qt.Key) -> None:
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.panel.map, event)
