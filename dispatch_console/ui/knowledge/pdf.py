"""An article as a PDF, in the light look whatever the console's. May run off the GUI thread."""

from pathlib import Path

from PySide6.QtCore import QEventLoop, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.knowledge.article import Telling
from dispatch_console.ui.knowledge.rendering import fill
from dispatch_console.ui.theme.palette import LIGHT

MARGIN_MM = 18
DOTS_PER_INCH, SCREEN_DPI = 300, 96
"""Of the page, and what a text document reckons its letters by; it is scaled onto the page."""


def write_pdf(telling: Telling, path: Path) -> None:
    """Write it over what was there. Raises `article.unwritable`."""
    try:
        path.open("ab").close()  # the writer itself does not say why it cannot
    except OSError as error:
        reason = error.strerror or str(error)
        raise DomainError("article.unwritable", path=str(path), reason=reason) from error
    loop = QEventLoop()  # never run: it gives a thread of Python's what a layout's timers want
    writer = QPdfWriter(str(path))
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(telling.title)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(writer.width(), writer.height()) * SCREEN_DPI / DOTS_PER_INCH)
    fill(document, telling, palette=LIGHT)
    document.print_(writer)
    del document, loop
