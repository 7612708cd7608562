"""The states of a workflow and the steps between them, drawn."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import Workflow
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE, status_colour
from dispatch_console.words import text

S = Status
PLACES: dict[Status, tuple[int, int]] = {
    S.NEW: (0, 1),
    S.ASSIGNED: (1, 1),
    S.ACCEPTED: (2, 0),
    S.EN_ROUTE: (3, 0),
    S.IN_PROGRESS: (4, 1),
    S.ON_HOLD: (3, 2),
    S.RESOLVED: (5, 1),
    S.CONFIRMED: (6, 0),
    S.CLOSED: (7, 1),
    S.ARCHIVED: (8, 1),
    S.REOPENED: (5, 3),
    S.CANCELLED: (2, 3),
    S.MERGED: (1, 3),
}
"""Column and row of each status, from the call on the left to the archive on the right."""
COLUMNS, ROWS = 9, 4
BOX_H, HEAD = 26, 6.0


class WorkflowGraph(QWidget):
    """Draws the workflow it is given; the states in `faulty` stand out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workflow: Workflow | None = None
        self._faulty: frozenset[Status] = frozenset()
        self.setAccessibleName(tr("States and steps"))
        self.setMinimumHeight(200)

    def show_workflow(self, workflow: Workflow, faulty: frozenset[Status]) -> None:
        """From now on this one."""
        self._workflow, self._faulty = workflow, faulty
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(900, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._workflow is None:
            return
        painter, palette = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = {status: self._box(status) for status in self._workflow.states}
        for step in self._workflow.transitions:
            if step.before is not step.after:
                colour = palette.accent if step.after_days else palette.muted
                _arrow(painter, boxes[step.before], boxes[step.after], colour)
        font = painter.font()
        font.setPixelSize(12)
        painter.setFont(font)
        for status, box in boxes.items():
            edge = palette.danger if status in self._faulty else status_colour(palette, status)
            painter.setPen(QPen(QColor(edge), 2))
            painter.setBrush(QColor(palette.panel))
            painter.drawRoundedRect(box, 5, 5)
            painter.setPen(QColor(palette.text))
            name = painter.fontMetrics().elidedText(
                text.status_name(status), Qt.TextElideMode.ElideRight, int(box.width()) - SPACE
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        painter.end()

    def _box(self, status: Status) -> QRectF:
        column, row = PLACES[status]
        wide, high = self.width() / COLUMNS, self.height() / ROWS
        box = min(wide - 3 * SPACE, 110.0)
        return QRectF((column + 0.5) * wide - box / 2, (row + 0.5) * high - BOX_H / 2, box, BOX_H)


def _arrow(painter: QPainter, source: QRectF, target: QRectF, colour: str) -> None:
    """From edge to edge, a little aside so that a step and its way back are two lines."""
    start, end = source.center(), target.center()
    dx, dy = end.x() - start.x(), end.y() - start.y()
    long = math.hypot(dx, dy) or 1.0
    aside = QPointF(-dy / long * 4, dx / long * 4)
    start, end = _edge(source, dx, dy) + aside, _edge(target, -dx, -dy) + aside
    painter.setPen(QPen(QColor(colour), 1))
    painter.setBrush(QColor(colour))
    painter.drawLine(start, end)
    along = QPointF(dx / long * HEAD, dy / long * HEAD)
    across = QPointF(-dy / long * HEAD / 2, dx / long * HEAD / 2)
    painter.drawPolygon(QPolygonF([end, end - along + across, end - along - across]))


def _edge(box: QRectF, dx: float, dy: float) -> QPointF:
    """Where a line from the box's middle in that direction leaves it."""
    scale = min(
        box.width() / 2 / abs(dx) if dx else math.inf,
        box.height() / 2 / abs(dy) if dy else math.inf,
    )
    return box.center() + QPointF(dx * scale, dy * scale)
