"""A button in a form that shows what is chosen, and a menu to choose it from."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QStyleOptionButton, QWidget

from dispatch_console.ui import theme

ARROW_PX = 20
"""What the arrow takes, beside the words."""


class MenuChoice(QPushButton):
    """Looks like the other fields of a form: its words begin at the left, an arrow at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.dress(self, kind="choice")

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(ARROW_PX, 0)

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        # Beside a menu's own arrow Qt lays words at the very edge; the style sheet has the arrow.
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu
