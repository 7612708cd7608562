"""A chart whose places can be chosen by mouse and keys, and opened."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from dispatch_console.ui import theme
from dispatch_console.ui.reports.drawing import Laid, bars_that_fit, paint
from dispatch_console.ui.reports.words import Drawing
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.tips import plain_tip

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class Chart(QWidget):
    """`chosen(place)` while one walks through it, `opened(place)` by a double click or Enter."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: Drawing | None = None
        self._laid = Laid()
        self._current, self._first = -1, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)

    @property
    def current(self) -> int:
        """The place chosen; -1: none."""
        return self._current

    def show_drawing(self, drawing: Drawing) -> None:
        """This one, nothing chosen."""
        self._drawing, self._current, self._first = drawing, -1, 0
        self.setAccessibleName(drawing.title)
        self.setAccessibleDescription("")
        self.update()

    def show_current(self, place: int) -> None:
        """That place is chosen, and in sight."""
        self._current = place
        drawing = self._drawing
        if drawing is None or not 0 <= place < len(drawing.told):
            return
        self.setAccessibleDescription(drawing.told[place])
        if drawing.across:
            fitting = self._fitting
            self._first = min(max(self._first, place - fitting + 1), place)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(620, 300)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, drawing = Qt.Key(event.key()), self._drawing
        if drawing is None or not drawing.keys:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.opened.emit(self._current)
        elif key in _STEPS:
            last = len(drawing.keys) - 1
            self._choose(min(last, max(0, self._current + _STEPS[key])))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0 if key == Qt.Key.Key_Home else len(drawing.keys) - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._laid.at(event.position())
        if place is not None:
            self._choose(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._laid.at(event.position())
        if place is not None:
            self.opened.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place, drawing = self._laid.at(event.position()), self._drawing
        if place is None or drawing is None:
            QToolTip.hideText()
        else:
            told = plain_tip(drawing.told[place])
            QToolTip.showText(event.globalPosition().toPoint(), told, self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        drawing = self._drawing
        if drawing is None or not drawing.across:
            super().wheelEvent(event)
            return
        step = -1 if event.angleDelta().y() > 0 else 1
        self._first = min(max(0, len(drawing.keys) - self._fitting), max(0, self._first + step))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._first = 0
        self.show_current(self._current)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), theme.current()
        painter.fillRect(self.rect(), QColor(palette.panel))
        if self._drawing is not None:
            self._laid = paint(
                painter,
                self._inside,
                self._drawing,
                palette,
                self.font(),
                self._current,
                self._first,
            )
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def place_of(self, place: int) -> QPointF:
        """Where a place is, once painted."""
        return next(area.center() for number, area in self._laid.places if number == place)

    @property
    def _inside(self) -> QRectF:
        room = 3 * SPACE
        return QRectF(self.rect()).adjusted(room, room, -room, -room)

    @property
    def _fitting(self) -> int:
        return bars_that_fit(self._inside.height(), self.font())

    def _choose(self, place: int) -> None:
        self.show_current(place)
        self.chosen.emit(place)
