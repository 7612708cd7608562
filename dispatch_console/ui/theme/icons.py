"""The icon family: stroke drawings on a grid of 24, coloured by the palette as they are loaded."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from dispatch_console.support.resources import resource
from dispatch_console.ui.theme.look import current, mixed

SIZES = (16, 20, 24, 32)


def icon(name: str, colour: str | None = None) -> QIcon:
    """The icon `name` (a file of resources/icons) in the text colour, or in the one given.

    Raises FileNotFoundError if there is none of that name.
    """
    palette = current()
    normal = colour or palette.text
    ratios = frozenset(screen.devicePixelRatio() for screen in QGuiApplication.screens())
    return _icon(name, normal, mixed(palette.muted, palette.panel, 0.6), ratios)


def pixmap(name: str, size: int, colour: str | None = None) -> QPixmap:
    """The icon as a picture `size` device-independent pixels wide."""
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio() if screen is not None else 1.0
    return _drawn(name, size, ratio, colour or current().text)


@cache
def _icon(name: str, normal: str, disabled: str, ratios: frozenset[float]) -> QIcon:
    """As sharp as each screen there is can show it."""
    made = QIcon()
    for ratio in sorted(ratios) or (1.0,):
        for size in SIZES:
            made.addPixmap(_drawn(name, size, ratio, normal), QIcon.Mode.Normal)
            made.addPixmap(_drawn(name, size, ratio, disabled), QIcon.Mode.Disabled)
    return made


def _drawn(name: str, size: int, ratio: float, colour: str) -> QPixmap:
    drawing = _drawing(name, colour)
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def _drawing(name: str, colour: str) -> QSvgRenderer:
    source = resource("icons", f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(source.replace(b"currentColor", colour.encode())))
