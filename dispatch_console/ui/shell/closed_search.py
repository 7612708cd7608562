"""The board's search among closed tickets: asked of the database, answered below the open ones."""

import logging

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services.searching import ClosedTickets, closed_tickets
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore

log = logging.getLogger(__name__)

SHORTEST = 2
"""A single letter is in every ticket."""


class ClosedSearch(QObject):
    """Follows the text of the board's filter; only the newest question is answered."""

    def __init__(
        self,
        session: Session,
        store: BoardStore,
        intents: Intents,
        board: BoardPanel,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._store, self._intents = session, store, intents
        self._board, self._window = board, window
        self._latest = Latest(session.background.database, self)
        self._asked = ""
        store.filter_changed.connect(self._follow)
        board.closed.opened.connect(self._open)

    def _follow(self) -> None:
        text = self._store.filter.text.strip()
        if text == self._asked:
            return
        self._asked = text
        if len(text) < SHORTEST:
            self._latest.drop()
            self._board.closed.show_found(ClosedTickets(""))
            return
        self._board.closed.show_searching()
        context = self._session.context
        self._latest.ask(lambda: closed_tickets(context, text), self._show, self._fail)

    def _show(self, found: ClosedTickets) -> None:
        if found.text == self._asked:
            self._board.closed.show_found(found)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("closed tickets could not be searched", exc_info=error)
        if len(self._asked) >= SHORTEST:
            self._board.closed.show_failed()

    def _open(self, ticket: Ticket) -> None:
        dialog = ClosedTicketDialog(
            self._store.board,
            ticket,
            self._store.clock(),
            self._session.zone,
            self._window,
            writes=self._session.rights.may(Right.ARTICLES),
        )
        dialog.reopen_wanted.connect(self._reopen)
        dialog.article_wanted.connect(self._intents.write_article)
        dialog.show()

    def _reopen(self, ticket: TicketId) -> None:
        self._intents.ask_status([ticket], Status.REOPENED)
