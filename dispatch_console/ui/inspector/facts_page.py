"""The facts of a ticket in columns side by side, its description last."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.inspector.facts import Group
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label


class FactsPage(QScrollArea):
    """Shows what it is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Ticket"))

    def show_facts(self, groups: Sequence[Group], description: str) -> None:
        """These in place of any before."""
        sheet = QWidget()
        theme.dress(sheet, role="panel")
        row = QHBoxLayout(sheet)
        row.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        row.setSpacing(6 * SPACE)
        for group in groups:
            row.addLayout(_column(group), 1)
        if description:
            words = label("", description, wraps=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row.addWidget(words, 1, Qt.AlignmentFlag.AlignTop)
        self.setWidget(sheet)


def _column(group: Group) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * SPACE)
    grid.setVerticalSpacing(SPACE)
    for line, (caption, value) in enumerate(group.facts):
        shown = label("", value, wraps=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAccessibleName(f"{caption}: {value}")
        grid.addWidget(label("caption", caption), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, line, 1, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(len(group.facts), 1)
    return grid
