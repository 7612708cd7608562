"""A printed label's code is read back from the page, as a phone would see it."""

from pathlib import Path

import segno
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from dispatch_console.services.customers.labels import A4_MM, SHEETS, Label, Sheet, link
from dispatch_console.ui.customers.label_pdf import write_labels

DOTS_PER_MM = 20


def page(path: Path) -> QImage:
    """The first page, black on white."""
    document = QPdfDocument()
    assert document.load(str(path)) is QPdfDocument.Error.None_
    size = QSize(*(round(side * DOTS_PER_MM) for side in A4_MM))
    found = document.render(0, size)
    document.close()
    white = QImage(found.size(), QImage.Format.Format_RGB32)
    white.fill(QColor("white"))
    painter = QPainter(white)
    painter.drawImage(0, 0, found)
    painter.end()
    return white


def modules(image: QImage, left: int, top: int, right: int, bottom: int) -> list[list[int]]:
    """The code's modules within these dots: found by its three corners, each seven modules wide."""

    def dark(x: float, y: float) -> bool:
        return image.pixelColor(round(x), round(y)).lightness() < 128

    rows = [y for y in range(top, bottom) if any(dark(x, y) for x in range(left, right, 3))]
    columns = [x for x in range(left, right) if any(dark(x, y) for y in range(top, bottom, 3))]
    x0, y0, width = columns[0], rows[0], columns[-1] - columns[0] + 1
    corner = next(x for x in range(x0 + 3, right) if not dark(x, y0 + 3)) - x0
    count = round(width / (corner / 7))
    step = width / count
    return [
        [int(dark(x0 + (x + 0.5) * step, y0 + (y + 0.5) * step)) for x in range(count)]
        for y in range(count)
    ]


def test_the_code_on_the_page_leads_to_the_device(qtbot: QtBot, tmp_path: Path) -> None:
    content = link("https://service.example.org/asset/", "K7QW-2M9X")
    assert content == "https://service.example.org/asset/K7QW-2M9X"
    sheet: Sheet = SHEETS[0]
    path = tmp_path / "labels.pdf"
    write_labels([Label(content, ("Lift", "AB12"))], sheet, 4, path)
    left, top = sheet.corner(4)
    # The code is in the left half of its label.
    box = (left, top, left + sheet.width * 0.45, top + sheet.height)
    read = modules(page(path), *(round(side * DOTS_PER_MM) for side in box))
    meant = segno.make(content, micro=False, error="m").matrix
    assert read == [[int(bool(dark)) for dark in row] for row in meant]
