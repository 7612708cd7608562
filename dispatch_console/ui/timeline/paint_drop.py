"""Painting a hovering drop: ghost bars at the snapped time, and the price beside the pointer."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from dispatch_console.ui.price_words import Judgement
from dispatch_console.ui.timeline.paint_bar import RADIUS
from dispatch_console.ui.timeline.paint_body import judged_colour
from dispatch_console.ui.timeline.scene import Ghost, Scene
from dispatch_console.ui.timeline.view import BAR_GAP_PX, LEAST_BAR_PX

_PAD = 9.0
_WIDEST = 320.0
SIGNS = {Judgement.FINE: "✓", Judgement.COSTLY: "▲", Judgement.REFUSED: "✕"}


def paint_ghost(painter: QPainter, scene: Scene, ghost: Ghost) -> None:
    """The bars where the drop would land."""
    view, ink = scene.view, scene.ink
    line = view.lines.of(ghost.engineer)
    if line is None:
        return
    colour = judged_colour(ghost.judgement)
    painter.save()
    painter.setClipRect(QRectF(*view.body), Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(ink.colour(colour), 1.8))
    painter.setBrush(ink.veil(colour, 0.24))
    top = view.top(line) + BAR_GAP_PX
    for start, end in ghost.spans:
        left = view.x(start)
        width = max(LEAST_BAR_PX, view.x(end) - left)
        box = QRectF(left + 0.5, top + 0.5, width - 1, line.height - 2 * BAR_GAP_PX - 1)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
    if ghost.spans:
        x = view.x(ghost.spans[0][0])
        painter.setPen(QPen(ink.colour(colour), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, view.body[1]), QPointF(x, view.top(line)))
    painter.restore()


def paint_price(painter: QPainter, scene: Scene, ghost: Ghost) -> None:
    """A card near the pointer that never leaves the viewport."""
    view, ink = scene.view, scene.ink
    colour = ink.colour(judged_colour(ghost.judgement))
    sign = SIGNS.get(ghost.judgement, "")
    title_metrics, metrics = ink.metrics(ink.bold), ink.metrics(ink.small)
    widest = QRectF(0, 0, _WIDEST, 1000)
    wrap = Qt.TextFlag.TextWordWrap
    boxes = [metrics.boundingRect(widest.toRect(), wrap, line) for line in ghost.lines]
    indent = title_metrics.horizontalAdvance(sign) + 6 if sign else 0
    width = max(
        [title_metrics.horizontalAdvance(ghost.title) + indent] + [box.width() for box in boxes]
    )
    width += 2 * _PAD + 6
    height = title_metrics.height() + sum(box.height() + 2 for box in boxes) + 2 * _PAD - 2
    left = min(ghost.x + 16, view.width - width - 6)
    top = ghost.y + 20 if ghost.y + 20 + height < view.height else ghost.y - height - 12
    box = QRectF(max(4.0, left), max(4.0, top), width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.veil("text", 0.14))
    painter.drawRoundedRect(box.adjusted(-1, 1, 2, 4), 8, 8)
    painter.setPen(QPen(ink.colour("line"), 1))
    painter.setBrush(ink.colour("panel"))
    painter.drawRoundedRect(box, 7, 7)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(box.left() + 3, box.top() + 6, 3, height - 12), 1.5, 1.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    x, y = box.left() + _PAD + 4, box.top() + _PAD - 1 + title_metrics.ascent()
    painter.setFont(ink.bold)
    if sign:
        painter.setPen(colour)
        painter.drawText(QPointF(x, y), sign)
    painter.setPen(ink.colour("text"))
    painter.drawText(QPointF(x + indent, y), ghost.title)
    painter.setFont(ink.small)
    painter.setPen(ink.mix("text", "panel", 0.78))
    y += title_metrics.descent() + 3
    for line, size in zip(ghost.lines, boxes, strict=True):
        painter.drawText(QRectF(x, y, width - 2 * _PAD, size.height()), wrap, line)
        y += size.height() + 2
