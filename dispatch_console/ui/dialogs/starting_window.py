"""What is on the screen until the database is open; where it cannot be opened, what to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE


class StartingWindow(QWidget):
    """`again_wanted`, `settings_wanted`, on a `shared` server `login_wanted`: buttons shown once
    opening failed; `closed` by hand.
    """

    again_wanted = Signal()
    login_wanted = Signal()
    settings_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, shared: bool = False) -> None:
        super().__init__(parent)
        self._shared = shared
        self.setWindowTitle(tr("Dispatch Console"))
        self.setWindowIcon(theme.icon("app"))
        self.setFixedWidth(560)
        heading = QLabel(tr("Dispatch Console"))
        theme.dress(heading, role="title")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setMinimumHeight(14 * SPACE)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Starting"))
        self._buttons = QWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * SPACE, 6 * SPACE, 6 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        for widget in (heading, self._words, self._progress, self._buttons):
            layout.addWidget(widget)
        self._fill_buttons()
        self.show_busy()

    def show_busy(self) -> None:
        """Opening is under way."""
        self._words.setText(tr("Opening the database…"))
        self._progress.show()
        self._buttons.hide()
        self.adjustSize()

    def show_failure(self, sentence: str) -> None:
        """It could not be opened, and this is why."""
        self._words.setText(sentence)
        self._progress.hide()
        self._buttons.show()
        self.adjustSize()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)

    @property
    def sentence(self) -> str:
        """What it says now."""
        return self._words.text()

    def _fill_buttons(self) -> None:
        again = QPushButton(tr("Try again"))
        theme.dress(again, kind="primary")
        again.clicked.connect(self.again_wanted)
        settings = QPushButton(tr("Settings…"))
        settings.clicked.connect(self.settings_wanted)
        login = QPushButton(tr("Log in…"))
        login.setVisible(self._shared)
        login.clicked.connect(self.login_wanted)
        leave = QPushButton(tr("Quit"))
        leave.clicked.connect(self.close)
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addStretch(1)
        for button in (leave, settings, login, again):
            row.addWidget(button)
