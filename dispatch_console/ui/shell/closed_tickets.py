"""Tickets told of wherever they are: on the board in the inspector, else in their own window."""

import logging
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, QSize

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services import dispatch, lifecycle, searching
from dispatch_console.services.lifecycle import Life
from dispatch_console.support.i18n import tr
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.read_only import in_past
from dispatch_console.ui.shell.ticket_flows import serve
from dispatch_console.ui.shell.ticket_reading import TicketHost
from dispatch_console.ui.steps import asking
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

MARGIN = QSize(40, 60)
"""What of the screen is left beside the window and its title."""


class ClosedTickets(QObject):
    """One window, made when it is first needed; while it is open it follows its ticket."""

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._main, self._context = main, main.session.context
        self._dialog: ClosedTicketDialog | None = None
        database = main.session.background.database
        self._lookups, self._readings = Latest(database, self), Latest(database, self)
        intents = main.intents
        intents.open_ticket.connect(self.open)
        intents.open_conversation.connect(partial(self.open, talk=True))
        intents.open_number.connect(self.find)
        intents.step_closed.connect(self._step)
        main.board.closed.opened.connect(self.show)
        main.store.changed.connect(self._hear)
        main.store.reset.connect(self._read_again)

    def open(self, key: TicketId, *, talk: bool = False) -> None:
        """Tell all about the ticket; with `talk` what is said about it first."""
        if key in self._main.store.board.tickets:
            self._show_on_board(key, talk=talk)
        elif not in_past(self._main.store, self._main.messages):
            read = partial(lifecycle.read, self._context, key)
            self._lookups.ask(read, partial(self._found, talk=talk), self._unread)

    def find(self, number: str) -> None:
        """The same of the ticket of that number, which is not on the board."""
        if not in_past(self._main.store, self._main.messages):
            read = partial(searching.numbered, self._context, number)
            self._lookups.ask(read, self._show_anywhere, self._unread)

    def show(self, ticket: Ticket, *, talk: bool = False) -> None:
        """Tell of a ticket that has left the board."""
        dialog = self._window()
        dialog.show_ticket(ticket)
        if talk:
            dialog.tabs.setCurrentWidget(dialog.tabs.conversation)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _window(self) -> ClosedTicketDialog:
        main = self._main
        if self._dialog is None:
            made = ClosedTicketDialog(main.store, main.intents, main.session.zone, main)
            made.resize(made.size().boundedTo(main.screen().availableSize() - MARGIN))
            serve(TicketHost.of(main, made.tabs, made, made.messages))
            self._dialog = made
        return self._dialog

    # Finding

    def _found(self, life: Life, *, talk: bool) -> None:
        self._show_anywhere(life.ticket, talk=talk)

    def _show_anywhere(self, ticket: Ticket, *, talk: bool = False) -> None:
        if ticket.status in OPEN:
            # It has just come in and is on its way to the board.
            self._show_on_board(ticket.id, talk=talk)
        else:
            self.show(ticket, talk=talk)

    def _show_on_board(self, key: TicketId, *, talk: bool) -> None:
        self._main.open_ticket(key)
        if talk:
            self._main.inspector.show_conversation()

    def _unread(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("a closed ticket could not be read", exc_info=error)
        self._messages.fail(text.error_sentence(error))

    # Following

    def _hear(self, changes: ChangeSet) -> None:
        shown = self._shown
        if shown is not None and shown.id in changes.tickets:
            self._read_again()

    def _read_again(self) -> None:
        shown = self._shown
        if shown is not None:
            read = partial(lifecycle.read, self._context, shown.id)
            self._readings.ask(read, self._show_again, self._unread)

    def _show_again(self, life: Life) -> None:
        shown = self._shown
        if self._dialog is not None and shown is not None and shown.id == life.ticket.id:
            self._dialog.show_ticket(life.ticket)

    @property
    def _shown(self) -> Ticket | None:
        dialog = self._dialog
        return dialog.ticket if dialog is not None and dialog.isVisible() else None

    @property
    def _messages(self) -> MessageBar:
        """Where the user looks."""
        dialog = self._dialog
        visible = dialog is not None and dialog.isVisible()
        return dialog.messages if dialog is not None and visible else self._main.messages

    # Steps

    def _step(self, ticket: Ticket, status: Status) -> None:
        """Take it a step further, by a form where that needs something."""
        main, commands = self._main, self._main.commands
        if commands.barred(Right.TICKETS) or in_past(main.store, main.messages) or commands.shut():
            return
        if asking(main.store.board.definitions, [ticket], status):
            commands.form_wanted.emit([ticket], status)
            return
        command, name = uuid4(), text.status_name(status)
        said = tr("{tickets}: {status}.", tickets=ticket.number, status=name)
        commands.run(
            lambda ctx: dispatch.set_status(ctx, command, (ticket.id,), status),
            lambda _: self._messages.done(said),
            lambda error: commands.report(error, to=self._messages),
        )
