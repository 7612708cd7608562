"""What rules would have done to the tickets that came in last."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import RuleId
from dispatch_console.services.rules.bench import MOST, Tried
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import number
from dispatch_console.ui.rules.line_list import LineList
from dispatch_console.ui.rules.words import count_sentence
from dispatch_console.ui.theme.palette import SPACE

LINES = 2000
"""More lines nobody reads."""


class BenchPane(QWidget):
    """`try_wanted(all, most)`: the rule in the editor, or all rules with it, over so many."""

    try_wanted = Signal(bool, int)

    def __init__(self, board: Board, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.most = number(tr("How many tickets"), 10, 5000, MOST)
        self.this = QPushButton(tr("Try this rule"))
        self.all = QPushButton(tr("Try all rules in force"))
        self.this.clicked.connect(lambda: self.try_wanted.emit(False, self.most.value()))
        self.all.clicked.connect(lambda: self.try_wanted.emit(True, self.most.value()))
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.lines = LineList(tr("What rules would have done"), board, zone)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        caption = QLabel(tr("Last tickets"))
        for widget in (caption, self.most, self.this, self.all):
            row.addWidget(widget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(row)
        layout.addWidget(self.said)
        layout.addWidget(self.lines, 1)
        self.say(tr("Nothing is changed by trying. What is not saved yet is tried too."))

    def show_busy(self) -> None:
        """It is being worked out."""
        self.this.setEnabled(False)
        self.all.setEnabled(False)
        self.say(tr("Trying the rules…"))

    def show_tried(self, tried: Tried, names: Mapping[RuleId, str]) -> None:
        """Counts, and what would be another."""
        self._ready()
        self.lines.show_lines(tried.fired[:LINES])
        head = tr("Of {count} tickets:", count=tried.tickets)
        self.say(f"{head}\n{count_sentence(names, tried.counts)}")

    def show_failure(self, sentence: str) -> None:
        """It did not work."""
        self._ready()
        self.say(sentence, "error")

    def say(self, words: str, role: str = "caption") -> None:
        """Put it above the list."""
        self.said.setText(words)
        theme.dress(self.said, role=role)

    def _ready(self) -> None:
        self.this.setEnabled(True)
        self.all.setEnabled(True)
