"""The board's search among closed tickets: asked of the database, answered below the open ones."""

import logging

from PySide6.QtCore import QObject

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services.searching import ClosedTickets, closed_tickets
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore

log = logging.getLogger(__name__)

SHORTEST = 2
"""A single letter is in every ticket."""


class ClosedSearch(QObject):
    """Follows the text of the board's filter, and tickets that leave the board or come back to it;
    only the newest question is answered."""

    def __init__(
        self, session: Session, store: BoardStore, board: BoardPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._store, self._board = session, store, board
        self._latest = Latest(session.background.database, self)
        self._asked = ""
        self._listed: frozenset[TicketId] = frozenset()
        store.filter_changed.connect(self._follow)
        store.changed.connect(self._hear)

    def _follow(self) -> None:
        typed = self._store.filter.text.strip()
        if typed == self._asked:
            return
        self._asked = typed
        if len(typed) < SHORTEST:
            self._latest.drop()
            self._board.closed.show_found(ClosedTickets(""))
            return
        self._board.closed.show_searching()
        self._ask()

    def _hear(self, changes: ChangeSet) -> None:
        elsewhere = changes.tickets - self._store.board.tickets.keys()
        if len(self._asked) >= SHORTEST and (elsewhere or changes.tickets & self._listed):
            self._ask()

    def _ask(self) -> None:
        context, typed = self._session.context, self._asked
        self._latest.ask(lambda: closed_tickets(context, typed), self._show, self._fail)

    def _show(self, found: ClosedTickets) -> None:
        if found.text == self._asked:
            self._listed = frozenset(ticket.id for ticket in found.tickets)
            self._board.closed.show_found(found)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("closed tickets could not be searched", exc_info=error)
        if len(self._asked) >= SHORTEST:
            self._board.closed.show_failed()
