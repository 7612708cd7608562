"""Labels with QR codes as a PDF. May run off the GUI thread."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter

from dispatch_console.services.customers.labels import Label, Sheet, pages
from dispatch_console.support.i18n import tr
from dispatch_console.ui.pdf import require_writable
from dispatch_console.ui.qr_code import paint_code

DOTS_PER_INCH, MM_PER_INCH = 600, 25.4
PADDING_MM = 3.0
LARGE_MM, SMALL_MM = 3.6, 2.7
"""The height of the letters."""


def write_labels(labels: Sequence[Label], sheet: Sheet, skipped: int, path: Path) -> None:
    """Write the labels into one file, over what was there. Raises `pdf.unwritable`."""
    require_writable(path)
    writer = QPdfWriter(str(path))
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(tr("Device labels"))
    page = QPageSize(QPageSize.PageSizeId.A4)
    upright = QPageLayout.Orientation.Portrait
    layout = QPageLayout(page, upright, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    painter = QPainter(writer)
    scale = DOTS_PER_INCH / MM_PER_INCH
    painter.scale(scale, scale)
    for number, held in enumerate(pages(labels, sheet, skipped)):
        if number:
            writer.newPage()
        for place, label in held:
            left, top = sheet.corner(place)
            _paint(painter, QRectF(left, top, sheet.width, sheet.height), label)
    painter.end()


def _paint(painter: QPainter, box: QRectF, label: Label) -> None:
    inner = box.adjusted(PADDING_MM, PADDING_MM, -PADDING_MM, -PADDING_MM)
    side = min(inner.height(), inner.width() * 0.45)
    code = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
    paint_code(painter, code, label.content)
    words = QRectF(inner)
    words.setLeft(code.right() + 1)
    _paint_lines(painter, words, label.lines)


def _paint_lines(painter: QPainter, box: QRectF, lines: Sequence[str]) -> None:
    painter.setPen(QColor("black"))
    heights = [LARGE_MM if number == 0 else SMALL_MM for number in range(len(lines))]
    leading = 1.35
    top = box.top() + max(0.0, (box.height() - leading * sum(heights)) / 2)
    for height, line in zip(heights, lines, strict=True):
        font = QFont(painter.font())
        # Whole pixels only: the letters are set ten times as large, and scaled down.
        font.setPixelSize(round(height * 10))
        font.setBold(height == LARGE_MM)
        painter.save()
        painter.translate(box.left(), top)
        painter.scale(0.1, 0.1)
        painter.setFont(font)
        width = box.width() * 10
        shown = QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, width)
        where = QRectF(0, 0, width, height * leading * 10)
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
        top += height * leading
