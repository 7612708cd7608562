"""Editing a ticket: the form, the service behind it, and what is said where two people clash."""

from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services import editing
from dispatch_console.services.drafts.shelf import Kept, Kind, State
from dispatch_console.services.specs import missed
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.kept_edit import plain, recalled
from dispatch_console.ui.dialogs.ticket_dialog import TicketDialog, clash_sentence
from dispatch_console.ui.draft_keeper import DraftKeeper
from dispatch_console.ui.inspector.history_words import value_words
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.presence import at_ticket_sentence
from dispatch_console.ui.read_only import in_past
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

KEEP_MS = 700
"""How often it is looked whether something has been typed."""


class TicketEditing(QObject):
    """Hears `intents.edit_ticket`; one form at a time.

    `editing_changed(ticket id | None)`: whose form is open.
    """

    editing_changed = Signal(object)

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        store: BoardStore,
        intents: Intents,
        commands: Commands,
        dialogs: Dialogs,
        messages: MessageBar,
        keeper: DraftKeeper,
    ) -> None:
        super().__init__(window)
        self._keeper = keeper
        self._window, self._zone, self._store = window, session.zone, store
        self._commands, self._dialogs, self._messages = commands, dialogs, messages
        intents.edit_ticket.connect(self.edit)

    def edit(self, key: TicketId) -> None:
        """Open the form on the ticket."""
        ticket = self._store.board.tickets.get(key)
        if ticket is None or in_past(self._store, self._messages):
            return
        if self._commands.barred(Right.TICKETS):
            return
        kept = self._kept(key)
        base = recalled(kept.fields["base"], ticket) if kept is not None else ticket
        dialog = self._dialogs.show(
            TicketDialog,
            lambda: TicketDialog(self._store.board, base, self._zone, self._window),
        )
        if dialog is not None:
            if kept is not None:
                at = text.day_and_time(kept.at, self._zone)
                said = tr("What was typed on {time} and not saved is here again.", time=at)
                dialog.take_up(recalled(kept.fields["typed"], base), said)
            self._keep_typed(dialog, kept.id if kept is not None else uuid4())
            dialog.save_wanted.connect(lambda base, new: self._save(dialog, base, new))
            self._show_others(dialog, key)

    def _kept(self, key: TicketId) -> Kept | None:
        """What was typed on the ticket earlier and not saved."""
        edits = (one for one in self._keeper.drafts if one.kind is Kind.EDIT)
        return next((one for one in edits if one.fields["ticket"] == key), None)

    def _keep_typed(self, dialog: TicketDialog, draft: UUID) -> None:
        """While the form is open. Saved or given up by hand, there is nothing to keep."""
        last: list[Ticket | None] = [dialog.typed]

        def keep() -> None:
            typed, base = dialog.typed, dialog.base
            if typed == last[0]:
                return
            last[0] = typed
            if typed is None:
                self._keeper.drop(draft)
                return
            said = {
                "ticket": base.id,
                "number": base.number,
                "base": plain(base),
                "typed": plain(typed),
            }
            self._keeper.keep(
                Kept(
                    id=draft,
                    command=draft,
                    kind=Kind.EDIT,
                    state=State.TYPED,
                    at=self._store.clock(),
                    fields=said,
                )
            )

        def ended() -> None:
            watch.stop()
            self._keeper.drop(draft)

        watch = QTimer(dialog, interval=KEEP_MS)
        watch.timeout.connect(keep)
        watch.start()
        dialog.finished.connect(ended)

    def _show_others(self, dialog: TicketDialog, key: TicketId) -> None:
        """As long as the form is open, and the others are told of it as long."""

        def show() -> None:
            dialog.show_others(at_ticket_sentence(self._store, key))

        store = self._store
        store.others_changed.connect(show)
        # It also goes unfinished, with a window that gives way to another on the same store.
        dialog.destroyed.connect(lambda: store.others_changed.disconnect(show))
        dialog.finished.connect(lambda: self.editing_changed.emit(None))
        self.editing_changed.emit(key)
        show()

    def _save(self, dialog: TicketDialog, base: Ticket, wanted: Ticket) -> None:
        command = uuid4()

        def done(_: ChangeSet) -> None:
            dialog.saved()
            self._tell(base, wanted)

        def settled(written: bool) -> None:
            if written and isValid(dialog):
                dialog.saved()

        def failed(error: Exception) -> None:
            now = self._store.board.tickets.get(base.id)
            if isinstance(error, DomainError) and error.code == "ticket.clash" and now is not None:
                self._clash(dialog, error, base, wanted)
            else:
                self._commands.outcomes.after(error, command, settled)
                dialog.refused(text.error_sentence(error))

        self._commands.run(
            lambda context: editing.edit(context, command, base, wanted), done, failed
        )

    def _clash(
        self, dialog: TicketDialog, error: DomainError, base: Ticket, wanted: Ticket
    ) -> None:
        """Show both values, once the board knows what the others made of the ticket."""
        fields = error.params["fields"]
        assert isinstance(fields, tuple)

        def show() -> None:
            now = self._store.board.tickets.get(base.id)
            if now is None or now.version == base.version:
                return
            self._store.changed.disconnect(show)
            dialog.destroyed.disconnect(stop)
            sentence = clash_sentence(error, now, wanted, self._shown)
            dialog.clash(now, fields, sentence)

        def stop() -> None:
            self._store.changed.disconnect(show)

        self._store.changed.connect(show)
        dialog.destroyed.connect(stop)
        self._commands.show_changes()
        show()

    def _tell(self, base: Ticket, wanted: Ticket) -> None:
        self._messages.done(tr("{ticket} saved.", ticket=base.number))
        if missed(wanted) and not missed(base) and wanted.visit is not None:
            self._messages.warn(
                tr(
                    "{ticket} saved. Its visit at {time} is now outside its time windows: assign it"
                    " anew or plan.",
                    ticket=base.number,
                    time=text.day_and_time(wanted.visit.start, self._zone),
                )
            )

    def _shown(self, field: str, value: Any) -> str:
        return value_words(field, _as_kept(value), self._store.board, self._zone)


def _as_kept(value: Any) -> Any:
    """The value in the form of the trail."""
    if isinstance(value, tuple):
        return [_as_kept(one) for one in value]
    if isinstance(value, Location):
        return f"{value.lat:.5f}, {value.lon:.5f}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "code"):
        return [value.code, value.level]
    if hasattr(value, "start"):
        return [value.start.isoformat(), value.end.isoformat()]
    return value
