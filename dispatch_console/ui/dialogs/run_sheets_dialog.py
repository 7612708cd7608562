"""Of whom and for which day run sheets are wanted."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QPushButton, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog

EVERYBODY = EngineerId(0)


class RunSheetsDialog(Dialog):
    """`wanted(engineer ids, days)`."""

    wanted = Signal(object, object)

    def __init__(self, board: Board, days: Sequence[date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board, self._days = board, tuple(days)
        self.setWindowTitle(tr("Run sheets"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(440)
        self.engineer, self.day = QComboBox(), QComboBox()
        self.engineer.setAccessibleName(tr("Engineer"))
        self.engineer.addItem(tr("Everybody"), EVERYBODY)
        for known in sorted(board.engineers.values(), key=lambda one: (one.name, one.id)):
            self.engineer.addItem(known.name, known.id)
        self.day.setAccessibleName(tr("Day"))
        if len(self._days) > 1:
            self.day.addItem(tr("All days shown"), None)
        for day in self._days:
            self.day.addItem(f"{day:%Y-%m-%d}", day)
        said = QLabel(
            tr("A page for each engineer and day, from what this console has on its screen.")
        )
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        theme.dress(said, role="caption")
        save, cancel = QPushButton(tr("Save as PDF…")), QPushButton(tr("Cancel"))
        save.setDefault(True)
        save.clicked.connect(self._save)
        cancel.clicked.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setHorizontalSpacing(3 * SPACE)
        form.addRow(said)
        form.addRow(tr("Engineer"), self.engineer)
        form.addRow(tr("Day"), self.day)
        form.addRow(foot(cancel, save))

    def _save(self) -> None:
        one, day = self.engineer.currentData(), self.day.currentData()
        engineers = tuple(self._board.engineers) if one == EVERYBODY else (one,)
        self.accept()
        self.wanted.emit(engineers, self._days if day is None else (day,))
