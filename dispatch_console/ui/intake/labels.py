"""Labels and rows as the intake window has them."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label


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


def beside(heading: QWidget, said: QWidget, *deeds: QWidget) -> QHBoxLayout:
    """A heading, what there is to say, and what can be done, in one row."""
    row = QHBoxLayout()
    row.setSpacing(2 * SPACE)
    row.addWidget(heading)
    row.addWidget(said, 1)
    for deed in deeds:
        row.addWidget(deed)
    return row
