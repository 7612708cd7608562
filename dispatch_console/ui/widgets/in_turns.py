"""Panels painted one after the other, where painting all at once would keep people waiting."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget
from shiboken6 import isValid


class InTurns(QObject):
    """Holds painting of a window's panels, and lets one go with each turn of the event loop.

    For what resizes or changes all of them: each is painted anew, and together that is one long
    wait.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._held: list[QWidget] = []
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._next)

    def hold(self) -> None:
        """Hold those that are seen and not held yet."""
        for panel in self._window.findChildren(QDockWidget):
            if panel.isVisible() and panel not in self._held:
                panel.setUpdatesEnabled(False)
                self._held.append(panel)
        if self._held:
            self._timer.start()

    def _next(self) -> None:
        if not self._held:
            self._timer.stop()
            return
        panel = self._held.pop(0)
        if isValid(panel):
            panel.setUpdatesEnabled(True)
