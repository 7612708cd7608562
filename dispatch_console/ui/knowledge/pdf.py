"""An article as a PDF, in the light look whatever the console's. May run off the GUI thread."""

from functools import partial
from pathlib import Path

from dispatch_console.domain.knowledge.article import Telling
from dispatch_console.ui.knowledge.rendering import fill
from dispatch_console.ui.pdf import write_document
from dispatch_console.ui.theme.palette import LIGHT

MARGIN_MM = 18


def write_pdf(telling: Telling, path: Path) -> None:
    """Write it over what was there. Raises `pdf.unwritable`."""
    shown = partial(fill, telling=telling, palette=LIGHT)
    write_document(path, telling.title, shown, margin_mm=MARGIN_MM)
