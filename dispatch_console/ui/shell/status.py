"""The line at the bottom: the database's state, who works here, the time."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from dispatch_console.domain.connection import Link
from dispatch_console.support.clock import Clock
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.words import text

TICK_MS = 5000


class Status(QStatusBar):
    """The link to the server and the age of the data, a moving bar while writing, a missing
    backup, user, clock."""

    def __init__(
        self, server: str, user: str, clock: Clock, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._server, self._clock, self._zone = server, clock, zone
        self._mark, self._state, self._time = QLabel(), QLabel(), QLabel()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setFixedWidth(90)
        self._busy.setAccessibleName(tr("Working"))
        self._busy.hide()
        who, face = QLabel(user), QLabel()
        face.setPixmap(theme.pixmap("user", 14, theme.current().muted))
        self.setSizeGripEnabled(False)
        for widget in (self._mark, self._state, self._busy):
            self.addWidget(widget)
        self._backup = QLabel()
        self._backup.setStyleSheet(f"color: {theme.current().danger};")
        self._backup.hide()
        for widget in (self._backup, face, who, self._time):
            self.addPermanentWidget(widget)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show_time)
        self._tick.start()
        self._show_time()
        self._show("database", tr("Connecting to {server}…", server=server))

    def show_link(self, link: Link, read_at: datetime) -> None:
        """Whether the database can be reached; if not, how old the data is."""
        if link is Link.ONLINE:
            self._show("database", tr("Connected to {server}", server=self._server))
        elif link is Link.DELAYED:
            self._show(
                "clock",
                tr(
                    "Connecting to {server} again; the board is as of {time}",
                    server=self._server,
                    time=text.clock_time(read_at, self._zone),
                ),
                theme.current().warning,
            )
        else:
            self._show(
                "offline",
                tr(
                    "{server} cannot be reached; the board is as of {time}",
                    server=self._server,
                    time=text.clock_time(read_at, self._zone),
                ),
                theme.current().danger,
            )

    def show_busy(self, busy: bool) -> None:
        """Whether something is being written."""
        self._busy.setVisible(busy)

    def show_backup(self, trouble: str) -> None:
        """Why there is no backup of today; empty: there is one."""
        self._backup.setText(tr("Not backed up") if trouble else "")
        self._backup.setToolTip(trouble)
        self._backup.setAccessibleDescription(trouble)
        self._backup.setVisible(bool(trouble))

    def _show(self, icon: str, words: str, colour: str | None = None) -> None:
        self._mark.setPixmap(theme.pixmap(icon, 14, colour or theme.current().muted))
        self._state.setText(words)
        self._state.setStyleSheet(f"color: {colour};" if colour else "")

    def _show_time(self) -> None:
        moment = self._clock().astimezone(self._zone)
        self._time.setText(f"{moment:%Y-%m-%d %H:%M}  {self._zone.key}")


def server_shown(server: str) -> str:
    """The server as people know it: the console's own one is reached through a folder."""
    return tr("this computer's own database") if Path(server).is_absolute() else server
