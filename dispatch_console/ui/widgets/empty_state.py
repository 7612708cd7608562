"""What a view says when it has nothing to show: why, and what to do first."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE


class EmptyState(QWidget):
    """An icon, a heading, a sentence, and buttons for what to do; or a bar while it loads."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel()
        self._picture.setPixmap(theme.pixmap(icon, 40, theme.current().muted))
        self._heading = _centred("heading")
        self._sentence = _centred("caption")
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setFixedWidth(160)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2 * SPACE)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * SPACE)
        layout.addStretch(2)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._heading)
        layout.addWidget(self._sentence)
        layout.addWidget(self._busy, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(self._buttons)
        layout.addStretch(3)
        self._busy.hide()

    def say(self, heading: str, sentence: str, *, busy: bool = False) -> None:
        """Show these words; with `busy` a moving bar below them."""
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._busy.setVisible(busy)
        self.setAccessibleName(f"{heading}. {sentence}")

    def offer(self, *choices: tuple[str, Callable[[], object]]) -> None:
        """Offer these buttons, the first as the main one, in place of any before."""
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons.addStretch()
        for number, (label, action) in enumerate(choices):
            button = QPushButton(label)
            theme.dress(button, kind="" if number else "primary")
            button.clicked.connect(lambda _=False, action=action: action())
            self._buttons.addWidget(button)
        self._buttons.addStretch()


def _centred(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    theme.dress(label, role=role)
    return label
