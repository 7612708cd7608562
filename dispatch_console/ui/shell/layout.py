"""Where the panels stand: as first laid out, and as this user left them on these screens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from dispatch_console.support.settings import data_dir
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.shell import panes
from dispatch_console.ui.shell.screens import (
    Screen,
    brought_in,
    screens_now,
    set_up,
    within_reach,
)
from dispatch_console.ui.views import shelf

VERSION = 2
"""Raised when docks come or go, so that an older layout is not forced on them."""

SMALL = 1500
"""Below this window width the side panels get less."""

SETTLE_MS = 400
"""Screens that come and go, and docks that are moved, are looked at once they rest for so long."""

Arrangement = tuple[QByteArray, QByteArray]
"""The window's geometry and the docks' state, as Qt writes them."""


class Layout(QObject):
    """The docks of a window, kept in ``window.ini`` of the data folder, a section for each user and
    in it one for each set-up of screens.

    A screen that goes gives its docks to those that stay; when it is back, so are they.
    """

    def __init__(
        self,
        window: QMainWindow,
        user: str,
        screens: Callable[[], tuple[Screen, ...]] = screens_now,
    ) -> None:
        super().__init__(window)
        self._window, self._user, self._screens = window, user, screens
        self._docks: dict[str, QDockWidget] = {}
        self._first = QByteArray()
        self._seen: dict[str, Arrangement] = {}
        self._set_up = set_up(screens())
        self._moved = self._timer(self._remember)
        self._plugged = self._timer(self._follow_screens)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        window.setDockNestingEnabled(True)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._screen_changed)
            app.screenRemoved.connect(self._screen_changed)

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
        dock.installEventFilter(self)
        dock.topLevelChanged.connect(lambda _: self._moved.start())
        return dock

    def added(self) -> None:
        """All docks are where they belong: `start_over` takes them back there."""
        self._first = self._window.saveState(VERSION)

    def start_over(self) -> None:
        """Every dock where it was `added`, shown or not as it was then."""
        self._window.restoreState(self._first, VERSION)
        self.arrange(self._window.width(), self._window.height())

    @contextmanager
    def held(self) -> Iterator[None]:
        """What fills docks that are already to be seen leaves each the room it had.

        Qt else deals the room out anew by what the panels would like to have.
        """
        shown = self._window.isVisible()
        state = self._window.saveState(VERSION)
        yield
        if shown:
            QTimer.singleShot(0, self, lambda: self._window.restoreState(state, VERSION))

    def keep_room(self) -> None:
        """Leave the room above and below the docks that menus and status line took last time."""
        head = QWidget()
        head.setFixedHeight(_whole(str(self._open().value("head"))))
        self._window.setMenuWidget(head)
        self._window.statusBar()

    @staticmethod
    def bring_up(dock: QDockWidget) -> None:
        """Show the dock, before those it shares its place with."""
        dock.show()
        dock.raise_()

    def step_panels(self, steps: int) -> None:
        """Give the keyboard to the panel so many places on: those docked, the centre first."""
        panels = (self._window.centralWidget(), *(dock.widget() for dock in self.docks))
        panes.step([panel for panel in panels if panel is not None], steps)

    def arrange(self, width: int, height: int) -> None:
        """Give the docks the sizes that suit a window of this size."""
        small = width < SMALL
        across = {"board": 384 if small else 470, "map": 290 if small else 470}
        self._resize(across, Qt.Orientation.Horizontal)
        self._resize({"inspector": 236 if height < 850 else 250}, Qt.Orientation.Vertical)

    def restore(self, board: BoardPanel) -> bool:
        """Put everything as it was kept: as on these screens, else as on those used last.

        False if nothing usable was kept.
        """
        kept = self._open()
        kanban = kept.value("kanban", False, type=bool)
        columns = kept.value("columns", QByteArray())
        board.restore(bool(kanban), columns if isinstance(columns, QByteArray) else QByteArray())
        board.group_by(str(kept.value("group", "")))
        board.views.set_shelf(shelf(str(kept.value("views", ""))))
        for name in kept.childGroups():
            self._seen[name] = _read(kept, f"{name}/")
        found = self._put(self._seen.get(self._set_up) or _read(kept, ""))
        self._bring_back()
        return found

    def keep(self, board: BoardPanel) -> None:
        """Remember everything as it is."""
        kept = self._open()
        kanban, columns = board.state()
        kept.setValue("kanban", kanban)
        kept.setValue("columns", columns)
        kept.setValue("group", str(board.table.grouping))
        kept.setValue("views", board.views.dump())
        if (head := self._window.menuWidget()) is not None:
            kept.setValue("head", head.height())
        self._set_up = set_up(self._screens())
        self._remember()
        last = self._seen[self._set_up]
        for place, (geometry, state) in {"": last, **self._under_names()}.items():
            kept.setValue(f"{place}geometry", geometry)
            kept.setValue(f"{place}state", state)
        kept.sync()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = event.type() in (QEvent.Type.Move, QEvent.Type.Resize)
        if moved and isinstance(watched, QDockWidget) and watched.isFloating():
            self._moved.start()
        return False

    # Screens

    def _screen_changed(self, _: QScreen) -> None:
        self._plugged.start()

    def _follow_screens(self) -> None:
        """Other screens than before: as it was on these, or at least all of it within reach."""
        now = set_up(self._screens())
        if now != self._set_up:
            self._set_up = now
            if now in self._seen:
                self._put(self._seen[now])
        self._bring_back()

    def _remember(self) -> None:
        self._moved.stop()
        if set_up(self._screens()) == self._set_up:  # else these places are of screens now gone
            self._seen[self._set_up] = (
                self._window.saveGeometry(),
                self._window.saveState(VERSION),
            )

    def _bring_back(self) -> None:
        """Whatever is out of reach comes to the window's screen, the window to the main one."""
        screens = self._screens()
        if not screens:
            return
        floating = [dock for dock in self._docks.values() if dock.isFloating()]
        home = screens[0].area
        for window in (self._window, *floating):
            frame = window.frameGeometry()
            if not within_reach(frame, screens):
                place = brought_in(frame, home)
                window.resize(window.size() - frame.size() + place.size())
                window.move(place.topLeft())
            if window is self._window:
                centre = window.frameGeometry().center()
                home = next((s.area for s in screens if s.area.contains(centre)), home)

    # What is kept

    def _put(self, arrangement: Arrangement) -> bool:
        geometry, state = arrangement
        if geometry.isEmpty() or state.isEmpty():
            return False
        self._window.restoreGeometry(geometry)
        return self._window.restoreState(state, VERSION)

    def _under_names(self) -> dict[str, Arrangement]:
        return {f"{name}/": arrangement for name, arrangement in self._seen.items()}

    def _open(self) -> QSettings:
        kept = QSettings(str(data_dir() / "window.ini"), QSettings.Format.IniFormat)
        kept.beginGroup(self._user or "user")
        return kept

    def _timer(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(SETTLE_MS)
        timer.timeout.connect(then)
        return timer

    def _resize(self, sizes: dict[str, int], orientation: Qt.Orientation) -> None:
        docks = [self._docks[name] for name in sizes]
        self._window.resizeDocks(docks, list(sizes.values()), orientation)


def _read(kept: QSettings, place: str) -> Arrangement:
    geometry, state = kept.value(f"{place}geometry"), kept.value(f"{place}state")
    if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
        return geometry, state
    return QByteArray(), QByteArray()


def _whole(value: object) -> int:
    """The number that a file of settings holds as text; 0 where it holds none."""
    return int(value) if isinstance(value, str) and value.isdecimal() else 0
