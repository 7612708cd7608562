"""Where the panels stand: as first laid out, and as this user left them."""

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from dispatch_console.support.settings import data_dir
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.views import shelf

VERSION = 2
"""Raised when docks come or go, so that an older layout is not forced on them."""

SMALL = 1500
"""Below this window width the side panels get less."""


class Layout:
    """The docks of a window, kept in ``window.ini`` of the data folder, a section for each user."""

    def __init__(self, window: QMainWindow, user: str) -> None:
        self._window = window
        self._user = user
        self._docks: dict[str, QDockWidget] = {}
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        window.setDockNestingEnabled(True)

    @property
    def docks(self) -> tuple[QDockWidget, ...]:
        """The docks in the order they were added."""
        return tuple(self._docks.values())

    def add(self, name: str, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        """Dock a panel; `name` is the key under which its place is kept."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(panel)
        self._window.addDockWidget(area, dock)
        self._docks[name] = dock
        return dock

    def arrange(self, width: int, height: int) -> None:
        """Give the docks the sizes that suit a window of this size."""
        small = width < SMALL
        across = {"board": 384 if small else 470, "map": 290 if small else 470}
        self._resize(across, Qt.Orientation.Horizontal)
        self._resize({"inspector": 206 if height < 850 else 250}, Qt.Orientation.Vertical)

    def restore(self, board: BoardPanel) -> bool:
        """Put everything as it was kept; False if nothing usable was."""
        kept = self._open()
        kanban = kept.value("kanban", False, type=bool)
        columns = kept.value("columns", QByteArray())
        board.restore(bool(kanban), columns if isinstance(columns, QByteArray) else QByteArray())
        board.group_by(str(kept.value("group", "")))
        board.views.set_shelf(shelf(str(kept.value("views", ""))))
        geometry, state = kept.value("geometry"), kept.value("state")
        if not isinstance(geometry, QByteArray) or not isinstance(state, QByteArray):
            return False
        self._window.restoreGeometry(geometry)
        return self._window.restoreState(state, VERSION)

    def keep(self, board: BoardPanel) -> None:
        """Remember everything as it is."""
        kept = self._open()
        kanban, columns = board.state()
        kept.setValue("kanban", kanban)
        kept.setValue("columns", columns)
        kept.setValue("group", board.table.grouping.value)
        kept.setValue("views", board.views.dump())
        kept.setValue("geometry", self._window.saveGeometry())
        kept.setValue("state", self._window.saveState(VERSION))
        kept.sync()

    def _open(self) -> QSettings:
        kept = QSettings(str(data_dir() / "window.ini"), QSettings.Format.IniFormat)
        kept.beginGroup(self._user or "user")
        return kept

    def _resize(self, sizes: dict[str, int], orientation: Qt.Orientation) -> None:
        docks = [self._docks[name] for name in sizes]
        self._window.resizeDocks(docks, list(sizes.values()), orientation)
