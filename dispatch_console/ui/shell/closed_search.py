"""The board's search among closed tickets: asked of the database, answered below the open ones; and
tickets that other views open after they have left the board."""

import logging
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services import lifecycle
from dispatch_console.services.lifecycle import Life
from dispatch_console.services.searching import ClosedTickets, closed_tickets
from dispatch_console.ui import text
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar

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
        messages: MessageBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._store, self._intents = session, store, intents
        self._board, self._messages, self._window = board, messages, window
        self._latest = Latest(session.background.database, self)
        self._reads = Latest(session.background.database, self)
        self._asked = ""
        store.filter_changed.connect(self._follow)
        board.closed.opened.connect(self._open)
        intents.open_ticket.connect(self._look_up)

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

    def _look_up(self, key: TicketId) -> None:
        """Of one on the board the inspector tells."""
        if key in self._store.board.tickets or self._store.past is not None:
            return
        read = partial(lifecycle.read, self._session.context, key)
        self._reads.ask(read, self._found, self._unread)

    def _found(self, life: Life) -> None:
        # An open one has just come in and is on its way to the board.
        if life.ticket.status not in OPEN:
            self._open(life.ticket)

    def _unread(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("a closed ticket could not be read", exc_info=error)
        self._messages.fail(text.error_sentence(error))

    def _open(self, ticket: Ticket) -> None:
        dialog = ClosedTicketDialog(
            self._store.board,
            ticket,
            self._store.clock(),
            self._session.zone,
            self._intents.rights,
            self._window,
            writes=self._session.rights.may(Right.ARTICLES),
        )
        dialog.article_wanted.connect(self._intents.write_article)
        dialog.report_wanted.connect(self._intents.service_report)
        dialog.step_wanted.connect(self._step)
        dialog.show()

    def _step(self, ticket: Ticket, status: Status) -> None:
        """Asked for with the ticket: it is none of the board's."""
        self._intents.step_closed.emit(ticket, status)
