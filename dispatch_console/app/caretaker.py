"""What a console does for a database of its own: backs it up every day and runs its gateway.

A shared server sees to itself.
"""

from PySide6.QtCore import QObject, Signal

from dispatch_console.app.daily import DailyBackup
from dispatch_console.app.session import Connection
from dispatch_console.support.settings import Settings
from dispatch_console.ui.background import Background
from dispatch_console.ui.gateway_runner import GatewayRunner, Wanted


class Caretaker(QObject):
    """`backed_up(None)`: a backup is there; `backed_up(Exception)`: none is."""

    backed_up = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self.gateway = GatewayRunner(self)
        self.daily: DailyBackup | None = None

    def look_after(
        self, connection: Connection | None, settings: Settings, *, lasting: bool
    ) -> None:
        """Do so for this database, as set, and no more for the one before. One that is not
        `lasting` (a demo, a test) is not backed up."""
        if self.daily is not None:
            self.daily.stop()
            self.daily.deleteLater()
            self.daily = None
        own = connection is not None and connection.server is not None
        url = connection.database.url if connection is not None and own else ""
        if url and lasting and settings.daily_backup == "on":
            self.daily = DailyBackup(url, settings, self._background, self)
            self.daily.failed.connect(self.backed_up)
            self.daily.made.connect(lambda: self.backed_up.emit(None))
        served = Wanted(url, settings.gateway_host, settings.gateway_port)
        self.gateway.serve(served if url and settings.gateway == "on" else None)

    def close(self) -> None:
        """Stop; waits until the gateway has."""
        if self.daily is not None:
            self.daily.stop()
        self.gateway.close()
