"""QR codes: painted into a box, as an image, and as a widget."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

QUIET_MODULES = 4
"""What a reader needs to find it, on both sides together."""


def paint_code(painter: QPainter, box: QRectF, content: str) -> None:
    """The code's dark modules as squares, in the middle of the quiet zone that readers need."""
    matrix = _matrix(content)
    module = box.width() / (len(matrix) + QUIET_MODULES)
    start = QUIET_MODULES / 2 * module
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                left, top = box.left() + start + x * module, box.top() + start + y * module
                # A hair larger, so that no white line shows between two of them.
                painter.drawRect(QRectF(left, top, module * 1.02, module * 1.02))


def code_image(content: str, side: int) -> QImage:
    """The code on white, so many pixels wide and high."""
    made = QImage(side, side, QImage.Format.Format_RGB32)
    made.fill(QColor("white"))
    painter = QPainter(made)
    paint_code(painter, QRectF(0, 0, side, side), content)
    painter.end()
    return made


class QrCode(QWidget):
    """The code on white, whatever the theme: readers want it so. At most `side` wide and high: each
    module has a whole number of pixels."""

    def __init__(self, content: str, name: str, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setAccessibleName(name)
        across = len(_matrix(content)) + QUIET_MODULES
        whole = side // across * across
        self.setFixedSize(whole, whole)

    def paintEvent(self, event: QPaintEvent) -> None:
        """White, then the code."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        paint_code(painter, QRectF(self.rect()), self._content)
        painter.end()


def _matrix(content: str) -> Sequence[Sequence[int]]:
    import segno

    return segno.make(content, micro=False, error="m").matrix
