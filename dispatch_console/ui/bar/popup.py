"""The command bar on the screen: a line, what it would do, and what else there is to do."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.bar.entry_list import Entry, EntryList
from dispatch_console.ui.theme.palette import SPACE

WIDTH, MARGIN, TOP = 680, 24, 56
LONGEST = 300
"""More characters than anybody says in one sentence."""


class BarPopup(QFrame):
    """Over `window`, hidden until `appear`. `edited(text)` with every change of the line.

    `run(text)`: an entry was chosen while the line said this. Up in the topmost entry brings back
    what was said before.
    """

    edited = Signal(str)
    run = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._past: list[str] = []
        self._back = 0
        self._before: QWidget | None = None
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST)
        self.line.setAccessibleName(tr("Command bar"))
        self.line.setPlaceholderText(tr("assign 1043 to Anna 14:00 · show unassigned P1 · plan"))
        self.line.addAction(
            theme.icon("keyboard", theme.current().muted), QLineEdit.ActionPosition.LeadingPosition
        )
        self.line.textEdited.connect(self._edit)
        self.line.installEventFilter(self)
        self._verdict, self._details = _words(""), _words("caption")
        self._list = EntryList()
        self._list.itemClicked.connect(lambda _: self._take())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        for widget in (self.line, self._verdict, self._details, self._list):
            layout.addWidget(widget)
        theme.dress(self, role="card")
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(32)
        shadow.setOffset(0, 6)
        self.setGraphicsEffect(shadow)
        window.installEventFilter(self)
        self.hide()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the entries offered."""
        return tuple(entry.name for entry in self._list.entries)

    @property
    def verdict(self) -> str:
        """What the bar says about the line, in one text."""
        lines = (self._verdict.text(), self._details.text())
        return "\n".join(line for line in lines if line)

    def appear(self) -> None:
        """Come up with an empty line, ready to type."""
        if self.isHidden():
            self._before = self._window.focusWidget()
        self._back = 0
        self.show()
        self.raise_()
        self.line.clear()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.edited.emit("")

    def vanish(self) -> None:
        """Go, and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        before = self._before
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def say(self, sentence: str) -> None:
        """Put this into the line as if it were typed."""
        self.line.setText(sentence)
        self.edited.emit(sentence)

    def show_verdict(self, words: str, colour: str = "", details: Sequence[str] = ()) -> None:
        """What the sentence will do or lacks; `colour` marks trouble; `details` stand below."""
        for label, shown in ((self._verdict, words), (self._details, "  ·  ".join(details))):
            label.setText(shown)
            label.setVisible(bool(shown))
            label.setStyleSheet(f"color: {colour};" if colour else "")
        self.line.setAccessibleDescription(self.verdict)
        self._fit()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Offer these, the first one chosen."""
        self._list.offer(entries)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        if watched is self.line:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key(event)
            if event.type() == QEvent.Type.FocusOut and not self.isAncestorOf(
                self._window.focusWidget() or self
            ):
                self.hide()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.vanish()
        elif key == Qt.Key.Key_Down and self._back == 0:
            self._list.step(1)
        elif key == Qt.Key.Key_Up and self._back == 0 and self._list.currentRow() > 0:
            self._list.step(-1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._recall(1 if key == Qt.Key.Key_Up else -1)
        elif key == Qt.Key.Key_Tab:
            self._complete()
        else:
            return False
        return True

    def _edit(self, text: str) -> None:
        self._back = 0
        self.edited.emit(text)

    def _recall(self, steps: int) -> None:
        self._back = min(max(self._back + steps, 0), len(self._past))
        if self._past:
            self.say(self._past[-self._back] if self._back else "")

    def _complete(self) -> None:
        entry = self._list.chosen
        if entry is not None and entry.again:
            self.say(entry.again)

    def _take(self) -> None:
        entry, said = self._list.chosen, self.line.text().strip()
        if entry is None:
            return
        if entry.again:
            self.say(entry.again)
            return
        if said and (not self._past or self._past[-1] != said):
            self._past.append(said)
        self.vanish()
        self.run.emit(said)
        entry.do()

    def _fit(self) -> None:
        """As wide as there is room for, as high as what it shows, in the middle above."""
        width = min(WIDTH, self._window.width() - 2 * MARGIN)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((self._window.width() - width) // 2, TOP)


def _words(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.hide()
    theme.dress(label, role=role)
    return label
