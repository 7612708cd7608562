"""A ticket's conversation: read when it is looked at, written by what is done there."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from dispatch_console.domain.attachment import Attachment
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.conversation import HandOver, HelpRequest
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services import commenting, handing_over, helping, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.drafts.shelf import Kept
from dispatch_console.services.ticket_timeline import Conversation
from dispatch_console.support.i18n import tr
from dispatch_console.ui.conversation.comment_drafts import CommentDrafts
from dispatch_console.ui.conversation.dialogs import HandOverDialog, HelpDialog, WordsDialog
from dispatch_console.ui.conversation.preview import PreviewDialog, picture_of
from dispatch_console.ui.shell.ticket_reading import TicketHost, TicketReading
from dispatch_console.words import text

TABLES = frozenset(
    {"comment", "attachment", "hand_over", "help_request", "watcher", "queue", "outbox"}
)
"""A change in one of these may show in a conversation. What reminds of an answer is a message: by
then the answer may be overdue."""

Deed = Callable[[Context], ChangeSet]


class ConversationFlow(QObject):
    """Of a ticket's tab *Conversation*."""

    def __init__(self, host: TicketHost) -> None:
        super().__init__(host.tabs)
        self._host, self._window, self._session = host, host.window, host.session
        self._store, self._commands = host.store, host.commands
        self._panel = panel = host.tabs.conversation
        self.drafts = CommentDrafts(panel.composer, host.keeper, host.store.clock)
        self._reading = TicketReading(
            host, panel, lambda ctx, key: ticket_timeline.read(ctx, key), self._show, TABLES
        )
        panel.known = self._known
        panel.composer.send_wanted.connect(self._send)
        panel.watch_wanted.connect(self._watch)
        panel.hand_over_wanted.connect(self._hand_over)
        panel.help_wanted.connect(self._ask_for_help)
        panel.taken.connect(self._take)
        panel.return_wanted.connect(self._give_back)
        panel.answer_wanted.connect(self._answer)
        panel.withdrawn.connect(self._withdraw)
        panel.file_wanted.connect(self._open_file)
        panel.owner_wanted.connect(self._own)

    def _show(self, found: Conversation) -> None:
        user, past = self._session.context.user, self._store.past is not None
        self._panel.show_conversation(found, user, past=past)

    def _known(self) -> Ticket | None:
        """The ticket asked for, as the board has it; in the past nothing can be written."""
        key = self._reading.ticket
        return (
            None
            if key is None or self._store.past is not None
            else self._store.board.tickets.get(key)
        )

    # Writing

    def go_on_with(self, kept: Kept) -> None:
        """Show the ticket of a comment that is not finished, and the comment."""
        self.drafts.go_on_with(kept)
        self._host.intents.open_conversation.emit(TicketId(kept.fields["ticket"]))

    def _send(self) -> None:
        if not self._commands.barred(Right.COMMENT):
            self.drafts.send()

    def _watch(self, on: bool) -> None:
        it, user, command = self._panel.conversation, self._session.context.user, uuid4()
        if it is not None and not self._commands.barred(Right.COMMENT):
            ticket = it.ticket.id
            self._write(lambda ctx: commenting.watch(ctx, command, ticket, user, on=on))

    def _hand_over(self) -> None:
        it, command = self._panel.conversation, uuid4()
        if it is None or self._commands.barred(Right.TICKETS):
            return
        dialog = HandOverDialog(it, self._window)
        dialog.chosen.connect(
            lambda queue, owner, reason: self._write_of(
                dialog,
                lambda ctx: handing_over.hand_over(
                    ctx, command, it.ticket.id, queue, reason, owner=owner
                ),
            )
        )
        dialog.show()

    def _ask_for_help(self) -> None:
        it, command = self._panel.conversation, uuid4()
        if it is None or self._commands.barred(Right.COMMENT):
            return
        dialog = HelpDialog(it, self._store.clock, self._session.zone, self._window)
        dialog.asked.connect(
            lambda queue, login, due, question: self._write_of(
                dialog,
                lambda ctx: helping.ask(
                    ctx, command, it.ticket.id, question, queue=queue, login=login, due_at=due
                ),
            )
        )
        dialog.show()

    def _own(self, owner: str) -> None:
        it, command = self._panel.conversation, uuid4()
        if it is not None and not self._commands.barred(Right.TICKETS):
            ticket = it.ticket.id
            self._write(lambda ctx: handing_over.set_owner(ctx, command, ticket, owner))

    def _take(self, it: HandOver) -> None:
        command = uuid4()
        self._write(lambda ctx: handing_over.settle(ctx, command, it.id, taken=True))

    def _give_back(self, it: HandOver) -> None:
        dialog, command = (
            WordsDialog(
                tr("Return the ticket"),
                tr("It goes back to the department and owner it came from. Why?"),
                tr("Return"),
                self._window,
            ),
            uuid4(),
        )
        dialog.given.connect(
            lambda words: self._write_of(
                dialog,
                lambda ctx: handing_over.settle(ctx, command, it.id, taken=False, words=words),
            )
        )
        dialog.show()

    def _answer(self, it: HelpRequest) -> None:
        dialog, command = (
            WordsDialog(tr("Answer"), it.question, tr("Answer"), self._window),
            uuid4(),
        )
        dialog.given.connect(
            lambda words: self._write_of(
                dialog, lambda ctx: helping.answer(ctx, command, it.id, words)
            )
        )
        dialog.show()

    def _withdraw(self, it: HelpRequest) -> None:
        command = uuid4()
        self._write(lambda ctx: helping.withdraw(ctx, command, it.id))

    def _write(self, deed: Deed) -> None:
        def succeed(_: ChangeSet) -> None:
            self.look_again()

        def fail(error: Exception) -> None:
            self._host.report(error)
            self.look_again()

        self._commands.run(deed, succeed, fail)

    def _write_of(self, dialog: WordsDialog, deed: Deed) -> None:
        """The dialog stays where it was refused, with what was written."""

        def succeed(_: ChangeSet) -> None:
            dialog.accept()
            self.look_again()

        self._commands.run(
            deed, succeed, lambda error: dialog.show_failure(text.error_sentence(error))
        )

    def look_again(self) -> None:
        """Read the conversation shown anew."""
        self._reading.again()

    # Files

    def _open_file(self, file: Attachment) -> None:
        def read() -> tuple[bytes, QImage | None]:
            data = commenting.read_file(self._session.context, file.id)
            return data, picture_of(file, data)

        def show(found: tuple[bytes, QImage | None]) -> None:
            dialog = PreviewDialog(file, *found, self._window)
            dialog.save_wanted.connect(lambda: self._save(file, found[0]))
            dialog.show()

        self._session.background.database(read, show, self._host.report)

    def _save(self, file: Attachment, data: bytes) -> None:
        dialog = QFileDialog(self._window, tr("Save as…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(file.name)
        dialog.fileSelected.connect(
            lambda path: self._session.background.files(
                lambda: Path(path).write_bytes(data), lambda _: None, self._host.report
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
