"""The curve of gain against changes, painted in the house palette; its points can be chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatch_console.services.budgeting import Option
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.budget import words
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.words import text

DOT_PX, CHOSEN_PX, NEAR_PX = 4, 6, 22
MARKS = 4
"""Lines across, at even steps of the gain."""


class CurveChart(QWidget):
    """Options from left to right, evenly apart, whatever their budgets; `chosen(int)`: which."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options: tuple[Option, ...] = ()
        self._current = -1
        self.setAccessibleName(tr("Gain against changes"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 200)

    def show_options(self, options: Sequence[Option]) -> None:
        """These are the points found so far."""
        self._options = tuple(options)
        self.update()

    def show_current(self, current: int) -> None:
        """This one is chosen; -1: none."""
        self._current = current
        known = 0 <= current < len(self._options)
        self.setAccessibleDescription(words.sentence(self._options[current]) if known else "")
        self.update()

    def place(self, number: int) -> QPointF:
        """Where a point is in the widget."""
        area = self._area()
        least, most = self._range()
        across = area.width() / max(1, len(self._options) - 1) * number
        up = (self._options[number].gain_s - least) / (most - least)
        return QPointF(area.left() + across, area.bottom() - up * area.height())

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._options:
            super().keyPressEvent(event)
            return
        self.chosen.emit(min(len(self._options) - 1, max(0, self._current + step)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        near = [
            ((self.place(number) - event.position()).manhattanLength(), number)
            for number in range(len(self._options))
        ]
        if near and min(near)[0] <= NEAR_PX:
            self.chosen.emit(min(near)[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.current().panel))
        self._paint_frame(painter)
        if self._options:
            self._paint_curve(painter)
        painter.end()

    def _area(self) -> QRectF:
        """Inside of the axes: the words to the left and below have room for the longest of them."""
        metrics = QFontMetrics(self._small())
        marks = [text.span(gain) for gain in self._marks()]
        left = max(map(metrics.horizontalAdvance, marks), default=0) + 4 * SPACE
        first = metrics.height() + 3 * SPACE
        below = 2 * metrics.height() + 4 * SPACE
        last = metrics.horizontalAdvance(tr("any")) / 2 + 2 * SPACE
        return QRectF(left, first, self.width() - left - last, self.height() - first - below)

    def _marks(self) -> list[float]:
        least, most = self._range()
        return [least + (most - least) * number / MARKS for number in range(MARKS + 1)]

    def _range(self) -> tuple[float, float]:
        """The lowest and the highest gain on the axis, at least some minutes apart."""
        gains = [option.gain_s for option in self._options] or [0.0]
        return min(gains), max(max(gains), min(gains) + MARKS * 60)

    def _paint_frame(self, painter: QPainter) -> None:
        palette, area, marks = theme.current(), self._area(), self._marks()
        painter.setFont(self._small())
        high = painter.fontMetrics().height()
        for number, gain in enumerate(marks):
            y = area.bottom() - area.height() * number / max(1, len(marks) - 1)
            painter.setPen(QColor(palette.line))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            place = QRectF(0, y - high / 2, area.left() - 2 * SPACE, high)
            self._write(painter, place, text.span(gain), Qt.AlignmentFlag.AlignRight)
        above = QRectF(SPACE, SPACE, self.width() - 2 * SPACE, high)
        self._write(painter, above, tr("Better by, as travel time"), Qt.AlignmentFlag.AlignLeft)
        below = QRectF(area.left(), self.height() - high - SPACE, area.width(), high)
        self._write(painter, below, tr("Changes at most"), Qt.AlignmentFlag.AlignHCenter)
        for number, option in enumerate(self._options):
            label = tr("any") if option.budget is None else str(option.budget)
            wide = painter.fontMetrics().horizontalAdvance(label) + 2
            x = self.place(number).x() - wide / 2
            place = QRectF(x, area.bottom() + SPACE, wide, high)
            self._write(painter, place, label, Qt.AlignmentFlag.AlignHCenter)

    @staticmethod
    def _write(painter: QPainter, place: QRectF, label: str, where: Qt.AlignmentFlag) -> None:
        painter.setPen(QColor(theme.current().muted))
        painter.drawText(place, where, label)

    def _paint_curve(self, painter: QPainter) -> None:
        palette = theme.current()
        points = [self.place(number) for number in range(len(self._options))]
        painter.setPen(QPen(QColor(palette.accent), 2))
        painter.drawPolyline(QPolygonF(points))
        for number, point in enumerate(points):
            chosen = number == self._current
            painter.setBrush(QColor(palette.accent if chosen else palette.panel))
            size = CHOSEN_PX if chosen else DOT_PX
            painter.drawEllipse(point, size, size)
        if 0 <= self._current < len(points) and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.accent), 1))
            painter.drawEllipse(points[self._current], CHOSEN_PX + 4, CHOSEN_PX + 4)

    def _small(self) -> QFont:
        font = QFont(self.font())
        if font.pixelSize() > 0:
            font.setPixelSize(font.pixelSize() - 1)
        return font
