"""Small coloured labels of a state: painted by delegates, or as a widget."""

from functools import cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatch_console.ui import theme
from dispatch_console.ui.theme import type_scale
from dispatch_console.ui.theme.palette import Palette

HEIGHT = 18
PADDING = 7

TINT = 0.14
"""How much of its colour a badge's ground has."""


def badge_width(text: str, font: QFont) -> int:
    """The width a badge with this text takes, in device-independent pixels."""
    return QFontMetrics(_small(font)).horizontalAdvance(text) + 2 * PADDING


def paint_badge(painter: QPainter, rect: QRect, text: str, colour: str) -> int:
    """Paint the badge at the left of `rect`, centred in height; the width it took."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = _small(painter.font())
    painter.setFont(font)
    metrics = QFontMetrics(font)
    width = min(metrics.horizontalAdvance(text) + 2 * PADDING, rect.width())
    box = QRectF(rect.x(), rect.y() + (rect.height() - HEIGHT) / 2, width, HEIGHT)
    ground = QColor(colour)
    ground.setAlphaF(TINT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(_ink(colour, theme.current()))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - PADDING)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()
    return width


@cache
def _ink(colour: str, palette: Palette) -> QColor:
    """The colour for words on its own tint, which may lie on a chosen row."""
    grounds = (theme.mixed(colour, below, TINT) for below in (palette.panel, palette.selected))
    return QColor(theme.legible(colour, *grounds, text=palette.text))


class Badge(QWidget):
    """A badge as a widget."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._colour = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, text: str, colour: str) -> None:
        """Show this state."""
        self._text, self._colour = text, colour
        self.setFixedSize(badge_width(text, self.font()), HEIGHT + 2)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, self.rect(), self._text, self._colour)
        painter.end()


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(type_scale.SMALL)
    small.setWeight(QFont.Weight.DemiBold)
    return small
