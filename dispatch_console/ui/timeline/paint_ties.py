"""Painting what ties the chosen or pointed-at visits to others: a bond between the rows of a crew,
an arrow to what comes after. Of all tickets at once it would hide the plan.
"""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from dispatch_console.domain.ids import TicketId
from dispatch_console.ui.timeline.scene import Scene

_BOND_PX = 2.0
_KNOB_PX = 3.0
_HEAD_PX = 7.0
_HEAD_HALF_PX = 3.5
_LEAST_BEND_PX = 16.0
_INSET_PX = 10.0


def paint_ties(painter: QPainter, scene: Scene) -> None:
    """Bonds and arrows of the tickets in focus; those whose other end is not shown have none."""
    focus = {scene.ties.whole(key) for key in scene.chosen}
    if scene.hovered is not None and scene.hovered.ticket is not None:
        focus.add(scene.ties.whole(scene.hovered.ticket))
    if not focus or not scene.ties:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    arrows: set[tuple[TicketId, TicketId]] = set()
    for key in sorted(focus):
        _paint_bond(painter, scene, key)
        arrows |= {(earlier.whole, key) for earlier in scene.ties.earlier(key)}
        arrows |= {(key, later.whole) for later in scene.ties.later(key)}
    for first, second in sorted(arrows):
        _paint_arrow(painter, scene, first, second)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _boxes(scene: Scene, key: TicketId) -> list[QRectF]:
    """Where the bars of the ticket's crew are, from the top down."""
    found: list[QRectF] = []
    for member in scene.ties.crew(key):
        at = scene.chart.find(member.id)
        line = None if at is None else scene.view.lines.of(at[0])
        if at is not None and line is not None:
            found.append(QRectF(*scene.view.bar_rect(line, at[1])))
    return sorted(found, key=QRectF.top)


def _paint_bond(painter: QPainter, scene: Scene, key: TicketId) -> None:
    boxes = _boxes(scene, key)
    colour = scene.ink.colour("accent")
    for upper, lower in pairwise(boxes):
        x = upper.left() + min(_INSET_PX, upper.width() / 2)
        painter.setPen(QPen(colour, _BOND_PX))
        painter.drawLine(QPointF(x, upper.bottom()), QPointF(x, lower.top()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for y in (upper.bottom(), lower.top()):
            painter.drawEllipse(QPointF(x, y), _KNOB_PX, _KNOB_PX)


def _paint_arrow(painter: QPainter, scene: Scene, first: TicketId, second: TicketId) -> None:
    """From the end of the first to the start of the second, between the bars next to each other."""
    ends, starts = _boxes(scene, first), _boxes(scene, second)
    if not ends or not starts:
        return
    one, other = min(
        ((a, b) for a in ends for b in starts), key=lambda pair: abs(pair[0].top() - pair[1].top())
    )
    begin = QPointF(one.right(), one.center().y())
    end = QPointF(other.left(), other.center().y())
    in_order = end.x() >= begin.x() - 1
    colour = scene.ink.colour("text" if in_order else "danger")
    bend = max(_LEAST_BEND_PX, abs(end.x() - begin.x()) / 2)
    path = QPainterPath(begin)
    if begin.y() == end.y() and in_order:
        path.lineTo(end)
    else:
        path.cubicTo(begin + QPointF(bend, 0), end - QPointF(bend, 0), end)
    # Light around it, so that it can be told from the legs and bars that it crosses.
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(scene.ink.colour("panel"), 4.0))
    painter.drawPath(path)
    painter.setPen(QPen(colour, 1.6))
    painter.drawPath(path)
    _paint_head(painter, end, colour)


def _paint_head(painter: QPainter, tip: QPointF, colour: QColor) -> None:
    corners = (tip + QPointF(-_HEAD_PX, side * _HEAD_HALF_PX) for side in (-1, 1))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([tip, *corners]))
