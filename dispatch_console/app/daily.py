"""The daily backup of the embedded database, while the console runs."""

import logging
from datetime import UTC
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from dispatch_console.app.session import user_name
from dispatch_console.domain.errors import DomainError
from dispatch_console.support.clock import utc_now
from dispatch_console.support.settings import Settings
from dispatch_console.ui.background import Background

FIRST_MS = 5 * 60_000
"""A console that was only opened to look something up is not kept busy."""
AGAIN_MS = 60 * 60_000

log = logging.getLogger(__name__)


class DailyBackup(QObject):
    """Looks some minutes after the start and every hour whether a backup is due, and makes it.

    `made`: a backup is there, now or from less than a day ago. `failed(Exception)`: none is.
    """

    made = Signal()
    failed = Signal(object)

    def __init__(
        self, url: str, settings: Settings, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._url, self._settings, self._background = url, settings, background
        self._stopped = Event()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._timer.start(FIRST_MS)

    def look(self) -> None:
        """Make a backup if one is due; on a thread and a connection of its own."""
        self._timer.start(AGAIN_MS)
        self._background.free(self._make, self._made, self._failed)

    def stop(self) -> None:
        """Make none any more; one that is being made is given up."""
        self._timer.stop()
        self._stopped.set()

    def _make(self) -> Path | None:
        from dispatch_console.services.backups import folder, make_daily

        try:
            zone = ZoneInfo(self._settings.time_zone)
        except (ValueError, OSError, KeyError):
            zone = UTC
        return make_daily(
            self._url,
            folder(self._settings),
            by=user_name(self._settings),
            now=utc_now(),
            zone=zone,
            cancelled=self._stopped.is_set,
        )

    def _made(self, path: Path | None) -> None:
        if path is not None:
            log.info("daily backup: %s", path)
        self.made.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, DomainError) and error.code == "backup.stopped":
            return
        log.warning("no daily backup: %s", error, exc_info=error.__cause__)
        self.failed.emit(error)
