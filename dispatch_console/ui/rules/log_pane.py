"""What rules did."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.rules.record import Logged
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.rules.line_list import LineList
from dispatch_console.ui.theme.palette import SPACE


class LogPane(QWidget):
    """`log_wanted(this_rule, idle_too)`: whether of the chosen rule alone, and of those whose
    condition did not hold."""

    log_wanted = Signal(bool, bool)

    def __init__(self, board: Board, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.this = QCheckBox(tr("Only the chosen rule"))
        self.idle = QCheckBox(tr("Also where the condition was not met"))
        self.again = QPushButton(theme.icon("refresh"), tr("Refresh"))
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        theme.dress(self.said, role="caption")
        self.lines = LineList(tr("Log of the rules"), board, zone)
        self.this.toggled.connect(self.ask)
        self.idle.toggled.connect(self.ask)
        self.again.clicked.connect(self.ask)
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        for widget in (self.this, self.idle):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.again)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(row)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.said)

    def ask(self) -> None:
        """Have it read."""
        self.log_wanted.emit(self.this.isChecked(), self.idle.isChecked())

    def show_log(self, lines: Sequence[Logged]) -> None:
        """These lines, the last first."""
        self.lines.show_lines(lines)
        self.said.setText(
            tr("{count} lines, the last first.", count=len(lines))
            if lines
            else tr("No rule has had anything to do yet.")
        )

    def show_failure(self, sentence: str) -> None:
        """It could not be read."""
        self.said.setText(sentence)
