"""The board's search among closed tickets: asked of the database, answered below the open ones."""

import logging

from PySide6.QtCore import QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.searching import ClosedTickets, closed_tickets
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore

log = logging.getLogger(__name__)

SHORTEST = 2
"""A single letter is in every ticket."""


class ClosedSearch(QObject):
    """Follows the text of the board's filter; only the newest question is answered."""

    def __init__(
        self, session: Session, store: BoardStore, board: BoardPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._store, self._board = session, store, board
        self._latest = Latest(session.background.database, self)
        self._asked = ""
        store.filter_changed.connect(self._follow)

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
        context = self._session.context
        self._latest.ask(lambda: closed_tickets(context, typed), self._show, self._fail)

    def _show(self, found: ClosedTickets) -> None:
        if found.text == self._asked:
            self._board.closed.show_found(found)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("closed tickets could not be searched", exc_info=error)
        if len(self._asked) >= SHORTEST:
            self._board.closed.show_failed()
