"""Painting the heat map: the rows in sight, then the frozen names and the headings over them."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.workload import words
from dispatch_console.ui.workload.grid import HEAD_PX, ROW_PX, Grid
from dispatch_console.ui.workload.ink import tone
from dispatch_console.ui.workload.sheet import Cell, Kind, Row, Sheet

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class Painter:
    """Paints one frame of a sheet as `grid` lays it out."""

    def __init__(self, painter: QPainter, font: QFont, grid: Grid) -> None:
        self._painter, self._grid = painter, grid
        self._palette = theme.current()
        self._plain, self._bold = QFont(font), QFont(font)
        self._bold.setWeight(QFont.Weight.DemiBold)

    def paint(self, sheet: Sheet, current: tuple[int, int], focused: bool) -> None:
        """The whole frame; the `current` cell has an edge, a stronger one if `focused`."""
        grid, painter = self._grid, self._painter
        painter.fillRect(0, 0, grid.width, grid.height, QColor(self._palette.panel))
        for number in grid.visible:
            row = sheet.rows[number]
            for column, cell in enumerate(row.cells):
                self._cell(QRect(*grid.cell(number, column)), cell, sheet.columns[column].kind)
        if current[0] >= 0 and sheet.columns:
            self._edge(QRect(*grid.cell(*current)), focused)
        for number in grid.visible:
            self._name(number, sheet.rows[number], number == current[0])
        self._headings(sheet)

    def _cell(self, place: QRect, cell: Cell, kind: Kind) -> None:
        inner = place.adjusted(1, 1, -1, -1)
        if cell.idle:
            self._painter.fillRect(inner, QColor(self._palette.shift_off))
            ink = self._palette.muted
        else:
            ground, ink = tone(self._palette, cell.share)
            self._painter.fillRect(inner, QColor(ground))
        if cell.off:
            self._painter.fillRect(inner, _hatched(self._palette.muted))
        strong = kind is not Kind.DAY or words.over(cell)
        figure = words.figure(cell)
        font = self._bold if strong and not cell.idle else self._plain
        self._text(inner, figure, font, ink, Qt.AlignmentFlag.AlignCenter)

    def _edge(self, place: QRect, focused: bool) -> None:
        self._painter.setPen(QPen(QColor(self._palette.accent), 2 if focused else 1))
        self._painter.drawRect(place.adjusted(1, 1, -2, -2))

    def _name(self, number: int, row: Row, current: bool) -> None:
        left, top, width, height = self._grid.cell(number, -1)
        whole = QRect(left, top, self._grid.width if row.engineer is None else width, height)
        ground = self._palette.raised if row.engineer is None else self._palette.panel
        if current:
            ground = self._palette.selected
        self._painter.fillRect(whole, QColor(ground))
        room = QRect(left, top, width, height).adjusted(2 * SPACE, 0, -2 * SPACE, 0)
        taken = QFontMetrics(self._plain).horizontalAdvance(row.note) + 2 * SPACE
        self._text(room, row.note, self._plain, self._palette.muted, _RIGHT)
        font = self._bold if row.engineer is None else self._plain
        name = QFontMetrics(font).elidedText(
            row.name, Qt.TextElideMode.ElideRight, room.width() - taken
        )
        self._text(room, name, font, self._palette.text, _LEFT)

    def _headings(self, sheet: Sheet) -> None:
        grid = self._grid
        self._painter.fillRect(0, 0, grid.width, HEAD_PX, QColor(self._palette.raised))
        corner = QRect(0, 0, grid.names_px, HEAD_PX).adjusted(2 * SPACE, 0, -2 * SPACE, 0)
        staff = sum(row.engineer is not None for row in sheet.rows)
        counted = tr("Engineers: {count}", count=staff)
        self._text(corner, counted, self._plain, self._palette.muted, _LEFT)
        self._painter.setClipRect(grid.names_px, 0, grid.width - grid.names_px, HEAD_PX)
        for number, column in enumerate(sheet.columns):
            left, _, width, _ = grid.cell(0, number)
            today = column.kind is Kind.DAY and column.days[0] == sheet.today
            ink = self._palette.accent if today else self._palette.text
            font = self._bold if today or column.kind is not Kind.DAY else self._plain
            place = QRect(left, 0, width, HEAD_PX)
            self._text(place, words.heading(column), font, ink, Qt.AlignmentFlag.AlignCenter)
        self._painter.setClipping(False)
        self._painter.setPen(QColor(self._palette.line))
        self._painter.drawLine(0, HEAD_PX - 1, grid.width, HEAD_PX - 1)
        bottom = min(grid.height, HEAD_PX + ROW_PX * len(sheet.rows) - grid.y)
        self._painter.drawLine(grid.names_px, 0, grid.names_px, bottom)

    def _text(
        self, place: QRect, text: str, font: QFont, ink: str, where: Qt.AlignmentFlag
    ) -> None:
        self._painter.setFont(font)
        self._painter.setPen(QColor(ink))
        self._painter.drawText(place, int(where) | int(Qt.TextFlag.TextSingleLine), text)


def _hatched(colour: str) -> QBrush:
    hatch = QColor(colour)
    hatch.setAlphaF(0.5)
    return QBrush(hatch, Qt.BrushStyle.BDiagPattern)
