"""Steps that ask for something, and what makes kin of tickets: forms, and the services behind."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QMainWindow

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.ticket_link import LinkKind
from dispatch_console.domain.workflow import Given
from dispatch_console.services import lifecycle
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.duplicates import merge_into
from dispatch_console.services.relating import Part, link, split
from dispatch_console.support.i18n import tr
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.lifecycle.kin_dialogs import LinkDialog, MergeDialog, SplitDialog
from dispatch_console.ui.lifecycle.step_dialog import StepDialog
from dispatch_console.ui.read_only import in_past
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.steps import asking
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text
from dispatch_console.words.lifecycle import refusal_words

D = TypeVar("D", bound=QDialog)
Form = StepDialog | MergeDialog | LinkDialog | SplitDialog


class StepFlow(QObject):
    """Hears `commands.form_wanted` and the intents about kin; one form of each kind at a time."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        store: BoardStore,
        intents: Intents,
        commands: Commands,
        dialogs: Dialogs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._store = window, session, store
        self._commands, self._dialogs, self._messages = commands, dialogs, messages
        commands.form_wanted.connect(self.ask_step)
        intents.merge.connect(self.ask_merge)
        intents.split.connect(self.ask_split)
        intents.link.connect(self.ask_link)

    def ask_step(self, tickets: Sequence[Ticket], status: Status) -> None:
        """The form of a step, for just what it needs."""
        steps = asking(self._store.board.definitions, tickets, status)
        if not steps:
            return
        make = lambda: StepDialog(  # noqa: E731
            self._store.board, tickets, steps, self._session.zone, self._window
        )
        dialog = self._dialogs.show_anew(StepDialog, make)
        ids = [ticket.id for ticket in tickets]
        name = tickets[0].number if len(ids) == 1 else tr("{count} tickets", count=len(ids))
        said = tr("{tickets}: {status}.", tickets=name, status=text.status_name(status))
        command = uuid4()

        def take(given: Given, at: datetime | None) -> None:
            self._run(dialog, lambda ctx: set_status(ctx, command, ids, status, given, at), said)

        dialog.given.connect(take)

    def ask_merge(self, key: TicketId) -> None:
        """Which ticket goes on in its stead."""
        ticket = self._open(key)
        if ticket is None:
            return
        dialog, command = (
            self._dialogs.show_anew(MergeDialog, lambda: MergeDialog(ticket, self._window)),
            uuid4(),
        )

        def merge(number: str, reason: str) -> None:
            def work(ctx: Context) -> ChangeSet:
                other = lifecycle.find(ctx, number)
                return merge_into(ctx, command, key, other.id, Given(reason=reason))

            said = tr("{ticket} merged into {other}.", ticket=ticket.number, other=number.strip())
            self._run(dialog, work, said)

        dialog.wanted.connect(merge)

    def ask_link(self, key: TicketId) -> None:
        """What it is to which other ticket."""
        ticket = self._open(key)
        if ticket is None:
            return
        dialog, command = (
            self._dialogs.show_anew(LinkDialog, lambda: LinkDialog(ticket, self._window)),
            uuid4(),
        )

        def tie(number: str, kind: LinkKind) -> None:
            def work(ctx: Context) -> ChangeSet:
                return link(ctx, command, key, lifecycle.find(ctx, number).id, kind)

            said = tr("{ticket} linked to {other}.", ticket=ticket.number, other=number.strip())
            self._run(dialog, work, said)

        dialog.wanted.connect(tie)

    def ask_split(self, key: TicketId) -> None:
        """Into what."""
        ticket = self._open(key)
        if ticket is None:
            return
        dialog, command = (
            self._dialogs.show_anew(SplitDialog, lambda: SplitDialog(ticket, self._window)),
            uuid4(),
        )

        def part(titles: Sequence[str]) -> None:
            parts = [Part(title) for title in titles]
            said = tr("{ticket} split into {count}.", ticket=ticket.number, count=len(parts))
            self._run(dialog, lambda ctx: split(ctx, command, key, parts), said)

        dialog.wanted.connect(part)

    def _open(self, key: TicketId) -> Ticket | None:
        """The ticket, if anything may be done to it here and now; says so if not."""
        ticket = self._store.board.tickets.get(key)
        if ticket is None or in_past(self._store, self._messages):
            return None
        if self._commands.barred(Right.TICKETS) or self._commands.shut():
            return None
        return ticket

    def _run(self, dialog: Form, work: Callable[[Context], ChangeSet], said: str) -> None:
        def done(_: ChangeSet) -> None:
            dialog.accept()
            self._messages.done(said)

        def failed(error: Exception) -> None:
            known = isinstance(error, DomainError)
            definitions = self._store.board.definitions
            dialog.refused(
                refusal_words(error, definitions) if known else text.error_sentence(error)
            )

        self._commands.run(work, done, failed)
