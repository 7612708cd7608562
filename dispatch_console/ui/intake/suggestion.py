"""A value proposed beside a field: Tab takes it, and what a person has chosen stays."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from dispatch_console.support.i18n import tr
from dispatch_console.ui.widgets.label import label

MOST_WORDS = 2
"""So many of the words that made a proposal are shown."""

TWO_LINES_PX = 36
"""Kept free beside every field, so that nothing moves under the hand when a proposal comes."""


class Suggestion(QObject):
    """Proposals for one choice, told in `label`. `taken(value)`: Tab was pressed on one."""

    taken = Signal(object)

    def __init__(self, field: QComboBox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settled = False
        self.label = label("caption", wraps=True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.label.setFixedHeight(TWO_LINES_PX)
        self._field = field
        self._value: object = None
        field.installEventFilter(self)
        field.activated.connect(lambda: self.settle(True))
        line = field.lineEdit()
        if line is not None:
            line.installEventFilter(self)
            line.textEdited.connect(lambda: self.settle(True))

    def propose(self, value: object, name: str, words: Sequence[str]) -> None:
        """Show the value with the words that made it; not over a person's own choice."""
        if self.settled:
            return
        self._value = value
        because = tr("list.comma").join(f'"{word}"' for word in words[:MOST_WORDS])
        self.label.setText(tr("Tab: {name}, for {words}", name=name, words=because))
        self._field.setAccessibleDescription(self.label.text())

    def withdraw(self) -> None:
        """Nothing is proposed."""
        self._value = None
        self.label.clear()
        self._field.setAccessibleDescription("")

    def settle(self, settled: bool) -> None:
        """Whether a person has chosen there."""
        self.settled = settled
        if settled:
            self.withdraw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        plain_tab = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and not event.modifiers()
        )
        if plain_tab and self._value is not None:
            value = self._value
            self.withdraw()
            self.taken.emit(value)
        return False
