"""A label that shows words as they are: they may come from a caller or a file."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from dispatch_console.ui import theme


def label(role: str, words: str = "", *, wraps: bool = False) -> QLabel:
    """A label of plain text in one of the roles of the style sheet; "" for the body's."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    theme.dress(made, role=role)
    return made
