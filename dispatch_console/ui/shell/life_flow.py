"""A ticket's life in the inspector: read from the database when it is looked at."""

import logging
from functools import partial

from PySide6.QtCore import QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services import lifecycle
from dispatch_console.services.lifecycle import Life
from dispatch_console.ui import text
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore

log = logging.getLogger(__name__)


class LifeFlow(QObject):
    """Answers the inspector's wish for a ticket's life; the ticket asked for last counts."""

    def __init__(
        self,
        session: Session,
        store: BoardStore,
        hub: ChangeHub,
        inspector: InspectorPanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._store, self._panel = session.context, store, inspector.life
        self._questions = Latest(session.background.database, self)
        self._shown: TicketId | None = None
        inspector.life_wanted.connect(self._ask)
        hub.service_changed.connect(self._linked)

    def _ask(self, ticket: TicketId) -> None:
        if ticket != self._shown:
            self._panel.show_reading()
        self._shown = ticket
        self._questions.ask(partial(lifecycle.read, self._context, ticket), self._show, self._fail)

    def _linked(self, kinds: frozenset[str]) -> None:
        if "ticket_link" in kinds and self._shown is not None and self._panel.isVisible():
            self._ask(self._shown)

    def _show(self, life: Life) -> None:
        self._panel.show_life(life, self._store.board)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("no life of a ticket", exc_info=error)
        self._shown = None
        self._panel.show_failure(text.error_sentence(error))
