"""Buttons for the steps of a requisition."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from dispatch_console.domain.requisition import Action, Requisition
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.desk import offered
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import allow
from dispatch_console.words import parts as words


class StepButtons(QWidget):
    """A button for each step that is legal now and this user's; `wanted(Action)`.

    Where there is none, it says why, unless without `hints`.
    """

    wanted = Signal(object)

    def __init__(self, intents: Intents, *, hints: bool = True) -> None:
        super().__init__()
        self._intents, self._hints = intents, hints
        self._hint = label("caption")
        self._buttons = QHBoxLayout(self)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(2 * SPACE)
        self.setMinimumHeight(34)
        intents.gate.changed.connect(lambda: self.offer(self._row))
        self.offer(None)

    def offer(self, row: Requisition | None) -> None:
        """The steps of this requisition."""
        self._row: Requisition | None = row
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._hint:
                widget.hide()
                widget.deleteLater()
        steps = offered(row, self._intents.rights) if row is not None else ()
        self._buttons.addWidget(self._hint)
        self._hint.setText(_hint(row, bool(steps)))
        self._hint.setVisible(self._hints and not steps)
        for number, action in enumerate(steps):
            button = QPushButton(words.action_name(action))
            theme.dress(button, kind=_look(action, number))
            allow(button, True, self._intents.gate)
            button.clicked.connect(lambda _=False, action=action: self.wanted.emit(action))
            self._buttons.addWidget(button)
        if self._hints:
            self._buttons.addStretch(1)


def _look(action: Action, number: int) -> str:
    if action in (Action.CANCEL, Action.REFUSE):
        return "danger"
    return "" if number else "primary"


def _hint(row: Requisition | None, able: bool) -> str:
    if row is None:
        return tr("Choose a requisition to see what can be done with it.")
    return "" if able else tr("Others take the next step of this requisition.")
