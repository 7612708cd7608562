"""A slider over the minutes of a day, with a mark at each at which something changed."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QWidget

from dispatch_console.ui import theme

MARK_PX = 5
HANDLE_PX = 14
HOUR = 60


class MinuteSlider(QSlider):
    """Values are minutes since the day began; arrow keys step by one, page keys by an hour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSingleStep(1)
        self.setPageStep(HOUR)
        # Dragging asks for boards as fast as they come; only the newest question is answered.
        self.setTracking(True)
        self._marks: tuple[int, ...] = ()

    def set_marks(self, minutes: Iterable[int]) -> None:
        """The minutes to mark."""
        self._marks = tuple(minutes)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = QColor(theme.current().warning)
        room = self.width() - HANDLE_PX
        for minute in self._marks:
            at = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), minute, room)
            painter.fillRect(HANDLE_PX // 2 + at, self.height() - MARK_PX, 2, MARK_PX, colour)
        painter.end()
        super().paintEvent(event)
