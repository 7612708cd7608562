"""Calls: the intake window, kept for as long as the main one, and what is written of them."""

from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.services.context import Context
from dispatch_console.services.intake import Booking, Taken, take
from dispatch_console.services.tickets import NewTicket, add_note
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.intake import Draft, IntakeWindow
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.reasons import refusal
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar

BESIDE_PX = 500
"""What of a screen must be left beside the call to see a ticket in the main window."""

Wanted = tuple[object, ...]


class Calls(QObject):
    """One call at a time. `draft` outlives the window: give it to the one that takes over."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        commands: Commands,
        messages: MessageBar,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._store = window, session, store
        self._selection, self._intents, self._commands = selection, intents, commands
        self._messages = messages
        self._kept = draft or Draft()
        self._intake: IntakeWindow | None = None
        self._tried: tuple[Wanted, UUID] | None = None

    @property
    def draft(self) -> Draft:
        """The call as far as it is taken."""
        return self._intake.draft if self._intake is not None else self._kept

    @property
    def visible(self) -> bool:
        """Whether a call is on the screen."""
        return self._intake is not None and self._intake.isVisible()

    @property
    def busy(self) -> bool:
        """Whether a call is being written."""
        return self._intake is not None and self._intake.busy

    @property
    def intake(self) -> IntakeWindow:
        """The window, made when it is first needed."""
        if self._intake is None:
            session = self._session
            made = IntakeWindow(
                session.context, session.background, self._store, session.zone, self._window
            )
            made.show_draft(self._kept)
            made.take_wanted.connect(self._take)
            made.note_wanted.connect(self._note)
            made.opened.connect(self._open)
            self._intake = made
        return self._intake

    def show(self) -> None:
        """Answer a call, or go on with the one put off."""
        if self._commands.barred(Right.TICKETS):
            return
        intake = self.intake
        room = self._window.screen().availableSize()
        if intake.isVisible():
            intake.raise_()
            intake.activateWindow()
            return
        intake.resize(intake.sizeHint().boundedTo(room))
        intake.show()

    def hide(self) -> None:
        """Put the call off; what was typed stays."""
        if self._intake is not None:
            self._intake.hide()

    def _open(self, ticket: TicketId) -> None:
        """Show the ticket in the main window; where that lies below the call, put the call off."""
        self._intents.open_ticket.emit(ticket)
        room = self._window.screen().availableSize().width() - self.intake.width()
        if room < BESIDE_PX:
            self.hide()
            self._messages.done(tr("The call is put off. Ctrl+N goes on with it."))

    def _take(self, new: NewTicket, booking: Booking | None) -> None:
        command = self._command(new, booking)

        def done(taken: Taken) -> None:
            self._tried = None
            self._selection.select_tickets([taken.ticket.id])
            self.intake.taken(self._told(taken, booking), warning=taken.refused is not None)

        self._commands.run(lambda ctx: take(ctx, command, new, booking), done, self._failed)

    def _note(self, ticket: TicketId, said: str) -> None:
        command = self._command(ticket, said)
        known = self._store.board.tickets.get(ticket)
        number = known.number if known else ""
        at = text.day_and_time(self._store.clock(), self._session.zone)
        note = f"[{at} {self._session.context.user}] {said}"

        def done(_: ChangeSet) -> None:
            self._tried = None
            self._selection.select_tickets([ticket])
            self.intake.taken(
                tr("Noted on ticket {number}. No new ticket was made.", number=number)
            )

        self._commands.run(partial(_noted, command, ticket, note), done, self._failed)

    def _command(self, *wanted: object) -> UUID:
        """The one it was tried by before, if just this was: it may have got there all the same."""
        if self._tried is None or self._tried[0] != wanted:
            self._tried = (wanted, uuid4())
        return self._tried[1]

    def _told(self, taken: Taken, booking: Booking | None) -> str:
        number = taken.ticket.number
        if taken.refused is not None:
            why = refusal(taken.refused, self._store.board, self._session.zone)
            return tr("Ticket {number} created. {why}", number=number, why=why)
        if booking is not None:
            known = self._store.board.engineers.get(booking.engineer)
            return tr(
                "Ticket {number} created and assigned to {engineer}.",
                number=number,
                engineer=known.name if known else "",
            )
        return tr("Ticket {number} created.", number=number)

    def _failed(self, error: Exception) -> None:
        self.intake.not_done(refusal(error, self._store.board, self._session.zone))


def _noted(command: UUID, ticket: TicketId, note: str, ctx: Context) -> ChangeSet:
    return add_note(ctx, command, ticket, note)
