"""F1: every shortcut, found from the actions themselves, and the keys of the panels."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog

Groups = Mapping[str, Sequence[tuple[str, str]]]
"""Heading → (keys, what they do)."""


class ShortcutsDialog(Dialog):
    """Two columns of groups of shortcuts, about as long as each other; Esc closes."""

    def __init__(self, groups: Groups, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet = QWidget()
        row = QHBoxLayout(sheet)
        row.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        row.setSpacing(8 * SPACE)
        columns, lines = (QVBoxLayout(), QVBoxLayout()), [0, 0]
        for column in columns:
            row.addLayout(column, 1)
        for heading, entries in groups.items():
            shorter = lines.index(min(lines))
            columns[shorter].addWidget(_group(heading, entries), 0, Qt.AlignmentFlag.AlignTop)
            lines[shorter] += len(entries) + 1
        for column in columns:
            column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        area.setAccessibleName(tr("Keyboard shortcuts"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        beside = area.verticalScrollBar().sizeHint().width() + 2 * area.frameWidth()
        self.resize(max(760, sheet.sizeHint().width() + beside), 620)


def shown_keys(keys: str) -> str:
    """Keys as this platform writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) or keys


def _group(heading: str, entries: Sequence[tuple[str, str]]) -> QWidget:
    group = QWidget()
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, 3 * SPACE)
    grid.setHorizontalSpacing(3 * SPACE)
    title = QLabel(heading)
    theme.dress(title, role="heading")
    grid.addWidget(title, 0, 0, 1, 2)
    for line, (keys, meaning) in enumerate(entries, 1):
        key = QLabel(shown_keys(keys))
        theme.dress(key, role="key")
        what = QLabel(meaning)
        what.setTextFormat(Qt.TextFormat.PlainText)
        what.setAccessibleName(f"{keys}: {meaning}")
        grid.addWidget(key, line, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(what, line, 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, 110)
    return group
