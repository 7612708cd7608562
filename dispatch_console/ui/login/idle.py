"""Whether anybody has used the console lately."""

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from dispatch_console.support.clock import Clock

LONGEST_TICK = timedelta(seconds=30)

_USE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.DragMove,
    }
)


class IdleWatch(QObject):
    """`expired` once nobody has touched keys or mouse for `limit`.

    By the wall clock, so that the time a computer sleeps counts. It hears what the windowing
    system tells the windows there are, and only until the next use, then not until the next tick:
    while somebody works it costs nothing.
    """

    expired = Signal()

    def __init__(self, limit: timedelta, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit, self._clock = limit, clock
        self._last = clock()
        self._tick = QTimer(self)
        self._tick.setInterval(round(min(limit / 4, LONGEST_TICK) / timedelta(milliseconds=1)))
        self._tick.timeout.connect(self.look)
        self._tick.start()
        self._hear()

    def look(self) -> None:
        """Is it time? Else listen for the next use."""
        if self._clock() - self._last >= self._limit:
            self.stop()
            self.expired.emit()
        else:
            self._hear()

    def stop(self) -> None:
        """Watch no more."""
        self._tick.stop()
        self._unhear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _USE:
            self._last = self._clock()
            self._unhear()
        return False

    def _hear(self) -> None:
        # Of the windows and not of the application, whose filter would meet every object there is,
        # those that are just being destroyed included. Installed twice, it hears once.
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)

    def _unhear(self) -> None:
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)
