"""Calls: the intake window, kept for as long as the main one, and what is written of them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.connection import may_have_been_lost
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.services.context import Context
from dispatch_console.services.drafts.shelf import Kept, Kind, State
from dispatch_console.services.intake import Booking, Taken, take
from dispatch_console.services.tickets import NewTicket, add_note
from dispatch_console.support.i18n import tr
from dispatch_console.ui.draft_keeper import DraftKeeper
from dispatch_console.ui.intake import Draft, IntakeWindow
from dispatch_console.ui.intake.kept import plain, plain_booking, recalled
from dispatch_console.ui.intake.words import together
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.reasons import refusal
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.ui.writing import CONNECTION
from dispatch_console.words import text

KEEP_MS = 400
"""How long after the last key what is typed is kept."""

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
        keeper: DraftKeeper,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._store = window, session, store
        self._selection, self._intents, self._commands = selection, intents, commands
        self._messages, self._keeper = messages, keeper
        self._typing = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._typing.timeout.connect(self.keep_typed)
        self._typed: UUID | None = None
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
            made.form.edited.connect(self._typing.start)
            made.take_wanted.connect(self._take)
            made.note_wanted.connect(self._note)
            made.opened.connect(self._open)
            made.article_opened.connect(self._intents.open_article)
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
        self._take_up()

    def go_on_with(self, kept: Kept) -> None:
        """Bring a call kept earlier back into the form; the one in it is kept as it is."""
        self.keep_typed()
        self._typed = kept.id
        self.intake.show_draft(recalled(kept.fields["form"], kept.id))
        self.show()

    def keep_typed(self) -> None:
        """Keep what is typed so far; of a call that was cleared there is nothing to keep."""
        self._typing.stop()
        draft = self.draft
        if self.busy:
            return
        before = self._keeper.find(self._typed) if self._typed not in (None, draft.id) else None
        if before is not None and before.state is State.TYPED:
            self._keeper.drop(before.id)
        self._typed = draft.id
        if draft.empty:
            self._keeper.drop(draft.id)
        else:
            known = self._keeper.find(draft.id)
            self._keep(draft.id, State.TYPED, known.at if known else self._store.clock())

    def _keep(
        self,
        command: UUID,
        state: State,
        at: datetime,
        booking: Booking | None = None,
        done: Callable[[], None] = lambda: None,
    ) -> None:
        said = {"form": plain(self.draft), "booking": plain_booking(booking)}
        kept = Kept(
            id=self.draft.id, command=command, kind=Kind.CALL, state=state, at=at, fields=said
        )
        self._keeper.keep(kept, done)

    def _take_up(self) -> None:
        """With nothing typed yet, go on with the call that was not finished."""
        typed = [d for d in self._keeper.drafts if (d.kind, d.state) == (Kind.CALL, State.TYPED)]
        if self.draft.empty and typed:
            newest = typed[-1]
            self._typed = newest.id
            self.intake.show_draft(recalled(newest.fields["form"], newest.id))
            self.intake.messages.warn(
                tr(
                    "This is the call of {time} that was not finished. Start over puts it away.",
                    time=text.day_and_time(newest.at, self._session.zone),
                )
            )

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
        if self._commands.gate.only(CONNECTION):
            self._wait(command, booking)
            return

        def done(taken: Taken) -> None:
            self._tried = None
            self._keeper.drop(self.draft.id)
            self._selection.select_tickets([taken.ticket.id])
            self.intake.taken(self._told(taken, booking), warning=taken.refused is not None)

        def failed(error: Exception) -> None:
            if may_have_been_lost(error):
                self._wait(command, booking)
            else:
                self._failed(error)

        self._commands.run(lambda ctx: take(ctx, command, new, booking), done, failed)

    def _wait(self, command: UUID, booking: Booking | None) -> None:
        """The server is away: keep the call, to be entered by this command when it is back."""
        said = tr("The call is kept on this computer and entered as soon as the server is back.")

        def kept() -> None:
            self._tried = None
            self.intake.taken(said, warning=True)

        self._keep(command, State.WAITING, self._store.clock(), booking, kept)

    def _note(self, ticket: TicketId, said: str) -> None:
        command = self._command(ticket, said)
        known = self._store.board.tickets.get(ticket)
        number = known.number if known else ""
        at = text.day_and_time(self._store.clock(), self._session.zone)
        note = f"[{at} {self._session.context.user}] {said}"
        if self._commands.gate.only(CONNECTION):
            self._wait_with_note(command, ticket, number, note)
            return

        def done(_: ChangeSet) -> None:
            self._tried = None
            self._keeper.drop(self.draft.id)
            self._selection.select_tickets([ticket])
            self.intake.taken(
                tr("Noted on ticket {number}. No new ticket was made.", number=number)
            )

        def failed(error: Exception) -> None:
            if may_have_been_lost(error):
                self._wait_with_note(command, ticket, number, note)
            else:
                self._failed(error)

        self._commands.run(partial(_noted, command, ticket, note), done, failed)

    def _wait_with_note(self, command: UUID, ticket: TicketId, number: str, note: str) -> None:
        said = tr("The note is kept on this computer and added as soon as the server is back.")

        def kept() -> None:
            self._tried = None
            self.intake.taken(said, warning=True)

        self._keeper.keep(
            Kept(
                id=self.draft.id,
                command=command,
                kind=Kind.NOTE,
                state=State.WAITING,
                at=self._store.clock(),
                fields={"ticket": ticket, "number": number, "note": note},
            ),
            kept,
        )

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
            staff = self._store.board.engineers
            names = [staff[key].name for key in (booking.engineer, *booking.mates) if key in staff]
            return tr(
                "Ticket {number} created and assigned to {engineer}.",
                number=number,
                engineer=together(names) if names else "",
            )
        return tr("Ticket {number} created.", number=number)

    def _failed(self, error: Exception) -> None:
        self.intake.not_done(refusal(error, self._store.board, self._session.zone))


def _noted(command: UUID, ticket: TicketId, note: str, ctx: Context) -> ChangeSet:
    return add_note(ctx, command, ticket, note)
