"""What happened to the ticket in the inspector: read from the database when it is looked at."""

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services import chronicle
from dispatch_console.services.chronicle import Event
from dispatch_console.ui import text
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore

log = logging.getLogger(__name__)


class HistoryFlow(QObject):
    """Answers the inspector's wish for a ticket's history; the ticket asked for last counts."""

    def __init__(
        self,
        session: Session,
        store: BoardStore,
        inspector: InspectorPanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._store, self._panel = session.context, store, inspector.history
        self._questions = Latest(session.background.database, self)
        self._shown: TicketId | None = None
        inspector.history_wanted.connect(self._ask)

    def _ask(self, ticket: TicketId) -> None:
        if ticket != self._shown:
            self._panel.show_reading()
        self._shown = ticket
        read: Callable[[], tuple[Event, ...]] = partial(chronicle.read, self._context, ticket)
        self._questions.ask(read, self._show, self._fail)

    def _show(self, events: tuple[Event, ...]) -> None:
        self._panel.show_events(events, self._store.board)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("no history", exc_info=error)
        self._shown = None
        self._panel.show_failure(text.error_sentence(error))
