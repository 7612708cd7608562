"""Labels and rows as the intake window has them. Text is plain: it may come from a caller."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE


def label(role: str, words: str = "", *, wraps: bool = False) -> QLabel:
    """A label in one of the roles of the style sheet."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    theme.dress(made, role=role)
    return made


def wrong() -> QLabel:
    """Where it is said what is missing; hidden while nothing is."""
    made = label("error", wraps=True)
    made.hide()
    return made


def under(fields: QHBoxLayout, below: QLabel) -> QVBoxLayout:
    """Fields with a label right below them."""
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addLayout(fields)
    column.addWidget(below)
    return column


def beside(heading: QWidget, said: QWidget, deed: QWidget) -> QHBoxLayout:
    """A heading, what there is to say, and what can be done, in one row."""
    row = QHBoxLayout()
    row.setSpacing(2 * SPACE)
    row.addWidget(heading)
    row.addWidget(said, 1)
    row.addWidget(deed)
    return row
