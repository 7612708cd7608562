"""The headings of groups, painted over the whole width of the table, whatever columns it shows."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QTableView

from dispatch_console.ui import theme
from dispatch_console.ui.board.grouped import GroupedModel
from dispatch_console.ui.theme.palette import SPACE

ARROW = 14


def paint_headings(table: QTableView, model: GroupedModel) -> None:
    """Paint those in view over their empty cells."""
    view = table.viewport()
    first = max(table.rowAt(0), 0)
    last = table.rowAt(view.height() - 1)
    rows = range(first, (model.rowCount() - 1 if last < 0 else last) + 1)
    painter = QPainter(view)
    font = QFont(table.font())
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    for row in rows:
        group = model.group(row)
        if group is None:
            continue
        place = QRect(0, table.rowViewportPosition(row), view.width(), table.rowHeight(row))
        current = table.hasFocus() and table.currentIndex().row() == row
        _paint(painter, place, model.words(group), model.is_open(group), current)
    painter.end()


def _paint(painter: QPainter, place: QRect, words: str, is_open: bool, current: bool) -> None:
    palette = theme.current()
    painter.fillRect(place, QColor(palette.hover if current else palette.raised))
    painter.setPen(QColor(palette.line))
    painter.drawLine(place.bottomLeft(), place.bottomRight())
    arrow = theme.pixmap("mark-down" if is_open else "chevron-right", ARROW, palette.muted)
    middle = place.top() + (place.height() - ARROW) // 2
    painter.drawPixmap(place.left() + 2 * SPACE, middle, arrow)
    painter.setPen(QPen(QColor(palette.text)))
    room = place.adjusted(4 * SPACE + ARROW, 0, -SPACE, 0)
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
