"""A page that tells an article and can neither be written on nor lead anywhere."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextEdit, QWidget

from dispatch_console.domain.knowledge.article import Telling
from dispatch_console.domain.knowledge.segmenting import Term
from dispatch_console.support.i18n import tr
from dispatch_console.ui.knowledge.rendering import fill
from dispatch_console.ui.theme.palette import SPACE


class ArticlePage(QTextEdit):
    """Shows one telling; words can be chosen and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(tr("Article"))
        self.document().setDocumentMargin(2 * SPACE)

    def show_telling(
        self, telling: Telling, terms: Sequence[Term] = (), *, titled: bool = True
    ) -> None:
        """Tell this, from its beginning, the terms marked."""
        fill(self.document(), telling, terms, titled=titled)
        self.verticalScrollBar().setValue(0)
