"""The window's way of saying what happened: a line that never stops anybody's work."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QPushButton, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.quiet_button import quiet_button

STAY_MS = 6000
"""How long good news stays; a warning or an error stays until it is closed or followed."""

WIDEST, GAP = 760, 3 * SPACE
"""The width at which a message breaks into lines, and its distance from the window's edges."""


class MessageBar(QFrame):
    """One message with its icon, an action if there is one, and a way to close it.

    It lies over the window, above its status line: coming and going it moves nothing of what one
    is about to click or drop on.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._action = QPushButton()
        self._action.clicked.connect(self._act)
        self._then: Callable[[], object] | None = None
        close = quiet_button("close", tr("Close this message"))
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._picture)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._action)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def lie_over(self, window: QMainWindow) -> None:
        """Show messages at the foot of this window, whatever its size becomes."""
        self.setParent(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A panel that comes to the front of its tabs would lie over it.
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            self._place()
            self.raise_()
        return False

    @property
    def sentence(self) -> str:
        """What it says now; empty when nothing is shown."""
        return "" if self.isHidden() else self._words.text()

    def done(self, sentence: str) -> None:
        """Something worked; the line leaves by itself."""
        self._show(sentence, "check", theme.current().ok)
        self._timer.start(STAY_MS)

    def warn(
        self, sentence: str, action: str = "", then: Callable[[], object] | None = None
    ) -> None:
        """Something was refused or needs attention; `then` runs on the button `action`."""
        self._show(sentence, "warning", theme.current().warning, action, then)

    def fail(
        self, sentence: str, action: str = "", then: Callable[[], object] | None = None
    ) -> None:
        """Something went wrong; `then` runs on the button `action`."""
        self._show(sentence, "error", theme.current().danger, action, then)

    def _show(
        self,
        sentence: str,
        icon: str,
        colour: str,
        action: str = "",
        then: Callable[[], object] | None = None,
    ) -> None:
        self._timer.stop()
        palette = theme.current()
        self.setStyleSheet(
            f"MessageBar {{ background: {palette.raised}; border: 1px solid {palette.muted};"
            f" border-left: 4px solid {colour}; }}"
        )
        self._picture.setPixmap(theme.pixmap(icon, 20, colour))
        self._words.setText(sentence)
        self._action.setText(action)
        self._action.setVisible(then is not None)
        self._then = then
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        """As narrow as the words allow, in the middle of the window's foot, clear of the board."""
        window, layout = self.parentWidget(), self.layout()
        if not isinstance(window, QMainWindow) or layout is None:
            return
        self.ensurePolished()
        layout.activate()
        room = window.rect().adjusted(GAP, GAP, -GAP, -GAP - window.statusBar().height())
        beside = layout.minimumSize().width() - self._words.minimumSizeHint().width()
        lines = self._words.fontMetrics().boundingRect(
            QRect(0, 0, min(WIDEST, room.width()) - beside, 0),
            Qt.TextFlag.TextWordWrap.value,
            self._words.text(),
        )
        width = min(lines.width() + beside + GAP, room.width())
        height = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        middle = room.center().x() - width // 2
        left = min(max(middle, room.left() + room.width() * 3 // 10), room.right() - width)
        self.setGeometry(left, room.bottom() - height, width, height)

    def _act(self) -> None:
        then = self._then
        self.hide()
        if then is not None:
            then()
