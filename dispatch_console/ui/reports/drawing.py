"""Painting a `Drawing`: columns and lines over time, or bars of groups. On a widget or on paper.

Series are told apart without colour too: columns filled or hatched, a line with points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from dispatch_console.ui.reports.words import Drawing, Series
from dispatch_console.ui.theme.palette import SPACE, Palette

MARKS = 4
"""Lines across, at even steps."""

BAR_PX, WIDEST_COLUMN_PX, WIDEST_NAME = 24, 48, 0.32
LEAST_GAP_PX = 12

Right, Left, Middle = (
    Qt.AlignmentFlag.AlignRight,
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignHCenter,
)
VCenter = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Laid:
    """What was painted: for each place shown its number and where it is."""

    places: tuple[tuple[int, QRectF], ...] = field(default=())

    def at(self, point: QPointF) -> int | None:
        """The place at that point."""
        return next((place for place, area in self.places if area.contains(point)), None)


def paint(
    painter: QPainter,
    area: QRectF,
    drawing: Drawing,
    palette: Palette,
    font: QFont,
    current: int = -1,
    first: int = 0,
) -> Laid:
    """Paint it into the area, `current` chosen; of groups as many as fit, from `first` on."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    paint_ = _Bars if drawing.across else _Columns
    laid = paint_(painter, area, drawing, palette, QFontMetricsF(font), current, first).paint()
    painter.restore()
    return laid


