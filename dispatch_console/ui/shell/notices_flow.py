"""The bell: what reached this person, read anew when messages come, and what becomes of it."""

import logging
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.notice import Notice
from dispatch_console.services import help_due, notices
from dispatch_console.services.context import Context
from dispatch_console.services.help_due import Asked
from dispatch_console.services.notices import Wishes
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.notices.bell import Bell
from dispatch_console.ui.notices.choices_dialog import ChoicesDialog
from dispatch_console.ui.notices.dialog import NoticesDialog
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.words import text

log = logging.getLogger(__name__)

TABLES = frozenset({"outbox", "help_request"})
"""A change in one of these may reach this person."""

LOOK_MS = 60_000
"""Messages that become due later are announced by nobody."""


class NoticesFlow(QObject):
    """Owns the bell; one list at a time."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        intents: Intents,
        commands: Commands,
        hub: ChangeHub,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._intents = window, session, intents
        self._commands = commands
        self.bell = Bell()
        self._dialog: NoticesDialog | None = None
        self._notices: tuple[Notice, ...] = ()
        self._asked: tuple[Asked, ...] = ()
        self._questions = Latest(session.background.database, self)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.bell.clicked.connect(self.open)
        hub.loaded.connect(self._begin)
        hub.service_changed.connect(lambda tables: self.look() if tables & TABLES else None)

    def look(self) -> None:
        """Read what has come."""
        self._questions.ask(partial(_read, self._session.context), self._show, self._unread)

    def open(self) -> None:
        """Show the list."""
        if self._dialog is None:
            dialog = NoticesDialog(self._session.zone, self._window)
            dialog.opened.connect(self._open_ticket)
            dialog.asked_opened.connect(
                lambda one: self._intents.open_conversation.emit(one.ticket.id)
            )
            dialog.all_read.connect(self._mark_read)
            dialog.choices_wanted.connect(self.choose)
            dialog.finished.connect(self._forget)
            self._dialog = dialog
        self._dialog.show_notices(self._notices)
        self._dialog.show_asked(self._asked)
        self._dialog.show()
        self._dialog.raise_()
        self.look()

    def choose(self) -> None:
        """Ask how the person wants to hear of what."""
        self._session.background.database(
            partial(notices.wishes, self._session.context), self._ask, self._commands.report
        )

    def _begin(self) -> None:
        self._timer.start()
        self.look()

    def _show(self, found: tuple[tuple[Notice, ...], tuple[Asked, ...]]) -> None:
        self._notices, self._asked = found
        self.bell.show_count(sum(not one.read for one in self._notices))
        if self._dialog is not None:
            self._dialog.show_notices(self._notices)
            self._dialog.show_asked(self._asked)

    def _unread(self, error: Exception) -> None:
        """The next look may succeed; an outage is told elsewhere."""
        if not is_outage(error):
            log.error("no notices", exc_info=error)

    def _open_ticket(self, notice: Notice) -> None:
        if not notice.read:
            self._mark_read((notice.id,))
        if notice.ticket_id is not None:
            self._intents.open_conversation.emit(notice.ticket_id)

    def _mark_read(self, ids: tuple[int, ...]) -> None:
        self._session.background.database(
            lambda: notices.mark_read(self._session.context, ids),
            lambda _: self.look(),
            self._commands.report,
        )

    def _ask(self, wishes: Wishes) -> None:
        dialog = ChoicesDialog(wishes, self._dialog or self._window)

        def write(wanted: Wishes) -> None:
            self._session.background.database(
                lambda: notices.wish(self._session.context, wanted),
                lambda _: self._chosen(dialog),
                lambda error: self._refused(dialog, error),
            )

        dialog.wanted.connect(write)
        dialog.show()

    def _chosen(self, dialog: ChoicesDialog) -> None:
        dialog.accept()
        self.look()

    def _refused(self, dialog: ChoicesDialog, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("wishes were not kept", exc_info=error)
        dialog.show_failure(text.error_sentence(error))

    def _forget(self) -> None:
        self._dialog = None


def _read(ctx: Context) -> tuple[tuple[Notice, ...], tuple[Asked, ...]]:
    return notices.read(ctx), help_due.asked_of_me(ctx)
