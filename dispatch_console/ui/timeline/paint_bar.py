"""Painting one visit: a rounded bar with its priority edge, texts and marks."""

import re

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.support.i18n import tr
from dispatch_console.ui.timeline.ink import Ink
from dispatch_console.ui.timeline.layout import NOTABLE_DELAY_S, Bar, Look, is_late
from dispatch_console.ui.timeline.marks import MARK_PX, MARKS
from dispatch_console.ui.timeline.scene import Scene
from dispatch_console.ui.timeline.view import Rect

RADIUS = 5.0


_EDGE_PX = 3.0
_EDGE_SHARE = {Priority.P1: 1.0, Priority.P2: 0.72, Priority.P3: 0.46, Priority.P4: 0.24}
_SLA_COLOURS = {"breached": "danger", "at_risk": "warning"}
_TWO_LINES_PX = 30
_LAST_DIGITS = re.compile(r"0*([0-9]+)$")
_MARK_ROOM_PX = MARK_PX + 3
_MARKED_STATUSES = (Status.EN_ROUTE, Status.IN_PROGRESS, Status.ON_HOLD, Status.ACCEPTED)


def paint_bar(painter: QPainter, scene: Scene, bar: Bar, delay_s: int, rect: Rect) -> None:
    """The visit in `rect` (viewport pixels), expected `delay_s` later than planned."""
    ink, chosen = scene.ink, bar.ticket in scene.chosen
    hidden = bar.ticket in scene.dimmed and not chosen
    dimmed = hidden or bar.ticket in scene.dragged
    if dimmed:
        painter.setOpacity(0.28)
    fill, outline, text = ink.bar(bar.status, chosen, bar.look is not Look.KEPT)
    left, top, width, height = rect
    box = QRectF(left + 0.5, top + 0.5, max(2.0, width - 1.5), height - 1)
    radius = min(RADIUS, box.width() / 2)
    pen = QPen(outline, 1.0)
    if bar.look is not Look.KEPT and not chosen:
        pen = QPen(outline, 1.4, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawRoundedRect(box, radius, radius)
    if _hovered(scene, bar) and not chosen:
        painter.setPen(QPen(ink.colour("accent"), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)
    edge = text if chosen else ink.priority(bar.priority)
    _paint_edge(painter, bar, edge, rect)
    if width >= 26:
        _paint_words(painter, scene, bar, delay_s, rect, text)
    elif is_late(bar, delay_s) and width >= 8:
        name = _sla_name(scene, bar)
        colour = text if chosen else ink.colour(_SLA_COLOURS[name])
        _paint_mark(painter, ink, name, left + width - 9, top + 2, colour, 0.7)
    if dimmed:
        painter.setOpacity(1.0)


def _hovered(scene: Scene, bar: Bar) -> bool:
    return scene.hovered is not None and scene.hovered.ticket == bar.ticket


def _paint_edge(painter: QPainter, bar: Bar, colour: QColor, rect: Rect) -> None:
    """The priority as a gauge: colour and length both tell."""
    left, top, width, height = rect
    thick = _EDGE_PX if width >= 14 else 1.5
    room = height - 7
    length = max(thick, room * _EDGE_SHARE[bar.priority])
    inset = 3.5 if width >= 14 else 1.5
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(
        QRectF(left + inset, top + 3.5 + room - length, thick, length), thick / 2, thick / 2
    )


def _paint_words(
    painter: QPainter, scene: Scene, bar: Bar, delay_s: int, rect: Rect, text: QColor
) -> None:
    left, top, width, height = rect
    ink, chosen = scene.ink, bar.ticket in scene.chosen
    # A bar that begins left of the body keeps its words in sight.
    first = max(left, scene.view.names_px - 2)
    x, right = first + 10, left + width - 5
    two_lines = height >= _TWO_LINES_PX
    metrics = ink.metrics(ink.small)
    y = top + (3 if two_lines else (height - metrics.height()) / 2)
    mark_y = y + (metrics.height() - MARK_PX) / 2
    right = _paint_marks(painter, scene, bar, delay_s, (x, right, mark_y), text)
    if bar.status in _MARKED_STATUSES and right - x > 24:
        colour = text if chosen else ink.bar(bar.status, False, False)[1]
        _paint_mark(painter, ink, bar.status.value, x, mark_y, colour)
        x += _MARK_ROOM_PX
    painter.setPen(text)
    number = _number(ink, bar.number, right - x)
    ink.draw(painter, x, y, number, ink.small_bold)
    if two_lines:
        painter.setPen(text if chosen else ink.mix("text", "panel", 0.8))
        title = ink.fitted(bar.title, ink.small, left + width - 5 - first - 10)
        ink.draw(painter, first + 10, y + metrics.height(), title, ink.small)
    elif number:
        x += ink.width(number, ink.small_bold) + 6
        ink.draw(painter, x, y, ink.fitted(bar.title, ink.small, right - x), ink.small)


def _number(ink: Ink, number: str, room: float) -> str:
    """The number whole, else its last digits: an ellipsis would hide just what tells it apart."""
    if ink.width(number, ink.small_bold) <= room:
        return number
    digits = _LAST_DIGITS.search(number)
    short = digits.group(1) if digits else ""
    return short if ink.width(short, ink.small_bold) <= room else ""


def _paint_marks(
    painter: QPainter,
    scene: Scene,
    bar: Bar,
    delay_s: int,
    place: tuple[float, float, float],
    text: QColor,
) -> float:
    """Marks from the right end leftwards while there is room; where the words must end."""
    x, right, y = place
    ink, chosen = scene.ink, bar.ticket in scene.chosen
    wanted: list[tuple[str, QColor]] = []
    if is_late(bar, delay_s):
        name = _sla_name(scene, bar)
        wanted.append((name, text if chosen else ink.colour(_SLA_COLOURS[name])))
    if bar.look is not Look.KEPT:
        name = "added" if bar.look is Look.ADDED else "moved"
        wanted.append((name, text if chosen else ink.colour("ghost")))
    if bar.overridden:
        wanted.append(("overridden", text if chosen else ink.colour("danger")))
    elif bar.lock is not Lock.NONE:
        wanted.append(("lock", text if chosen else ink.colour("muted")))
    if bar.crew_size > 1:
        label = f"{bar.crew_place}/{bar.crew_size}"
        room = ink.width(label, ink.small_bold) + 4
        # The number comes first: it tells which crew it is.
        if right - room >= x + 24:
            right -= room
            painter.setPen(text if chosen else ink.colour("accent"))
            lift = (ink.metrics(ink.small).height() - MARK_PX) / 2
            ink.draw(painter, right + 2, y - lift, label, ink.small_bold)
    for name, colour in wanted:
        if right - _MARK_ROOM_PX < x:
            return right
        right -= _MARK_ROOM_PX
        _paint_mark(painter, ink, name, right + 2, y, colour)
    if delay_s >= NOTABLE_DELAY_S:
        label = tr("+{minutes} min", minutes=round(delay_s / 60))
        room = ink.width(label, ink.small_bold) + 4
        if right - room >= x + 30:
            right -= room
            painter.setPen(text if chosen else ink.colour("danger"))
            lift = (ink.metrics(ink.small).height() - MARK_PX) / 2
            ink.draw(painter, right, y - lift, label, ink.small_bold)
    return right


def _sla_name(scene: Scene, bar: Bar) -> str:
    """Past its deadline already, or only planned to miss it."""
    now = scene.chart.now
    dues = [due for due in (bar.start_by, bar.end_by) if due is not None]
    return "breached" if dues and now > min(dues) else "at_risk"


def _paint_mark(
    painter: QPainter, ink: Ink, name: str, x: float, y: float, colour: QColor, size: float = 1.0
) -> None:
    painter.save()
    painter.translate(x, y)
    painter.scale(size, size)
    painter.fillPath(MARKS[name], colour)
    painter.restore()
