"""The band across the window while the database is late or away."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from dispatch_console.domain.connection import Link
from dispatch_console.support.clock import Clock
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.words import text

TICK_MS = 5_000


class ConnectionBanner(QFrame):
    """Icon, words and colour each tell DELAYED from READ_ONLY; hidden while all is well.

    `again_wanted`: try to reach the server now.
    """

    again_wanted = Signal()

    def __init__(
        self, server: str, clock: Clock, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._server, self._clock, self._zone = server, clock, zone
        self._link, self._read_at = Link.ONLINE, clock()
        self._picture, self._state, self._words = QLabel(), QLabel(), QLabel()
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self.again = QPushButton(tr("Try again now"))
        self.again.clicked.connect(self.again_wanted)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3 * SPACE, SPACE, 2 * SPACE, SPACE)
        self._row.setSpacing(2 * SPACE)
        self._row.addWidget(self._picture)
        self._row.addWidget(self._state)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self.again)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._say)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says now; empty while it is hidden."""
        return "" if self.isHidden() else self.accessibleName()

    def add_button(self, button: QPushButton) -> None:
        """Something else that can be done meanwhile."""
        self._row.insertWidget(self._row.count() - 1, button)

    def show_link(self, link: Link, read_at: datetime) -> None:
        """How the server is heard; the board is as of `read_at`."""
        self._link, self._read_at = link, read_at
        if link is Link.ONLINE:
            self._tick.stop()
            self.hide()
            return
        palette = theme.current()
        away = link is Link.READ_ONLY
        colour = palette.danger if away else palette.warning
        width = 6 if away else 3
        self.setStyleSheet(
            f"ConnectionBanner {{ background: {palette.raised}; border: 0;"
            f" border-left: {width}px solid {colour}; border-bottom: 2px solid {colour}; }}"
        )
        self._picture.setPixmap(theme.pixmap("offline" if away else "clock", 20, colour))
        self._state.setStyleSheet(f"color: {colour}; font-weight: 600;")
        self._say()
        self._tick.start()
        self.show()

    def _say(self) -> None:
        at = text.day_and_time(self._read_at, self._zone)
        age = age_words(self._clock() - self._read_at)
        if self._link is Link.READ_ONLY:
            self._state.setText(tr("Read-only"))
            words = tr(
                "{server} cannot be reached. What you see is as of {time} ({age}). Changes wait"
                " until it is back; a call you take now is kept and entered then.",
                server=self._server,
                time=at,
                age=age,
            )
        else:
            self._state.setText(tr("Delayed"))
            words = tr(
                "The connection to {server} is being made again. What you see is as of {time}"
                " ({age}).",
                server=self._server,
                time=at,
                age=age,
            )
        self._words.setText(words)
        self.setAccessibleName(f"{self._state.text()}: {words}")


def age_words(age: timedelta) -> str:
    """How old the data is, rounded down as people say it."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 1:
        return tr("less than a minute old")
    if minutes < 120:
        return tr("{minutes} min old", minutes=minutes)
    return tr("{hours} h old", hours=minutes // 60)
