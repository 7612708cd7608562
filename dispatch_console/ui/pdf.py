"""Documents as PDF files. May run off the GUI thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from dispatch_console.domain.errors import DomainError

DOTS_PER_INCH, SCREEN_DPI = 300, 96
"""Of the page, and what a text document reckons its letters by; it is scaled onto the page."""


def write_document(
    path: Path,
    title: str,
    fill: Callable[[QTextDocument], object],
    *,
    margin_mm: float,
    lying: bool = False,
) -> None:
    """Write what `fill` puts into a document on A4 pages, over what was there.

    Raises `pdf.unwritable`.
    """
    require_writable(path)
    loop = QEventLoop()  # never run: it gives a thread of Python's what a layout's timers want
    writer = QPdfWriter(str(path))
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait,
            QMarginsF(margin_mm, margin_mm, margin_mm, margin_mm),
            QPageLayout.Unit.Millimeter,
        )
    )
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(writer.width(), writer.height()) * SCREEN_DPI / DOTS_PER_INCH)
    fill(document)
    document.print_(writer)
    del document, loop


def require_writable(path: Path) -> None:
    """The writer itself does not say why it cannot. Raises `pdf.unwritable`."""
    try:
        path.open("ab").close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DomainError("pdf.unwritable", path=str(path), reason=reason) from error
