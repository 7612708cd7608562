"""An engineer's link on a sheet of paper. May run off the GUI thread."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextDocument, QTextImageFormat

from dispatch_console.ui.gateway_keys.link_dialog import Shown
from dispatch_console.ui.pdf import write_document
from dispatch_console.ui.qr_code import code_image

MARGIN_MM = 20.0
SIDE = 720
"""Pixels of the code's image; it is scaled to `SHOWN` of the page."""
SHOWN = 320


def write_link(shown: Shown, path: Path) -> None:
    """Write the sheet over what was there. Raises `pdf.unwritable`."""
    write_document(path, shown.title, lambda page: _fill(page, shown), margin_mm=MARGIN_MM)


def _fill(page: QTextDocument, shown: Shown) -> None:
    address = QUrl("code")
    kind = int(QTextDocument.ResourceType.ImageResource.value)
    page.addResource(kind, address, code_image(shown.secret, SIDE))
    cursor = QTextCursor(page)
    cursor.insertText(shown.title, _letters(18, bold=True))
    for words in ("", shown.about, ""):
        cursor.insertBlock()
        cursor.insertText(words, _letters(11))
    cursor.insertBlock()
    image = QTextImageFormat()
    image.setName(address.toString())
    image.setWidth(SHOWN)
    image.setHeight(SHOWN)
    cursor.insertImage(image)
    cursor.insertBlock()
    cursor.insertText(shown.secret, _letters(9))


def _letters(points: int, *, bold: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontPointSize(points)
    made.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made
