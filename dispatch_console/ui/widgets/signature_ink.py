"""Signatures painted: on a widget, and as a picture for a page."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.signature import HEIGHT, WIDTH, Signature, Strokes, read
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import LIGHT
from dispatch_console.words.signature import way_words

PEN = 5.0
"""How thick the ink is, in units of the field."""

INK = LIGHT.text
"""On paper."""


def paint_strokes(painter: QPainter, box: QRectF, strokes: Strokes, colour: QColor) -> None:
    """The strokes into the box, which has the shape of the field."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / WIDTH, box.height() / HEIGHT)
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(colour, PEN, Qt.PenStyle.SolidLine, round_cap, round_join))
    for stroke in strokes:
        points = [QPointF(x, y) for x, y in stroke]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(points)
    painter.restore()


def paint_name(painter: QPainter, box: QRectF, name: str, colour: QColor) -> None:
    """The name as if written by hand, as large as it fits."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setItalic(True)
    font.setPixelSize(max(8, round(box.height() * 0.45)))
    painter.setFont(font)
    wide = painter.fontMetrics().horizontalAdvance(name) + 1
    if wide > box.width():
        font.setPixelSize(max(8, int(font.pixelSize() * box.width() / wide)))
        painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
    painter.restore()


def picture(signature: Signature) -> QImage:
    """What was drawn, dark on white, for a page. For any thread."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_strokes(painter, QRectF(0, 0, WIDTH, HEIGHT), read(signature.drawing), QColor(INK))
    painter.end()
    return image


class SignatureView(QWidget):
    """What was drawn, small, to be looked at."""

    SIZE = QSize(180, 60)

    def __init__(self, signature: Signature, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strokes = read(signature.drawing)
        self.setFixedSize(self.SIZE)
        self.setAccessibleName(way_words(signature))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = QColor(theme.current().text)
        paint_strokes(painter, QRectF(self.rect()), self._strokes, colour)
