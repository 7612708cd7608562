"""The condition of a rule as text: names are completed, a fault is underlined and said."""

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCompleter, QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.rules.checking import checked
from dispatch_console.domain.rules.parsing import KEYWORDS
from dispatch_console.domain.rules.vocabulary import CONSTANTS, FUNCTIONS, NAMES
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.words import text

FEWEST = 2
"""Letters after which names are offered."""

LINES = 3

EXAMPLE = 'has(text, "leak", "漏水") and priority > P2 and hours_since(created) < 4'


class ConditionText(QPlainTextEdit):
    """Offers names that begin with what is typed; Return, Enter and Tab take one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("If"))
        self.setPlaceholderText(tr("always (no condition)"))
        self.setTabChangesFocus(True)
        words = sorted({*NAMES, *CONSTANTS, *KEYWORDS, *(f"{name}(" for name in FUNCTIONS)})
        self.completer = QCompleter(QStringListModel(words, self), self)
        self.completer.setWidget(self)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.activated.connect(self._complete)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES + 5 * SPACE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the list of names go to it while it is open."""
        popup = self.completer.popup()
        taking = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape)
        if popup is not None and popup.isVisible() and event.key() in taking:
            event.ignore()
            return
        super().keyPressEvent(event)
        if event.text():
            self.offer()

    def offer(self) -> None:
        """Show the names that begin with the word before the cursor."""
        begun = self._word().selectedText()
        popup = self.completer.popup()
        if popup is None:
            return
        if len(begun) < FEWEST or not begun.isascii():
            popup.hide()
            return
        self.completer.setCompletionPrefix(begun)
        if self.completer.completionCount() == 0 or self.completer.currentCompletion() == begun:
            popup.hide()
            return
        popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        place = self.cursorRect()
        place.setWidth(popup.sizeHintForColumn(0) + 8 * SPACE)
        self.completer.complete(place)

    def _complete(self, word: str) -> None:
        cursor = self._word()
        cursor.insertText(word)
        self.setTextCursor(cursor)

    def _word(self) -> QTextCursor:
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfWord, QTextCursor.MoveMode.KeepAnchor)
        return cursor


class ConditionEdit(QWidget):
    """The text with what is wrong below it. `changed`: another text stands there."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = ConditionText()
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        theme.dress(self.said, role="caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.field)
        layout.addWidget(self.said)
        self.field.textChanged.connect(self._judge)
        self._judge()

    @property
    def condition(self) -> str:
        """As typed."""
        return self.field.toPlainText().strip()

    def show_condition(self, condition: str) -> None:
        """Put it into the field."""
        self.field.setPlainText(condition)

    def _judge(self) -> None:
        typed = self.field.toPlainText()
        try:
            checked(typed)
        except DomainError as fault:
            self._mark(int(str(fault.params["at"])), int(str(fault.params["until"])))
            self.said.setText(text.error_sentence(fault))
            theme.dress(self.said, role="error")
        else:
            self.field.setExtraSelections([])
            self.said.setText(_help())
            theme.dress(self.said, role="caption")
        self.changed.emit()

    def _mark(self, at: int, until: int) -> None:
        mark = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(theme.current().danger))
        cursor = self.field.textCursor()
        typed = self.field.toPlainText()
        # Qt counts UTF-16 units.
        first, last = (len(typed[:end].encode("utf-16-le")) // 2 for end in (at, until))
        end = len(typed.encode("utf-16-le")) // 2
        cursor.setPosition(min(first, max(end - 1, 0)))
        cursor.setPosition(min(last, end), QTextCursor.MoveMode.KeepAnchor)
        mark.cursor, mark.format = cursor, look  # pyright: ignore[reportAttributeAccessIssue]
        self.field.setExtraSelections([mark])


def _help() -> str:
    return tr("For example: {example}", example=EXAMPLE)
