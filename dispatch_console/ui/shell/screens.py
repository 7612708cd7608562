"""The screens there are: what tells one set-up from another, and whether a window can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication

GRIP = 80
"""So much of a window's upper edge, in pixels, must lie on a screen to take hold of it."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen by its name, with what of it windows may cover."""

    name: str
    area: QRect


def screens_now() -> tuple[Screen, ...]:
    """The screens that are connected, the main one first."""
    return tuple(
        Screen(screen.name(), screen.availableGeometry()) for screen in QGuiApplication.screens()
    )


def set_up(screens: Sequence[Screen]) -> str:
    """The name of a set-up: which screens of which size, in whatever order they were plugged in."""
    sizes = (f"{s.name} {s.area.width()}x{s.area.height()}" for s in screens)
    return ", ".join(sorted(sizes)).replace("/", "_").replace("\\", "_")


def within_reach(frame: QRect, screens: Sequence[Screen]) -> bool:
    """Whether enough of the window's upper edge is on some screen."""
    edge = QRect(frame.topLeft(), frame.size()).adjusted(0, 0, 0, GRIP // 2 - frame.height())
    shown = (edge.intersected(screen.area) for screen in screens)
    return any(part.width() >= min(GRIP, frame.width()) and part.height() > 0 for part in shown)


def brought_in(frame: QRect, area: QRect) -> QRect:
    """The window's frame moved onto a screen's area, smaller if it has no room there."""
    size = frame.size().boundedTo(area.size())
    left = min(max(frame.left(), area.left()), area.right() + 1 - size.width())
    top = min(max(frame.top(), area.top()), area.bottom() + 1 - size.height())
    return QRect(QPoint(left, top), size)
