"""Feeds the chips of the window with what the database knows, and opens the list of duties."""

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.roles import Right
from dispatch_console.services import alarms
from dispatch_console.services.alarms import Alarms
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.notices.duties_dialog import DutiesDialog
from dispatch_console.ui.shell.alarm_strip import AlarmStrip

if TYPE_CHECKING:
    from dispatch_console.ui.shell.kpi_strip import KpiStrip
    from dispatch_console.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

LOOK_MS = 60_000
"""That a duty is not done is announced by nobody."""


class AlarmsFlow(QObject):
    """Asks only for those who can do something about it: who changes staff."""

    def __init__(self, main: "MainWindow", kpis: "KpiStrip") -> None:
        super().__init__(main)
        self._main = main
        self._found, self._looked = Alarms(), False
        self._dialog: DutiesDialog | None = None
        self.strip = AlarmStrip(main.store, main.outbox.show, self.show_duties)
        kpis.counted.connect(self.strip.show_kpis)
        self._questions = Latest(main.session.background.database, self)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        # Not at once: where no console ran overnight, this one is about to do the duties.
        main.hub.loaded.connect(self._timer.start)
        main.hub.service_changed.connect(
            lambda tables: self.look() if self._looked and "outbox" in tables else None
        )

    def look(self) -> None:
        """Read how it stands."""
        self._looked = True
        if self._main.intents.rights.may(Right.STAFF):
            read = partial(alarms.read, self._main.session.context)
            self._questions.ask(read, self._show, self._unread)

    def show_duties(self) -> None:
        """Open the list of duties, or bring it to the front."""
        if self._dialog is None:
            self._dialog = DutiesDialog(self._main.session.zone, self._main)
            self._dialog.finished.connect(self._forget)
        self._dialog.show_alarms(self._found)
        self._dialog.show()
        self._dialog.raise_()
        self.look()

    def _show(self, found: Alarms) -> None:
        self._found = found
        self.strip.show_alarms(found)
        if self._dialog is not None:
            self._dialog.show_alarms(found)

    def _unread(self, error: Exception) -> None:
        """The next look may succeed; an outage is told elsewhere."""
        if not is_outage(error):
            log.error("no alarms", exc_info=error)

    def _forget(self) -> None:
        self._dialog = None
