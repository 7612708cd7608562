"""The console does the duties that come round, while it runs."""

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Right
from dispatch_console.services.context import Context
from dispatch_console.services.rights import Rights
from dispatch_console.ui.background import Background

EVERY_MS = 20_000

log = logging.getLogger(__name__)


def may_do_duties(rights: Rights) -> bool:
    """A login that sees but some regions would leave the tickets of the others undone."""
    return rights.may(Right.TICKETS) and (rights.seat is None or not rights.seat.regions)


class Rounds(QObject):
    """Looks every so often what is due; one round at a time, off the GUI thread."""

    def __init__(
        self, context: Context, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        # What duties do is not for Ctrl+Z.
        self._context = replace(context, database=context.database.unheard())
        self._background = background
        self._under_way = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Do what is due, unless the last round is still under way."""
        if not self._under_way:
            self._under_way = True
            self._background.free(self._round, self._done, self._failed)

    def _round(self) -> dict[str, int]:
        from dispatch_console.services.chores import by_server, carry_out

        return carry_out(by_server(self._context))

    def _done(self, done: dict[str, int]) -> None:
        self._under_way = False
        if any(done.values()):
            log.info("duties: %s", ", ".join(f"{name} {count}" for name, count in done.items()))

    def _failed(self, error: Exception) -> None:
        self._under_way = False
        if is_outage(error):
            log.info("the duties wait for the database")
        elif isinstance(error, DomainError) and error.code == "database.rights":
            log.info("the duties are not this login's")
            self._timer.stop()
        else:
            log.error("the duties were not done", exc_info=error)
