"""Small solid shapes that say a state without colour: en route, on site, locked, late and so on."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

MARK_PX = 10
"""Marks are drawn on a square of this side."""


def _arrow() -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(1, 1), QPointF(9, 5), QPointF(1, 9), QPointF(3.2, 5)]))
    path.closeSubpath()
    return path


def _dot() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(1.5, 1.5, 7, 7))
    return path


def _two_bars() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(2, 1.5, 2.2, 7))
    path.addRect(QRectF(5.8, 1.5, 2.2, 7))
    return path


def _tick() -> QPainterPath:
    path = QPainterPath()
    corners = [(1, 5.2), (2.3, 3.9), (4.1, 5.7), (7.9, 1.7), (9.2, 3), (4.1, 8.3)]
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


def _padlock() -> QPainterPath:
    shackle = QPainterPath()
    shackle.addRoundedRect(QRectF(2.6, 0.6, 4.8, 7), 2.4, 2.4)
    hole = QPainterPath()
    hole.addRoundedRect(QRectF(3.8, 1.8, 2.4, 5), 1.2, 1.2)
    body = QPainterPath()
    body.addRoundedRect(QRectF(1.4, 4.4, 7.2, 5.2), 1, 1)
    return shackle.subtracted(hole).united(body)


def _triangle() -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(5, 0.8), QPointF(9.6, 9.2), QPointF(0.4, 9.2)]))
    path.closeSubpath()
    return path


def _square() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(1.2, 1.2, 7.6, 7.6))
    return path


def _stop_sign() -> QPainterPath:
    path = QPainterPath()
    near, far = 0.4, 9.6
    cut = 2.7
    corners = [
        (near + cut, near),
        (far - cut, near),
        (far, near + cut),
        (far, far - cut),
        (far - cut, far),
        (near + cut, far),
        (near, far - cut),
        (near, near + cut),
    ]
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    bar = QPainterPath()
    bar.addRect(QRectF(2.3, 4.1, 5.4, 1.8))
    return path.subtracted(bar)


def _plus() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(4, 1, 2, 8))
    side = QPainterPath()
    side.addRect(QRectF(1, 4, 8, 2))
    return path.united(side)


def _two_arrows() -> QPainterPath:
    path = QPainterPath()
    for corners in (
        [(0.5, 3), (3, 0.6), (3, 2.2), (9, 2.2), (9, 3.8), (3, 3.8), (3, 5.4)],
        [(9.5, 7), (7, 4.6), (7, 6.2), (1, 6.2), (1, 7.8), (7, 7.8), (7, 9.4)],
    ):
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        path.closeSubpath()
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


_DRAWINGS: dict[str, Callable[[], QPainterPath]] = {
    "en_route": _arrow,
    "in_progress": _dot,
    "on_hold": _two_bars,
    "accepted": _tick,
    "lock": _padlock,
    "overridden": _stop_sign,
    "at_risk": _triangle,
    "breached": _square,
    "added": _plus,
    "moved": _two_arrows,
}
MARKS = {name: drawing() for name, drawing in _DRAWINGS.items()}
"""Small solid shapes by what they stand for; statuses under their own value."""
