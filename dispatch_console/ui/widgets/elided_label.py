"""A line of words that ends in … where there is no room for all; its tool tip has the whole."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from dispatch_console.ui import theme
from dispatch_console.ui.widgets.tips import plain_tip


class ElidedLabel(QLabel):
    """Takes any width. `say` the words instead of setting a text; they are plain."""

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setProperty("elides", True)
        theme.dress(self, role=role)

    @property
    def words(self) -> str:
        """All of what was said."""
        return self._words

    def say(self, words: str, more: str = "") -> None:
        """Show these words; the tool tip says `more` below them."""
        self._words = words
        self.setToolTip(plain_tip("\n".join(part for part in (words, more) if part)))
        self.setAccessibleName(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.contentsRect().width()
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))
