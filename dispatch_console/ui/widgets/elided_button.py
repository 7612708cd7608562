"""A button whose name ends in … where there is no room for all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

PADDING = 28
"""What frame and margins take of a button's width, in pixels."""

LEAST = 48


class ElidedButton(QPushButton):
    """`say` names it; the tip has the whole name. It takes what width there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setProperty("elides", True)

    @property
    def words(self) -> str:
        """The whole name."""
        return self._words

    def say(self, words: str, about: str) -> None:
        """Show the words; `about` is what the button does, for its tip and screen readers."""
        self._words = words
        self.setToolTip(about)
        self.setAccessibleName(about)
        self._shorten()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._words) + PADDING
        return QSize(max(LEAST, width), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        room = self.width() - PADDING
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