def bars_that_fit(height: float, font: QFont) -> int:
    """How many groups an area of that height shows."""
    head = QFontMetricsF(font).height() + 3 * SPACE
    return max(1, int((height - head) // BAR_PX))


class _Painting:
    def __init__(
        self,
        painter: QPainter,
        area: QRectF,
        drawing: Drawing,
        palette: Palette,
        metrics: QFontMetricsF,
        current: int,
        first: int,
    ) -> None:
        self._painter, self._area, self._drawing = painter, area, drawing
        self._palette, self._metrics = palette, metrics
        self._current, self._first = current, first
        self._colours = (palette.info, palette.ok, palette.warning)
        values = [
            value
            for row in (*(one.values for one in drawing.series), drawing.before)
            for value in row
            if value is not None
        ]
        self._least, self._most = drawing.ends or (
            -_round_up(-min([0.0, *values])) if any(value < 0 for value in values) else 0.0,
            _round_up(max([0.0, *values])),
        )

    def paint(self) -> Laid:
        raise NotImplementedError

    def _share(self, value: float) -> float:
        return (value - self._least) / (self._most - self._least)

    def _write(self, place: QRectF, words: str, where: Qt.AlignmentFlag, colour: str = "") -> None:
        self._painter.setPen(QColor(colour or self._palette.muted))
        fitting = self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width() + 1)
        self._painter.drawText(place, where | VCenter, fitting)

    def _brush(self, number: int) -> QBrush:
        """Filled for the first series, hatched for the next."""
        style = Qt.BrushStyle.SolidPattern if number == 0 else Qt.BrushStyle.BDiagPattern
        return QBrush(QColor(self._colours[number]), style)

    def _legend(self, entries: Sequence[tuple[str, int, bool]]) -> None:
        """Names with the sign of each: (name, series, whether it is a line or mark)."""
        x, high = self._area.left(), self._metrics.height()
        for name, number, thin in entries:
            sign = QRectF(x, self._area.top() + high / 2 - 5, 14, 10)
            self._painter.setPen(QPen(QColor(self._colours[number]), 2 if thin else 1))
            self._painter.setBrush(self._brush(number))
            if thin:
                middle = sign.center().y()
                self._painter.drawLine(QPointF(sign.left(), middle), QPointF(sign.right(), middle))
            else:
                self._painter.drawRect(sign)
            wide = min(
                self._metrics.horizontalAdvance(name) + 2, self._area.right() - sign.right() - SPACE
            )
            place = QRectF(sign.right() + SPACE, self._area.top(), max(0.0, wide), high)
            self._write(place, name, Left)
            x = place.right() + 4 * SPACE


class _Columns(_Painting):
    """Time from left to right."""

    def paint(self) -> Laid:
        drawing, high = self._drawing, self._metrics.height()
        several = len(drawing.series) > 1
        if several:
            self._legend([(one.name, n, one.line) for n, one in enumerate(drawing.series)])
        marks = [
            self._least + (self._most - self._least) * number / MARKS for number in range(MARKS + 1)
        ]
        words = [drawing.says(mark) for mark in marks]
        wide = max(self._metrics.horizontalAdvance(one) for one in words) + 2 * SPACE
        above = (high if several else high / 2) + 2 * SPACE
        self._plot = self._area.adjusted(wide, above, -SPACE, -(high + 2 * SPACE))
        for mark, said in zip(marks, words, strict=True):
            y = self._y(mark)
            self._painter.setPen(QColor(self._palette.line))
            self._painter.drawLine(QPointF(self._plot.left(), y), QPointF(self._plot.right(), y))
            place = QRectF(self._area.left(), y - high / 2, wide - SPACE, high)
            self._write(place, said, Right)
        slots = self._slots()
        self._labels(slots)
        if 0 <= self._current < len(slots):
            self._painter.fillRect(slots[self._current], QColor(self._palette.selected))
        columns = [one for one in enumerate(drawing.series) if not one[1].line]
        for turn, (number, series) in enumerate(columns):
            self._paint_columns(series, number, turn, len(columns), slots)
        for number, series in enumerate(drawing.series):
            if series.line:
                self._paint_line(series, number, slots)
        return Laid(tuple(enumerate(slots)))

    def _y(self, value: float) -> float:
        return self._plot.bottom() - self._share(value) * self._plot.height()

    def _slots(self) -> list[QRectF]:
        count = max(1, len(self._drawing.keys))
        wide = self._plot.width() / count
        top, high = self._plot.top(), self._plot.height()
        return [
            QRectF(self._plot.left() + wide * number, top, wide, high) for number in range(count)
        ]

    def _labels(self, slots: Sequence[QRectF]) -> None:
        """As many as have room."""
        labels, until = self._drawing.labels, float("-inf")
        for slot, label in zip(slots, labels, strict=False):
            wide = self._metrics.horizontalAdvance(label) + 2
            left = slot.center().x() - wide / 2
            if left < max(until, self._area.left()) or left + wide > self._area.right():
                continue
            place = QRectF(left, self._plot.bottom() + SPACE, wide, self._metrics.height())
            self._write(place, label, Middle)
            until = left + wide + LEAST_GAP_PX

    def _paint_columns(
        self, series: Series, number: int, turn: int, of: int, slots: Sequence[QRectF]
    ) -> None:
        zero = self._y(0)
        self._painter.setPen(QPen(QColor(self._colours[number]), 1))
        self._painter.setBrush(self._brush(number))
        for slot, value in zip(slots, series.values, strict=True):
            if not value:
                continue
            room = min(slot.width() * 0.8, WIDEST_COLUMN_PX * of)
            wide = max(1.0, room / of - 1)
            left = slot.center().x() - room / 2 + turn * room / of
            self._painter.drawRect(
                QRectF(QPointF(left, self._y(value)), QPointF(left + wide, zero))
            )

    def _paint_line(self, series: Series, number: int, slots: Sequence[QRectF]) -> None:
        points = [
            QPointF(slot.center().x(), self._y(value))
            for slot, value in zip(slots, series.values, strict=True)
            if value is not None
        ]
        self._painter.setPen(QPen(QColor(self._colours[number]), 2))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline(QPolygonF(points))
        self._painter.setBrush(QColor(self._colours[number]))
        if slots and slots[0].width() > 3 * SPACE:
            for point in points:
                self._painter.drawEllipse(point, 2.5, 2.5)


class _Bars(_Painting):
    """Groups from top to bottom: the bar of now, a mark where it was before, the value."""

    def paint(self) -> Laid:
        drawing, high = self._drawing, self._metrics.height()
        self._legend([(drawing.series[0].name, 0, False), (drawing.before_name, 2, True)])
        top = self._area.top() + high + 3 * SPACE
        fitting = max(1, int((self._area.bottom() - top) // BAR_PX))
        shown = range(self._first, min(len(drawing.keys), self._first + fitting))
        names = [self._metrics.horizontalAdvance(drawing.labels[place]) for place in shown]
        side = min(self._area.width() * WIDEST_NAME, max(names, default=0.0) + 3 * SPACE)
        said = [drawing.says(v) for v in drawing.series[0].values if v is not None]
        after = max((self._metrics.horizontalAdvance(one) for one in said), default=0.0) + 3 * SPACE
        plot = self._area.adjusted(side, 0, -after, 0)
        laid: list[tuple[int, QRectF]] = []
        for turn, place in enumerate(shown):
            row = QRectF(self._area.left(), top + turn * BAR_PX, self._area.width(), BAR_PX)
            if place == self._current:
                self._painter.fillRect(row, QColor(self._palette.selected))
            self._row(place, row, plot, side)
            laid.append((place, row))
        return Laid(tuple(laid))

    def _row(self, place: int, row: QRectF, plot: QRectF, side: float) -> None:
        drawing, value = self._drawing, self._drawing.series[0].values[place]
        name = QRectF(row.left(), row.top(), side - 2 * SPACE, row.height())
        self._write(name, drawing.labels[place], Right, self._palette.text)
        zero = plot.left() + self._share(0) * plot.width()
        end = zero if value is None else plot.left() + self._share(value) * plot.width()
        self._painter.setPen(QPen(QColor(self._colours[0]), 1))
        self._painter.setBrush(self._brush(0))
        if end != zero:
            bar = QRectF(QPointF(zero, row.top() + 5), QPointF(end, row.bottom() - 5))
            self._painter.drawRect(bar.normalized())
        before = drawing.before[place]
        if before is not None:
            x = plot.left() + self._share(before) * plot.width()
            self._painter.setPen(QPen(QColor(self._colours[2]), 3))
            self._painter.drawLine(QPointF(x, row.top() + 2), QPointF(x, row.bottom() - 2))
        words = "–" if value is None else drawing.says(value)
        room = QRectF(
            max(zero, end) + 2 * SPACE, row.top(), row.right() - max(zero, end), row.height()
        )
        self._write(room, words, Left, self._palette.text)


def _round_up(value: float) -> float:
    """The next 1, 2, 4, 6, 8 or 10 of its order, from 4 on: marks across are then whole numbers."""
    if value <= MARKS:
        return float(MARKS) if value else 1.0
    order = 10.0 ** (len(str(int(value))) - 1)
    return next(
        step * order for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * order >= value
    )
