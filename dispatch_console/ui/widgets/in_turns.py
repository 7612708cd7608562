"""Panels painted one after the other, where painting all at once would keep people waiting."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget
from shiboken6 import isValid

PATIENCE_MS = 60
"""How long a panel is waited for that is not painted: it may lie behind another one."""


class InTurns(QObject):
    """Holds painting of a window's panels, and lets one go when the one before has been painted.

    For what resizes or changes all of them: each is painted anew, and together that is one long
    wait.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._held: list[QWidget] = []
        self._going: QWidget | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._next)

    def hold(self) -> None:
        """Hold those that are seen and not held yet."""
        docks = self._window.findChildren(
            QDockWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        for panel in (*docks, self._window.centralWidget()):
            if panel is not None and panel.isVisible() and panel not in self._held:
                panel.setUpdatesEnabled(False)
                self._held.append(panel)
        if self._held and not self._timer.isActive():
            self._timer.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and watched is self._going:
            self._let_go()
            self._timer.start(0)
        return False

    def _next(self) -> None:
        self._let_go()
        self._held = [panel for panel in self._held if isValid(panel)]
        if self._held:
            self._going = self._held.pop(0)
            self._going.installEventFilter(self)
            self._going.setUpdatesEnabled(True)
            self._timer.start(PATIENCE_MS)

    def _let_go(self) -> None:
        if self._going is not None and isValid(self._going):
            self._going.removeEventFilter(self)
        self._going = None
